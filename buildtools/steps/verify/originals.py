"""Files: the project's own, held against what positions resolve to, and the built ones."""

import posixpath
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from buildtools.checks import project_sources
from buildtools.checks.project_sources import File, Judged, Resolved
from buildtools.errors import DiskRefused
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.results import InjectedPair, Stripped
from buildtools.sourcemaps.maps import sources
from buildtools.values import digest_of


class Originals:
    """Finds the files, each read once, and remembers what could not be judged."""

    def __init__(self, root: Path, directory: str) -> None:
        """`directory` is the app's folder, relative to the project's root."""
        self._root, self._directory = root, directory
        self._absolute = root.resolve().as_posix()
        self._read: dict[str, File | None] = {}
        self._untold: dict[str, int] = {}
        self._judged = 0

    def judge(
        self, each: InjectedPair, found: Sequence[Resolved], uploaded: Callable[[str], str | None]
    ) -> Judged:
        """Hold what positions of one pair resolve to against the files that are here.

        `uploaded` gives the text that its map has of a source.
        """
        folder = posixpath.dirname(each.pair.map or each.pair.script)
        names = {one.original.source for one in found if one.original.source}
        files: dict[str, File | None] = {}
        for name in names:
            places = [place for place in self._places(name, folder) if sources.is_own(place)]
            if places or _is_outside(name):
                there = (self._file(place) for place in places)
                file = next((file for file in there if file), None)
                files[name] = file or self._equal(name, uploaded)
        return project_sources.judge(each.pair.script, found, files, uploaded)

    def note(self, untold: Sequence[str], judged: int) -> None:
        """Remember the sources of positions that could not be judged, and how many others could."""
        self._judged += judged
        for name in untold:
            self._untold[name] = self._untold.get(name, 0) + 1

    def untold(self) -> list[Finding]:
        """Return findings about the positions that could not be judged, all in one."""
        if not self._untold:
            return []
        number = sum(self._untold.values())
        most, *others = sorted(self._untold, key=lambda name: -self._untold[name])
        sentence = (
            f"{number} of {number + self._judged} positions in the project's own code: not held"
            f" against files: those are not here or are made anew, such as {most}"
        )
        also = map(subjects.Source, others)
        return [finding("positions-not-judged", subjects.Source(most), sentence, also=also)]

    def _equal(self, name: str, uploaded: Callable[[str], str | None]) -> File | None:
        """Find the file of a source whose map was copied elsewhere, where its path leads nowhere.

        What the name ends in may be another file by chance, so only an equal one counts.
        """
        if not name.startswith("../"):
            return None
        tail = name.replace("../", "")
        places = (posixpath.normpath(posixpath.join(at, tail)) for at in (self._directory, ""))
        there = [file for file in map(self._file, places) if file]
        text = uploaded(name) if there else None  # it may have hundreds of megabytes
        if text is None:
            return None
        return next((file for file in there if file.text == project_sources.plain(text)), None)

    def _places(self, name: str, folder: str) -> tuple[str, ...]:
        if "?" in name or sources.is_compiled(name):
            return ()
        return sources.places(name, folder, self._directory, self._absolute)

    def _file(self, place: str) -> File | None:
        if place not in self._read:
            data = disk.read_inside(self._root, place)
            try:
                self._read[place] = None if data is None else File(place, data.decode())
            except UnicodeDecodeError:
                self._read[place] = None
        return self._read[place]


def _is_outside(name: str) -> bool:
    """Whether a source without a place in the project is the project's own all the same."""
    return "://" not in name and sources.is_own(name) and not sources.is_made(name)


class AsWas:
    """Reads the built files as inject left them, which strip may have changed since."""

    def __init__(self, root: Path, stripped: Stripped | None) -> None:
        self._root = root
        self._stripped = stripped
        self._files = {file.path: file for file in stripped.files} if stripped else {}

    def read(self, path: str) -> bytes:
        """Read one. Raises NothingFound or DiskRefused."""
        return disk.read(self._root / self._place(path))

    def size(self, path: str) -> int:
        """Return how many bytes one has; none where the disk does not tell."""
        try:
            return disk.size(self._root / self._place(path))
        except DiskRefused:
            return 0

    def changed(self) -> Iterator[str]:
        """Name the files that are no longer as strip left them."""
        for path, file in self._files.items():
            data = disk.read_inside(self._root, path)
            if (None if data is None else digest_of(data)) != file.after:
                yield path

    def _place(self, path: str) -> str:
        return self._stripped.place(path) if self._stripped and path in self._files else path
