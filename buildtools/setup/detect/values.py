"""One value of a build: by what a build left, by flags, variables and configuration, in this order.

A value that only running would tell stays open, with the default in its place.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from buildtools.bundlers.framework import Framework, Told
from buildtools.found.app_config import AppConfig, Document
from buildtools.review.evidence.sources import Code
from buildtools.setup.detect import data
from buildtools.setup.detect.commands import Command
from buildtools.setup.detect.data import Data

_TEXT = r"""(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)"""
_HERE = (
    r"(?:__dirname|import\.meta\.dirname|process\.cwd\(\)"
    r"|(?:path\.)?dirname\(fileURLToPath\(import\.meta\.url\)\))"
)
_BELOW_HERE = re.compile(
    rf"(?:\w+\.)?(?:resolve|join)\(\s*(?:{_HERE}\s*,\s*)?((?:{_TEXT}\s*,?\s*)+)\)"
)
_OF_URL = re.compile(
    rf"(?:\w+\.)?(?:fileURLToPath\(\s*)?new URL\(\s*{_TEXT}\s*,\s*import\.meta\.url\s*\)"
)
_TEXTS = re.compile(_TEXT)
_NAME = re.compile(r"\{(\w+)\}")
_EXTENDED = 5
"""Files that extend each other, at most."""
_UNLESS = ", unless "
"""Stands in code between a value and what may be spread over it."""
_HERE_BELOW = "/./"
"""Begins a path that is relative to the app's folder, wherever it is said."""
_ADDRESS = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//[^/]*(?P<path>.*)", re.DOTALL)


class Found(msgspec.Struct, frozen=True):
    """A value, and whether that is known."""

    value: str | None
    """None where there is none."""
    origin: str
    sure: bool = True
    open: str = ""
    """Why it cannot be told, as a clause; the value is the default then."""


class Values:
    """The values of one build of one app, each looked for once."""

    def __init__(
        self,
        framework: Framework,
        command: Command,
        config: AppConfig,
        load: Callable[[str], Data],
        script: str,
        fixed: dict[str, Found] | None = None,
        directory: str = ".",
    ) -> None:
        """Take what says something: `load` reads a file of the app, `script` is a place.

        `directory` is the app's folder, as places name it.
        """
        self._framework = framework
        self._command = command
        self._config = config
        self._load = load
        self._script = script
        self._directory = directory
        self._told = {each.name: each for each in framework.told}
        self._found: dict[str, Found] = dict(fixed or {})

    def each(self) -> list[dict[str, Found]]:
        """Return what to fix for builds that have more than one value of a name; each once."""
        for told in self._told.values():
            if told.several:
                found = [each for each in self._all(told) if each.value and not each.open]
                unlike = {each.value: {told.name: each} for each in found}
                if len(unlike) > 1:
                    return list(unlike.values())
        return [{}]

    def get(self, name: str) -> Found:
        """Return the value of a name that the framework's layouts have in braces."""
        if name not in self._found:
            self._found[name] = Found(None, "")  # one that needs itself
            self._found[name] = self._look(self._told[name])
        return self._found[name]

    def of_key(self, key: str) -> Found:
        """Return the value of a key of the configuration, or of a name that is told."""
        if key in self._told:
            return self.get(key)
        return next(self._in_config(key), Found("", ""))

    def fill(self, text: str) -> str | None:
        """Put values in the place of their names; None where one has none."""
        names = _NAME.findall(text)
        values = {name: self.get(name).value for name in names}
        if any(value is None for value in values.values()):
            return None
        return _NAME.sub(lambda found: values[found[1]] or "", text)

    def folder(self, text: str) -> str:
        """Put values in the place of their names in a path; an empty one is no part of it."""
        parts = [self.fill(each) or "" for each in text.split("/")]
        joined = posixpath.join("", *(each for each in parts if each.strip()))
        return posixpath.normpath(joined.rpartition(_HERE_BELOW)[2])

    def _look(self, told: Told) -> Found:
        for found in self._all(told):
            if found.open:
                default = self.fill(told.default) if told.default is not None else None
                return msgspec.structs.replace(found, value=default, sure=False)
            return found
        if told.default is None:
            return Found(None, "")
        origin = f"default of {self._framework.bundler.name}"
        return Found(
            self.fill(told.default),
            f"{origin}: {told.guess}" if told.guess else origin,
            sure=False,
        )

    def _all(self, told: Told) -> list[Found]:
        """Return all that the first place says which says anything."""
        for place in self._places(told):
            if found := [each for each in place if each.open or _says(told, each.value)]:
                return found
        return []

    def _places(self, told: Told) -> Iterator[Iterable[Found]]:
        yield from (self._in_file(place) for place in told.built)
        for flag in told.flags:
            if word := self._flag(flag):
                yield [self._as_folder(told, flag, Found(word, f"{self._script} ({flag})"))]
        for name in told.variables:
            if value := self._command.variables.get(name):
                yield [Found(value, f"{self._script} ({name})")]
        yield from (self._in_file(place) for place in told.files)
        for key in told.keys:
            yield [self._as_folder(told, key, found) for found in self._in_config(key)]

    def _flag(self, flag: str) -> str:
        words = self._command.words
        if flag.isdigit():
            at = self._start() + int(flag) - 1
            return words[at] if at < len(words) and not words[at].startswith("-") else ""
        for index, word in enumerate(words):
            name, equal, value = word.partition("=")
            if name == flag and equal:
                return value
            if word == flag and index + 1 < len(words) and not words[index + 1].startswith("-"):
                return words[index + 1]
        return ""

    def _start(self) -> int:
        """Return the index of the first word behind the program."""
        for program in self._framework.programs:
            if found := re.match(rf"(?:{program})(?=\s|$)", self._command.text):
                return len(found[0].split())
        return len(self._command.words)

    def _in_file(self, place: str) -> Iterator[Found]:
        filled = self.fill(place)
        name, _, key = (filled or "").partition("#")
        if name:
            yield from self._in_data(name, key, _EXTENDED)

    def _in_data(self, name: str, key: str, deeper: int) -> Iterator[Found]:
        said = self._load(posixpath.normpath(name))
        texts = [each for each in map(_text, data.pick(said.values, key)) if each is not None]
        for text in texts:
            yield Found(text, said.place(key.removesuffix(".?")))
        below = said.at("extends")
        for other in (below if isinstance(below, list) else [below]) if not texts else []:
            if deeper and isinstance(other, str) and other.startswith("."):
                path = posixpath.join(posixpath.dirname(name), other)
                path = path if path.endswith(".json") else f"{path}.json"
                yield from (_below(other, found) for found in self._in_data(path, key, deeper - 1))

    def _in_config(self, key: str) -> Iterator[Found]:
        for document in self._documents:
            code = document.doubt(key)
            # What is spread into a configuration mostly says something else.
            if code is not None and code.kind != "spread" and "*" not in key:
                yield self._open(key, document, code)
            for value in data.pick(document.values, key):
                if isinstance(value, Code):
                    yield from self._of_code(key, document, value)
                elif (text := _text(value)) is not None:
                    above = _HERE_BELOW if _is_put_together(key, document) else ""
                    yield Found(above + text, self._place(key, document))

    def _of_code(self, key: str, document: Document, code: Code) -> Iterator[Found]:
        place = self._place(key, document)
        text, is_overlaid, _ = code.text.partition(_UNLESS)
        if (folder := _folder_of(code.text)) is not None:
            yield Found(folder, place)
        elif code.kind != "spread":
            yield self._open(key, document, code)
        elif is_overlaid:
            yield Found(text, place, sure=False)

    def _open(self, key: str, document: Document, code: Code) -> Found:
        place = self._place(key, document)
        why = f"{key} in {place} is told only by running it: {code.text}"
        return Found(None, place, open=why)

    def _place(self, key: str, document: Document) -> str:
        spot = document.spots.get(key)
        file = posixpath.normpath(posixpath.join(self._directory, document.file))
        return f"{file}:{spot.line}" if spot else file

    @property
    def _documents(self) -> Iterator[Document]:
        """Return the configurations that the framework reads, its own first."""
        found = (self._config.of(each) for each in self._framework.bundler.configs)
        return (each for each in found if each is not None)

    def _as_folder(self, told: Told, said_by: str, found: Found) -> Found:
        if said_by not in told.names_file or not found.value:
            return found
        return msgspec.structs.replace(found, value=posixpath.dirname(found.value) or ".")


def _says(told: Told, value: str | None) -> bool:
    """Whether a value says something: of a URL, the empty one says nothing."""
    return bool(value) if told.name == "base" else value is not None


def _below(other: str, found: Found) -> Found:
    """Return what an extended file says: of a path, from the folder of the one that extends it."""
    folder = posixpath.dirname(posixpath.normpath(other))
    if not found.value or found.value in ("True", "False"):
        return found
    return msgspec.structs.replace(found, value=posixpath.join(folder, found.value))


def _is_put_together(key: str, document: Document) -> bool:
    """Whether a path was resolved by a call, and so is relative to the app, whatever the key is."""
    spot = document.spots.get(key)
    source = document.text.encode()[spot.start : spot.end] if spot else b""
    return re.match(rb"[\w.]+\(", source) is not None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, bool | int | float) else None


def _folder_of(code: str) -> str | None:
    """Return the path that code puts together out of its own folder and texts alone."""
    found = _BELOW_HERE.fullmatch(code.strip())
    parts = found[1] if found else None
    if found is None and (url := _OF_URL.match(code.strip())):
        parts = f'"{url[1] or url[2] or url[3]}"'
    if parts is None:
        return None
    texts = ["".join(each) for each in _TEXTS.findall(parts)]
    return _HERE_BELOW + posixpath.normpath(posixpath.join(*texts)) if texts else None


def path_of(base: str) -> str:
    """Return the path of a base URL, without a slash at its end: `https://a.example/x/` is /x.

    What is relative to the page is empty, as if the page were the first of the site.
    """
    address = _ADDRESS.fullmatch(base)
    path = re.split(r"[?#]", address["path"] if address else base)[0]
    if not address and path in ("", ".", "./", "auto", "/"):
        return ""
    parts = [each for each in path.split("/") if each not in ("", ".", "..")]
    return "".join(f"/{each}" for each in parts)
