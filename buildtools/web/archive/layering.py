"""Layers upon each other: what a later one adds, puts in another's place, or takes away.

Whiteouts take away what lower layers have, and nothing of their own layer, wherever they stand in
it. Source: OCI Image Format Specification, "Image Layer Filesystem Changeset", Whiteouts.
"""

import posixpath
from collections.abc import Iterable
from pathlib import Path

from buildtools.web.archive.contents import Kept, LeftOut, Wanted
from buildtools.web.archive.tars import Member, Sort, inside

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_META = ".wh..wh."
"""Begins the names of what else a file system of layers keeps for itself."""

_MOST_HOPS = 40


class Layers:
    """The files of all layers so far; a plain tar is one layer without whiteouts."""

    def __init__(self, wanted: Wanted, kept: Kept, *, whiteouts: bool) -> None:
        self._wanted = wanted
        self._kept = kept
        self._whiteouts = whiteouts
        self._files: dict[str, Path] = {}
        self._links: dict[str, str] = {}
        self._left_out: dict[str, str] = {}

    def add(self, members: Iterable[Member]) -> None:
        """Put one layer upon those before."""
        upper = _Layer(self._files)
        for member in members:
            self._read(member, upper)
        for kept in (self._files, self._links, self._left_out):
            for path in [path for path in kept if upper.takes_away(path)]:
                del kept[path]
        self._files |= upper.files
        self._links |= upper.links
        self._left_out |= upper.left_out

    def files(self) -> dict[str, Path]:
        """Return all files, those too that links lead to."""
        linked = {path: self._followed(path) for path in self._links}
        return self._files | {path: file for path, file in linked.items() if file}

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what was not read, and why."""
        lead_out = {
            path: f"the link leads out, to {target}"
            for path, target in self._links.items()
            if self._wanted(path) and _target(path, target, rooted=self._whiteouts) is None
        }
        told = self._left_out | lead_out
        return tuple(LeftOut(path, why) for path, why in sorted(told.items()))

    def _read(self, member: Member, upper: "_Layer") -> None:
        path = member.path
        if path is None:
            if self._wanted(member.name):
                upper.left_out[member.name] = "its name leads out"
            return
        if self._whiteouts and upper.is_whiteout(path):
            return
        upper.replace(path, member.sort)
        match member.sort:
            case "file":
                self._keep(path, member, upper)
            case "link":
                upper.links[path] = member.target
            case "hard link" if self._wanted(path):
                upper.join(path, inside(member.target))
            case "other" if self._wanted(path):
                upper.left_out[path] = "it is no file"

    def _keep(self, path: str, member: Member, upper: "_Layer") -> None:
        if not self._wanted(path):
            return
        if why := self._kept.refuses(member.size):
            upper.left_out[path] = why
        else:
            upper.files[path] = self._kept.copy(member.blocks)

    def _followed(self, path: str) -> Path | None:
        """Return the file that a link leads to, over further ones; None where there is none."""
        for _ in range(_MOST_HOPS):
            if path in self._files:
                return self._files[path]
            step = self._step(path)
            if step is None:
                return None
            path = step
        return None

    def _step(self, path: str) -> str | None:
        """Follow the first link on the way to a path."""
        for end in (*(at for at, one in enumerate(path) if one == "/"), len(path)):
            target = self._links.get(path[:end])
            if target is not None:
                there = _target(path[:end], target, rooted=self._whiteouts)
                return None if there is None else inside(there + path[end:])
        return None


class _Layer:
    """What one layer says: of it, and of what is below it."""

    def __init__(self, lower: dict[str, Path]) -> None:
        self._lower = lower
        self.files: dict[str, Path] = {}
        self.links: dict[str, str] = {}
        self.left_out: dict[str, str] = {}
        self._gone: set[str] = set()
        self._emptied: set[str] = set()
        self._folders: set[str] = set()

    def is_whiteout(self, path: str) -> bool:
        """Note what a member takes away; False when it is no whiteout."""
        folder, name = posixpath.split(path)
        if name == _OPAQUE:
            self._emptied.add(folder)
        elif name.startswith(_WHITEOUT) and not name.startswith(_META):
            self._gone.add(posixpath.join(folder, name.removeprefix(_WHITEOUT)))
        return name.startswith(_WHITEOUT)

    def replace(self, path: str, sort: Sort) -> None:
        """Note that another member has a path: what stood there is gone, but in a folder."""
        for kept in (self.files, self.links, self.left_out):
            kept.pop(path, None)
        (self._folders if sort == "folder" else self._gone).add(path)

    def takes_away(self, path: str) -> bool:
        """Whether a lower layer's file or link is gone."""
        if path in self._gone or path in self._folders:
            return True
        above = [path[:at] for at, letter in enumerate(path) if letter == "/"]
        return any(one in self._gone or one in self._emptied for one in ("", *above))

    def join(self, path: str, target: str | None) -> None:
        """Give a hard link the content of its target."""
        content = self.files.get(target or "") or self._lower.get(target or "")
        if content:
            self.files[path] = content
        else:
            self.left_out[path] = "it is a hard link to a file that was not read"


def _target(path: str, target: str, *, rooted: bool) -> str | None:
    """Return where a link leads to, as a path below the top; None when it leads out of it."""
    if target.startswith("/"):
        return inside(target) if rooted else None
    return inside(posixpath.join(posixpath.dirname(path), target))
