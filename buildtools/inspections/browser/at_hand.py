"""The scripts of a release with their maps, where they are at hand as `inject` left them."""

from collections.abc import Iterable
from pathlib import Path

from buildtools.checks.injected_pairs import Side
from buildtools.errors import NothingFound
from buildtools.files import disk
from buildtools.results import InjectedPair, Stripped
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.values import Digest, digest_of


class AtHand:
    """Reads scripts and maps of a project, those that strip took away from where they are kept."""

    def __init__(
        self, root: Path, pairs: Iterable[InjectedPair], stripped: Stripped | None = None
    ) -> None:
        self._root = root
        self._pairs = {each.pair.script: each for each in pairs}
        self._stripped = stripped
        self._taken = {file.path for file in stripped.files} if stripped else set()

    def side(self, path: str) -> Side | None:
        """Return a script with its map; None where one of them is not as it was left."""
        each = self._pairs[path]
        try:
            script = self._read(path, each.script_digest)
            if each.pair.map is None:
                return Side(script, embedded_map(script, comments.read(script)).text)
            return Side(script, self._read(each.pair.map, each.map_digest))
        except NothingFound:
            return None

    def _read(self, path: str, digest: Digest | None) -> bytes:
        """Read a file. Raises NothingFound when it is not there, or another one."""
        place = self._stripped.place(path) if self._stripped and path in self._taken else path
        data = disk.read(self._root / place)
        if digest_of(data) != digest:
            raise NothingFound(f"{path} is not as inject left it")
        return data
