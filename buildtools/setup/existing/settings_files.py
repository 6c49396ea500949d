"""Settings files of other tools, and dotenv files: names and values, never that of a token."""

import posixpath
from collections.abc import Iterator

from buildtools.config.fallbacks import FILES, read_file
from buildtools.config.nodes import Faults, Node
from buildtools.config.variables import read_dotenv
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told
from buildtools.setup.existing.use import DOTENV, FILE, VARIABLES, Saying, Use

_KEYS = {
    "server.url": "url",
    "server.org": "org",
    "server.projects": "projects",
    "release": "release",
    "dist": "dist",
}
_NATIVE = ("android/sentry.properties", "ios/sentry.properties")
_SAYS = {
    "url": "the server's URL",
    "org": "the organization",
    "projects": "the project",
    "token": "a token",
    "release": "the release",
    "dist": "the dist",
    "environment": "the environment",
}


def uses(project: Project, scope: Scope, folders: list[str]) -> Iterator[Use]:
    """Return what such files of some folders say, the nearest folder first."""
    for folder in folders:
        for name in FILES:
            file = posixpath.normpath(posixpath.join(folder, name))
            if (project.root / file).is_file():
                yield _settings(project, scope, file, folder)
        for name in _NATIVE:
            file = posixpath.normpath(posixpath.join(folder, name))
            if (project.root / file).is_file():
                does = "serves the native part of an app"
                yield Use(name, file, does, "keep it: native symbols are not sent here", folder)
    for folder in folders:
        for file in _dotenv(project, folder):
            use = _variables(project, scope, file, folder)
            if use:
                yield use


def _settings(project: Project, scope: Scope, file: str, folder: str) -> Use:
    faults = Faults()
    found = read_file(project.root / file, file, faults)
    saying = Saying(file, FILE)
    for key, ours in _KEYS.items():
        node = found.get(key)
        for each in _values(node):
            saying.say(ours, Told(each.value), each.place)  # type: ignore[arg-type]
    token = found.get("server.token")
    if token is not None:
        saying.say("token", Told("SENTRY_AUTH_TOKEN"), token.place)
        if not _is_ignored(project, file):
            scope.secrets.append(token.place)
    saying.unread += faults.lines()
    instead = "`server:` of sentry.yml; it is still read below that, so take it out or keep it"
    return Use(posixpath.basename(file), file, _does(saying), instead, folder, *_all(saying))


def _values(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    for each in node.value if isinstance(node.value, tuple) else (node,):
        if isinstance(each.value, str):
            yield each


def _dotenv(project: Project, folder: str) -> Iterator[str]:
    place = project.root / folder
    for path in sorted(place.glob(".env*")) if place.is_dir() else ():
        if path.is_file() and path.name not in FILES and not path.name.endswith((".js", ".ts")):
            yield posixpath.normpath(posixpath.join(folder, path.name))


def _variables(project: Project, scope: Scope, file: str, folder: str) -> Use | None:
    """Return what a dotenv file says of Sentry; None where it says nothing of it."""
    names = {name: key for key, every in VARIABLES.items() for name in every}
    saying = Saying(file, DOTENV)
    for name, text, place in read_dotenv(project.root / file, file, {}, Faults()):
        key = names.get(name)
        if key == "token":
            saying.say("token", Told(name), place)
            is_example = file.endswith((".example", ".sample", ".template", ".dist"))
            if text and not is_example and not _is_ignored(project, file):
                scope.secrets.append(place)
        elif key and text and "$" not in text:
            saying.say(key, Told(text), place)
    if not saying.facts:
        return None
    instead = "keep it: dotenv files beside sentry.yml are read"
    name = posixpath.basename(file)
    return Use(name, file, _does(saying), instead, folder, *_all(saying))


def _does(saying: Saying) -> str:
    said = dict.fromkeys(_SAYS[each.key] for each in saying.facts)
    return f"says {', '.join(said)}" if said else "says nothing of a release"


def _all(saying: Saying) -> tuple[tuple, tuple]:  # type: ignore[type-arg]
    return tuple(saying.facts), tuple(saying.unread)


def _is_ignored(project: Project, file: str) -> bool:
    """Whether git ignores a file, by the lists at and above it that name it or its like."""
    from buildtools.texts.patterns import glob

    folder, _, name = file.rpartition("/")
    while True:
        text = project.text(posixpath.join(folder, ".gitignore")) or ""
        for line in text.splitlines():
            pattern = line.strip().removeprefix("/").removeprefix("**/")
            if pattern and pattern[0] not in "#!" and glob(pattern).fullmatch(name):
                return True
        if not folder:
            return False
        folder = folder.rpartition("/")[0]
