"""Secrets and home folders in what was built: in scripts, in maps and in the texts of these.

It is looked for while the texts are at hand, before anything is sent.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from buildtools.checks.maps import Map, Source
from buildtools.checks.secrets.search import Gathered, Search
from buildtools.checks.secrets.tracing import by_map
from buildtools.files import disk
from buildtools.findings import Finding
from buildtools.steps.building.opening import Opened


class Exposed:
    """The search through one build."""

    def __init__(self, root: Path, secrets: Collection[str]) -> None:
        """`secrets` are those of sentry.yml."""
        self._root, self._secrets = root, tuple(secrets)
        self._search = Search(root.resolve().as_posix(), self._secrets)

    def pair(self, script: str, subject: str, found: Opened) -> None:
        """Search a script and its map."""
        self._search.pair(script, found.code.read(), subject, found.parsed, by_map(found.read))

    def given(self, subject: str, parsed: Map, texts: Mapping[int, str]) -> None:
        """Search what a map will have besides: of maps that are put through it, and `texts` out of
        the project's files.
        """
        more = [Source(parsed.sources[at].name, text) for at, text in texts.items()]
        self._search.texts(subject, Map((*parsed.sources, *more), mapped=True))

    def alone(self, paths: Iterable[str]) -> None:
        """Search files that are no pair: scripts without a map, maps without a script."""
        for path in paths:
            self._search.file(path, self._read(path))

    def another(self) -> "Exposed":
        """Return a search of its own, through other files of this build; a text that both meet is
        read once.
        """
        other = Exposed(self._root, self._secrets)
        other._search = self._search.another()
        return other

    @property
    def found(self) -> Gathered:
        """What was found so far, for another one to `join`."""
        return self._search.found

    def join(self, found: Gathered) -> None:
        """Take what another one has found in files behind those of this one."""
        self._search.join(found)

    def findings(self) -> list[Finding]:
        """Return what was found."""
        return self._search.findings()

    def _read(self, path: str) -> bytes:
        return disk.read(self._root / path)
