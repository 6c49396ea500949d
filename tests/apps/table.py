"""The table of apps, apps.toml: of which template and packages each is, and what fails in it."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_TABLE = tomllib.loads((HERE / "apps.toml").read_text(encoding="utf-8"))
BEFORE: str = _TABLE["before"]
"""npm takes nothing younger than this day, so that the ranges of templates stay what they were."""
_VERSIONS: dict[str, str] = _TABLE["versions"]


@dataclass(frozen=True)
class App:
    """One row: how an app is made, opened, and made to fail."""

    name: str
    framework: str
    """Its heading in the page."""
    title: str
    needs: str
    """What the framework itself had to be told, for there to be source maps."""
    files: tuple[str, ...]
    """Folders of `files/`, laid over the template in this order."""
    errors: dict[str, str] = field(hash=False)
    """What each marked error is raised by: an address, with `#id` where a button is pressed."""
    template: str = ""
    """A program of npm and its words; `{app}` is the new folder."""
    packages: tuple[str, ...] = ()
    """What is installed beside the template's own packages."""
    shown: tuple[str, ...] = ()
    """Packages whose installed versions the page names."""
    serve: str = ""
    """The folder that a plain web server opens, if the app has no server of its own."""
    start: tuple[str, ...] = ()
    """The program that is the app's server, told its port by PORT."""
    versions: tuple[tuple[str, str], ...] = ()
    """Where this app has another version of a package than the rest."""
    accepted: tuple[tuple[str, str], ...] = ()
    """Findings above info that are right here, as `CODE what it names`, each with the reason."""
    script: str = ""
    """Its script `build` as somebody has it who builds so; where the template's is another."""
    asked: str = ""
    """The flag that `init` asks for here."""
    quick: bool = False
    """Whether CI runs it."""

    def pinned(self, package: str) -> str:
        """Return `package@version`, as npm takes it."""
        version = dict(self.versions).get(package) or _VERSIONS[package]
        return f"{package}@{version}"


def _app(name: str, row: dict[str, Any]) -> App:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    pairs = {key: tuple(row.get(key, {}).items()) for key in ("versions", "accepted")}
    return App(name=name, **(row | lists | pairs))


def _row(name: str) -> dict[str, Any]:
    """Return a row with what it has of the one that it is like; `quick` is never handed on."""
    row = dict(_TABLE["apps"][name])
    like = row.pop("like", None)
    return _row(like) | {"quick": False} | row if like else row


APPS: tuple[App, ...] = tuple(_app(name, _row(name)) for name in _TABLE["apps"])
STARTERS: tuple[App, ...] = tuple(_app(name, row) for name, row in _TABLE["starters"].items())
"""Apps that raise no errors, and are tried as they are found alone."""
