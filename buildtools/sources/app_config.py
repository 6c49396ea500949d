"""The configuration of an app's framework and bundlers, read as data: nothing of it is executed."""

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from buildtools.bundlers import all_of as facts
from buildtools.bundlers import declared
from buildtools.files import small_file
from buildtools.found.app_config import AppConfig, Document, Plugin
from buildtools.sources import build_plugins, build_scripts, called_apis, config_data, grammar
from buildtools.sources.calls import SCOPE
from buildtools.sources.evaluating import ConfigModule
from buildtools.sources.modules import READ
from buildtools.sources.spots import spots

MOST_BYTES = 1_000_000
MOST_FILES = 200
"""Files that are opened for one app, those that configurations import and extend included."""
_SCRIPTS = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs")
_VARIABLES = (".env", ".env.local", ".env.production", ".env.production.local")
"""In the order in which a later one counts more."""
_COMPILED = "compilerOptions"
_IMPORTS = re.compile(rb"""(?:from|import|require)\s*\(?\s*["'](\.[^"'\n]{1,200})["']""")


def read(app: Path, top: Path | None = None) -> AppConfig:
    """Read the configuration files that lie in an app's folder.

    `top` is the folder that nothing is read outside of: the git checkout's where none is given.
    Raises nothing: what cannot be read is told in `unread`.
    """
    return _Reading(app, top or _top(app)).all()


def _top(app: Path) -> Path:
    real = Path(os.path.realpath(app))
    return next((each for each in (real, *real.parents) if (each / ".git").exists()), real)


class _Reading:
    def __init__(self, app: Path, top: Path) -> None:
        self._app = app
        self._top = Path(os.path.realpath(top))
        self._count = 0
        self._unread: list[str] = []
        self._loaded: dict[str, bytes | None] = {}

    def all(self) -> AppConfig:
        package = self._package()
        config = AppConfig(package=package)
        build = tuple(build_scripts.chain(config.scripts))
        named = build_scripts.files([config.scripts[each] for each in build])
        documents: dict[str, Document] = {}
        plugins: list[Plugin] = []
        for form, name in (*self._called_so(named), *_usual()):
            source = self._load(name) if form not in documents else None
            if source is not None:
                document, more = self._document(form, name, source)
                documents |= {form: document} if document else {}
                plugins += more
        documents |= self._by_api(named, documents)
        ordered = tuple(documents[form] for form in _forms() if form in documents)
        return AppConfig(
            ordered,
            tuple(_with_keys(plugins, list(ordered))),
            tuple(dict.fromkeys(self._unread)),
            package,
            build,
            dict(self._variables()),
        )

    def _package(self) -> Document | None:
        source = self._load("package.json")
        try:
            data = config_data.read("package.json", source, self._load) if source else None
        except ValueError as error:
            self._unread.append(f"package.json: {error}")
            return None
        if source is None or data is None:
            return None
        return Document("package.json", "package.json", data.values, data.spots, _text(source))

    def _called_so(self, named: list[str]) -> Iterator[tuple[str, str]]:
        """Return the files that a build names, each with the form that it must be of."""
        for name in named:
            form = next((each for each in _forms() if _word(each) == _word(name)), None)
            if form and name.endswith((*_SCRIPTS, *config_data.SUFFIXES)):
                yield form, name

    def _by_api(self, named: list[str], known: Mapping[str, Document]) -> dict[str, Document]:
        """Return what scripts of the project give to bundlers that they call."""
        made: dict[str, Document] = {}
        for name in named:
            source = self._load(name) if name.endswith(_SCRIPTS) else None
            for form, values, places in called_apis.of_script(name, source or b"", self._load):
                if form not in known:
                    made[form] = Document(name, form, values, places, _text(source or b""))
        return made

    def _variables(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Read variables that are known; of others no value is kept."""
        names = {want.variable[0] for want in declared("WANTS")} - {""}
        form = re.compile(rf"\s*(?:export\s+)?({'|'.join(names)})\s*=\s*[\"']?([\w.-]*)")
        for file in _VARIABLES if names else ():
            for number, line in enumerate(_text(self._load(file) or b"").splitlines(), 1):
                if found := form.match(line):
                    yield found[1], (found[2], f"{file}:{number}")

    def _document(
        self, form: str, name: str, source: bytes
    ) -> tuple[Document | None, list[Plugin]]:
        try:
            if name.endswith(config_data.SUFFIXES):
                return self._data(form, name, source), []
            return self._script(form, name, source)
        except RecursionError:
            self._unread.append(f"{name}: it is nested beyond reason")
            return None, []

    def _data(self, form: str, name: str, source: bytes) -> Document | None:
        try:
            data = config_data.read(name, source, self._load)
        except ValueError as error:
            self._unread.append(f"{name}: {error}")
            return None
        values = data.values
        if _COMPILED in values or "extends" in values:
            values = config_data.extended(name, data, self._load, form)
        return Document(name, form, values, data.spots, _text(source))

    def _script(self, form: str, name: str, source: bytes) -> tuple[Document | None, list[Plugin]]:
        module = ConfigModule(name, source, self._load)
        if (line := grammar.first_error(module.root)) is not None:
            why = "the grammar does not understand it, and what follows may be missing"
            self._unread.append(f"{name}:{line}: {why}")
        plugins = [each for one in self._imported(module, source) for each in one]
        whole = module.whole()
        values = module.reader.configured(whole) if whole else None
        if whole is None or not isinstance(values, dict):
            at = whole.start_point[0] + 1 if whole else 1
            why = "only running it would tell what it exports" if whole else "it exports nothing"
            self._unread.append(f"{name}:{at}: {why}")
            return Document(name, form, {}, {}, _text(source)), plugins
        places = spots(module.reader, whole)
        return Document(name, form, values, places, _text(source)), plugins

    def _imported(self, module: ConfigModule, source: bytes) -> Iterator[list[Plugin]]:
        """Find plugins in a file, and in those that it imports from beside it."""
        seen: set[str] = set()
        waiting = [(module, source)]
        while waiting:
            each, text = waiting.pop(0)
            if each.file in seen:
                continue
            seen.add(each.file)
            if SCOPE.encode() in text:
                yield list(build_plugins.of_module(each, _text(text)))
            for found in _IMPORTS.finditer(text):
                other = each.module_at(found[1].decode("utf-8", "replace"))
                if other and other.file not in seen and other.file.endswith(READ):
                    waiting.append((other, self._loaded.get(other.file) or b""))

    def _load(self, name: str) -> bytes | None:
        """Read a file; None where it is none, is too large, or lies outside the project."""
        name = posixpath.normpath(name)
        if name not in self._loaded:
            self._loaded[name] = self._opened(name)
        return self._loaded[name]

    def _opened(self, name: str) -> bytes | None:
        path = self._app / name
        if not path.is_file():
            return None
        self._count += 1
        if self._count > MOST_FILES:
            self._unread.append(f"{name}: more than {MOST_FILES} files of configuration")
            return None
        if not Path(os.path.realpath(path)).is_relative_to(self._top):
            self._unread.append(f"{name}: it leads out of the project")
            return None
        try:
            return small_file.read(path, MOST_BYTES, name)
        except small_file.Unfit as error:
            self._unread.append(f"{name}: {error.evidence[0]}")
        except OSError as error:
            self._unread.append(f"{name}: {error.strerror}")
        return None


def _word(name: str) -> tuple[str, bool]:
    """Return what the name of a file begins with, its tool's, and whether it is data."""
    is_data = name.endswith(config_data.SUFFIXES)
    return posixpath.basename(name).split(".")[0], is_data


def _forms() -> tuple[str, ...]:
    """Return the names of all forms: of a tool's files those that begin with another word."""
    first: dict[tuple[str, bool], str] = {}
    for each in facts(lambda each: each.configs):
        first.setdefault(_word(each), each)
    return tuple(first.values())


def _usual() -> Iterator[tuple[str, str]]:
    """Return form and name of each file that may lie in an app's folder."""
    by_word = {_word(each): each for each in _forms()}
    for name in facts(lambda each: each.configs):
        if name.endswith(config_data.SUFFIXES):
            yield by_word[_word(name)], name
        else:
            yield from ((by_word[_word(name)], name + each) for each in _SCRIPTS)


def _with_keys(plugins: list[Plugin], documents: list[Document]) -> Iterator[Plugin]:
    """Add what a framework's configuration says of a module under a key of its own."""
    keys = dict(facts(lambda each: each.named))
    for plugin in plugins:
        key = keys.get(plugin.name)
        document = next((each for each in documents if each.file == plugin.file), None)
        more = document.value(key) if document and key else None
        if document and isinstance(more, dict):
            spots_of = {
                name.removeprefix(key or "").lstrip("."): each
                for name, each in document.spots.items()
                if key and (name == key or name.startswith(f"{key}."))
            }
            yield Plugin(
                plugin.name,
                plugin.file,
                plugin.line,
                {**more, **plugin.options},
                plugin.package,
                plugin.spots or spots_of,
                plugin.text,
            )
        else:
            yield plugin


def _text(source: bytes) -> str:
    return source.decode("utf-8", "replace")
