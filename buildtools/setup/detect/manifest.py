"""package.json as its tools read it: what it says, and which file of its folder said it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from buildtools.setup.detect import data
from buildtools.setup.detect.data import Data

NAME = "package.json"
DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
EXPORTS = ("exports", "main", "module", "types", "publishConfig", "files")
"""Keys that say what others get of a package, or import."""


class Manifest(msgspec.Struct, frozen=True):
    """One package."""

    directory: str
    """Relative to the folder that is looked into; `.` for that folder."""
    said: Data

    @property
    def is_there(self) -> bool:
        """Whether there is one that can be read."""
        return bool(self.said.text)

    @property
    def name(self) -> str:
        """As it says, else its folder's name."""
        name = self.said.values.get("name")
        return name if isinstance(name, str) and name.strip() else self.directory.split("/")[-1]

    @property
    def scripts(self) -> dict[str, str]:
        """Those that are texts, as the tools run no others."""
        return {name: text for name, text in _object(self.said.values, "scripts") if text}

    @property
    def dependencies(self) -> frozenset[str]:
        """Names of all packages that it asks for, of whatever kind."""
        return frozenset(
            name for kind in DEPENDENCIES for name, _ in _object(self.said.values, kind)
        )

    def place(self, key: str = "") -> str:
        """Return `package.json:7`, relative to the folder that is looked into."""
        return self.said.place(key)


def _object(values: dict[str, Any], key: str) -> Iterator[tuple[str, str]]:
    found = values.get(key)
    for name, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, str):
            yield name, value


def read(root: Path, directory: str = ".") -> Manifest:
    """Read the package.json of a folder; what is wrong with it is told in `said.unread`."""
    name = NAME if directory == "." else f"{directory}/{NAME}"
    return Manifest(directory, data.read(root, name))
