"""The project's files as far as they are looked into, and whose app a folder is. Reads, no more."""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from buildtools.files import small_file
from buildtools.files.walking import walk
from buildtools.setup.existing.told import Told

MOST_BYTES = 1_000_000
MOST_FILES = 20_000
_IGNORED = ("**/vendor/**", "**/third_party/**", "**/__fixtures__/**", "**/fixtures/**")


class Script(msgspec.Struct, frozen=True):
    """A script of a package.json."""

    name: str
    text: str
    place: str
    """`package.json:7`."""


class Project:
    """The folder that is looked into; paths are relative to it, with forward slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unread: list[str] = []
        self.followed: set[str] = set()
        """Files and scripts that were read where they are called."""
        self.variables: dict[str, list[tuple[Told, str]]] = {}
        """What CI files set for all that runs there, by name, each with its place."""
        self.marks: list[Told] = []
        """What stands in scripts for values that are known only later."""
        self._packages: dict[str, dict[str, Script]] = {}
        self._names: dict[str, str] = {}
        self._versions: dict[str, str] = {}

    def text(self, name: str, *, silent: bool = False) -> str | None:
        """Return the text of a file; None where there is none, or none that can be read.

        Why not is told, unless it is `silent`: what a build wrote is no file of settings.
        """
        path = self.root / name
        if name.startswith("../") or not path.is_file():
            return None
        try:
            return small_file.read_text(path, MOST_BYTES, name)
        except UnicodeDecodeError:
            self._tell(f"{name}: it is no UTF-8", silent)
        except (OSError, small_file.Unfit) as error:
            why = error.evidence[0] if isinstance(error, small_file.Unfit) else error.strerror
            self._tell(f"{name}: {why}", silent)
        return None

    def _tell(self, why: str, silent: bool) -> None:
        if not silent:
            self.unread.append(why)

    def files(self) -> list[str]:
        """Return all files below, hidden folders of CI systems and hooks too."""
        found = list(walk(self.root, _IGNORED, links=False))
        for folder in (".github", ".circleci", ".buildkite", ".husky", ".gitlab", ".azure", ".ci"):
            if (self.root / folder).is_dir():
                inside = walk(self.root / folder, links=False)
                found += [f"{folder}/{name}" for name in inside]
        if len(found) > MOST_FILES:
            self.unread.append(f"files behind {found[MOST_FILES]}: more than {MOST_FILES:,}")
        return found[:MOST_FILES]

    def scripts(self, folder: str) -> Mapping[str, Script]:
        """Return the scripts of the package.json in a folder, by name."""
        if folder not in self._packages:
            self._packages[folder] = self._read_package(folder)
        return self._packages[folder]

    def package_of(self, folder: str) -> str:
        """Return the nearest folder at or above one that has a package.json; `.` without any."""
        while folder not in {"", "."}:
            if (self.root / folder / "package.json").is_file():
                return folder
            folder = posixpath.dirname(folder)
        return "."

    def name_of(self, folder: str) -> str:
        """Return the name in the package.json of a folder."""
        self.scripts(folder)
        return self._names.get(folder, "")

    def version_of(self, folder: str) -> str:
        """Return the version in the package.json of a folder."""
        self.scripts(folder)
        return self._versions.get(folder, "")

    def package_named(self, name: str) -> str:
        """Return the folder of the package of a name, or that a path means; empty without."""
        name = name.strip("{}.^").removeprefix("/")
        if name and (self.root / name / "package.json").is_file():
            return posixpath.normpath(name)
        for path in sorted(self.root.glob("*/*/package.json")) + sorted(
            self.root.glob("*/package.json")
        ):
            folder = path.parent.relative_to(self.root).as_posix()
            if "node_modules" not in folder and name in {
                self.name_of(folder),
                self.name_of(folder).rpartition("/")[2],
            }:
                return folder
        return ""

    def _read_package(self, folder: str) -> dict[str, Script]:
        name = posixpath.normpath(posixpath.join(folder, "package.json"))
        text = self.text(name)
        if text is None:
            return {}
        try:
            package = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            self.unread.append(f"{name}: it is no JSON")
            return {}
        package = package if isinstance(package, dict) else {}
        for key, known in (("name", self._names), ("version", self._versions)):
            said = package.get(key)
            known[folder] = said if isinstance(said, str) else ""
        scripts = package.get("scripts")
        every = scripts.items() if isinstance(scripts, dict) else ()
        return {
            key: Script(key, value, f"{name}:{_line_of(text, key)}")
            for key, value in every
            if isinstance(value, str)
        }


def _line_of(text: str, key: str) -> int:
    """Return the line of a script's key, behind the key `scripts`."""
    start = max(text.find('"scripts"'), 0)
    found = re.compile(rf'"{re.escape(key)}"\s*:').search(text, start)
    return text.count("\n", 0, found.start() if found else start) + 1
