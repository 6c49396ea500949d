"""Checkouts of this package: the one that is measured, and an earlier one beside it.

An earlier one has its programs in a virtual environment of its own, `.venv` inside the folder or
`NAME.venv` beside it.
"""

import compileall
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

OURS, BEFORE = "ours", "before"


class Checkout(NamedTuple):
    """A folder that holds the package, and the folder of the programs that run it."""

    contestant: str
    folder: Path
    programs: Path

    def program(self, name: str) -> str:
        """Return the path of one of its programs; ends the run where it is not installed."""
        found = self.programs / name
        if not found.exists():
            sys.exit(f"{found} is not installed")
        return str(found)

    def invoke(self, *arguments: str) -> tuple[str, ...]:
        """Return the command line of one of its tasks, in the environment `bench`."""
        return (self.program("invoke"), *arguments, "--env=bench")

    def compile(self) -> None:
        """Compile it, as an installed package is: Invoke lets Python write nothing."""
        compileall.compile_dir(self.folder / "buildtools", quiet=1)

    def tree(self) -> str:
        """Return what names its code: the hash of git, with a `+` when files differ from it."""
        named = self._git("rev-parse", "--short", "HEAD:buildtools")
        return f"{named}+" if self._git("status", "--porcelain", "buildtools") else named

    def commit(self) -> str:
        """Return the short hash of its commit."""
        return self._git("rev-parse", "--short", "HEAD")

    def _git(self, *arguments: str) -> str:
        command = ("git", "-C", str(self.folder), *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


HERE = Checkout(OURS, Path(__file__).resolve().parents[1], Path(sys.executable).parent)


def earlier(folder: Path) -> Checkout:
    """Return the checkout in a folder; ends the run where no programs of it are found."""
    places = (folder / ".venv" / "bin", folder.with_name(f"{folder.name}.venv") / "bin")
    programs = next((place for place in places if (place / "invoke").exists()), None)
    if programs is None:
        sys.exit(f"no invoke in {places[0]}, and none in {places[1]}")
    return Checkout(BEFORE, folder, programs)
