"""The table of apps, apps.toml: which template and packages each is of, and what is raised in it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_TABLE = tomllib.loads((HERE / "apps.toml").read_text(encoding="utf-8"))
BEFORE: str = _TABLE["before"]
"""npm takes nothing younger than this day, so that the ranges of templates stay what they were."""
_VERSIONS: dict[str, str] = _TABLE["versions"]


@dataclass(frozen=True)
class App:
    """One row: how an app is made, opened, and made to fail."""

    name: str
    title: str
    files: tuple[str, ...]
    """Folders of `files/`, laid over the template in this order."""
    errors: dict[str, str]
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
    """Finding codes above info that are right here, each with the reason."""
    quick: bool = False
    """Whether CI runs it."""

    def pinned(self, package: str) -> str:
        """Give `package@version`, as npm takes it."""
        version = dict(self.versions).get(package) or _VERSIONS[package]
        return f"{package}@{version}"


def _app(name: str, row: dict[str, object]) -> App:
    pairs = {key: tuple(row.pop(key, {}).items()) for key in ("versions", "accepted")}  # type: ignore[attr-defined]
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return App(name=name, **(row | lists | pairs))  # type: ignore[arg-type]


APPS: tuple[App, ...] = tuple(_app(name, dict(row)) for name, row in _TABLE["apps"].items())
