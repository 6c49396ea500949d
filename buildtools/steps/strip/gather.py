"""What there is to strip: maps, comments, lists of traced files, in the outputs and their copies.

Nothing is written here.
"""

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.bundlers import all_of
from buildtools.change import Change, rewritten
from buildtools.checks import maps, published_sources
from buildtools.files import disk, walking
from buildtools.files.tree import Tree
from buildtools.findings import Finding
from buildtools.results import InjectedPair
from buildtools.settings import Build, Output
from buildtools.sourcemaps.derived.scan_roots import places
from buildtools.sourcemaps.derived.update import update_derived
from buildtools.sourcemaps.pairing import is_map, is_script
from buildtools.sourcemaps.scripts import without_comments
from buildtools.splices import apply, edits
from buildtools.values import Digest, Kind, digest_of

TRACED = all_of(lambda each: each.traces)
"""End the names of lists of the files that go with a script."""
_COPIES = all_of(lambda each: each.copies)
"""Folders for a server of its own: they hold copies of the outputs."""


class Gathered(msgspec.Struct, frozen=True):
    """The files that matter, as paths relative to the project's root."""

    stripped: tuple[str, ...]
    """All files of the outputs that are to be stripped, and of their copies."""
    others: tuple[str, ...]
    """All files of the build beside those: they may name files by digest, or list them."""


class Planned(msgspec.Struct, frozen=True):
    """What is to be done, and what was noticed."""

    files: tuple[Change, ...]
    """Maps, which are taken away, then files that change, with their content."""
    findings: tuple[Finding, ...]
    follows: str
    """What else follows from that, in words."""


# Gathering


def gather(root: Path, build: Build, kinds: Collection[Kind]) -> Gathered:
    """Return the outputs of these kinds, and the copies of them that the build makes.

    A file of nested outputs belongs to the innermost.
    """
    owners: dict[str, Kind | None] = {}
    outermost_first = sorted(build.outputs, key=lambda output: len(_parts(output)))
    for output in outermost_first:
        top, folder = _folders(build, output)
        if top != folder:
            for path in _around(root, top):
                owners.setdefault(path, None)
                if _is_copy(path, output):
                    owners[path] = output.kind
        owners |= dict.fromkeys(_below(root, folder, everything=bool(_parts(output))), output.kind)
    wanted = tuple(sorted(path for path, kind in owners.items() if kind in kinds))
    return Gathered(wanted, tuple(sorted(owners.keys() - set(wanted))))


def _parts(output: Output) -> list[str]:
    """Split the path of an output; nothing is left of "."."""
    path = posixpath.normpath(output.path)
    return [] if path == "." else path.split("/")


def _folders(build: Build, output: Output) -> tuple[str, str]:
    """Return the folder that the build fills, such as dist, and the output within it."""
    top, folder = "/".join(_parts(output)[:1]), output.path
    return _join(build.directory, top), _join(build.directory, folder)


def _join(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))


def _below(root: Path, folder: str, *, everything: bool) -> Iterator[str]:
    if (root / folder).is_dir():
        for name in walking.walk(root / folder, everything=everything):
            yield _join(folder, name)


def _around(root: Path, top: str) -> Iterator[str]:
    """Return the whole build, but for its cache and packages that were copied into it."""
    for path in _below(root, top, everything=True):
        parts = path.removeprefix(f"{top}/").split("/")
        if parts[0] != "cache" and "node_modules" not in parts:
            yield path


def _is_copy(path: str, output: Output) -> bool:
    """Whether a file lies in a copy of the output: copies/apps/web/dist/static/…"""
    wanted = f"/{'/'.join(_parts(output))}/"
    return any(wanted in f"/{path.partition(f'/{each.folder}/')[2]}" for each in _COPIES)


# Deciding


def plan(root: Path, build: Build, gathered: Gathered, pairs: Sequence[InjectedPair]) -> Planned:
    """Decide for every file whether it is taken away, changed, or left."""
    gone = {
        path: digest_of(data)
        for path in gathered.stripped
        if published_sources.may_be_map(path)
        and published_sources.is_map(path, data := disk.read(root / path))
    }
    published = [
        published_sources.published(path)
        for path in gathered.stripped
        if published_sources.may_be_source(path)
        and published_sources.is_text(disk.read(root / path))
    ]
    named = [_unnamed(root, path) for path in gathered.stripped if _may_name(path)]
    changed, told, follows = _followed(root, build, [each for each in named if each], pairs)
    changed += _lists(root, (*gathered.stripped, *gathered.others), gone.keys())
    files = (*(Change(path, digest, None) for path, digest in sorted(gone.items())), *changed)
    unsent = published_sources.not_uploaded(_unsent(root, gone, pairs))
    return Planned(files, (*published, *told, *unsent), follows)


def _may_name(path: str) -> bool:
    return is_script(path) or path.endswith(".css")


def _unnamed(root: Path, path: str) -> Change | None:
    """Plan to take the comments out of a script or stylesheet; None when it has none."""
    data = disk.read(root / path)
    splices = (
        without_comments.script(data) if is_script(path) else without_comments.stylesheet(data)
    )
    if not splices:
        return None
    return rewritten(path, data, apply(data, splices), edits(splices))


def _followed(
    root: Path, build: Build, changed: Sequence[Change], pairs: Sequence[InjectedPair]
) -> tuple[list[Change], Sequence[Finding], str]:
    """Let follow what hangs on the bytes of the changed files; change none when that fails.

    The comments are a small matter then: what they name is taken away all the same.
    """
    searched = places(build.directory, [output.path for output in build.outputs])
    derived = update_derived(Tree(root), searched, changed, [each.pair for each in pairs])
    errors = [found for found in derived.findings if found.severity == "error"]
    if errors:
        why = f"{errors[0].subject} {errors[0].sentence}"
        return [], published_sources.kept([each.path for each in changed], why), ""
    files = {each.path: each for each in changed} | dict(derived.files)
    return list(files.values()), derived.findings, derived.summary


def _lists(root: Path, paths: Iterable[str], gone: Collection[str]) -> Iterator[Change]:
    """Plan to take the maps out of the lists that packagers copy by."""
    for path in paths:
        if path.endswith(TRACED):
            data = disk.read(root / path)
            new = published_sources.untraced(path, data, gone)
            if new is not None:
                yield rewritten(path, data, new, ())


def _unsent(root: Path, gone: Mapping[str, Digest], pairs: Sequence[InjectedPair]) -> Iterator[str]:
    """Name the maps of scripts that map something and that no pair has sent."""
    sent = {each.map_digest for each in pairs}
    for path, digest in sorted(gone.items()):
        if is_map(path) and digest not in sent:
            parsed = maps.parse(path, disk.read(root / path))
            if isinstance(parsed, maps.Map) and parsed.mapped:
                yield path
