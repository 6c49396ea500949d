"""Files of data in a project: JSON, also with comments, TOML and YAML; a value, and its line.

What cannot be read is said in a sentence, and what is behind a link that leads out is not read.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from buildtools.errors import BuildtoolsError
from buildtools.files import small_file
from buildtools.texts import foreign

MOST_BYTES = 4_000_000
"""Of one such file; one that people write has some thousand."""

_NO_CODE = re.compile(r'("(?:[^"\\\n]|\\.)*+")|//[^\n]*+|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*+")|,(?=\s*[}\]])')


class Data(msgspec.Struct, frozen=True):
    """What a file says; empty where it is not there or cannot be read."""

    name: str
    """Relative to the folder that is looked into."""
    values: dict[str, Any] = {}
    text: str = ""
    unread: str = ""
    """Why it could not be read."""

    def at(self, key: str) -> Any:
        """Return the value of a dotted key; None where there is none."""
        return next(iter(pick(self.values, key)), None)

    def place(self, key: str = "") -> str:
        """Return `package.json:7`, by the first place where the names of a key follow another."""
        at = 0
        for name in key.split(".") if key else ():
            found = re.compile(rf'(?<![\w-])["\']?{re.escape(name)}["\']?\s*[:=\]]').search(
                self.text, at
            )
            if found is None:
                break
            at = found.start() + 1
        return f"{self.name}:{self.text.count(chr(10), 0, at) + 1}" if at else self.name


def pick(value: Any, key: str) -> Iterator[Any]:
    """Return what stands at a dotted key; `*` stands for each item of an array or an object.

    A `?` at its end stands for the names of an object.
    """
    if not key:
        yield value
        return
    name, _, rest = key.partition(".")
    if name == "?" and isinstance(value, dict):
        yield from value
    elif name == "*" and isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from pick(each, rest)
    elif isinstance(value, dict):
        # Names with dots in them are tried too: "@scope/a.b".
        if name in value:
            yield from pick(value[name], rest)
        elif rest and key in value:
            yield value[key]


def read(root: Path, name: str) -> Data:
    """Read a file of a project by its relative path."""
    path = root / name
    try:
        if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
            return Data(name)
        data = small_file.read(path, MOST_BYTES, name)
    except small_file.Unfit as error:
        return Data(name, unread=f"{name}: {error.evidence[0]}")
    except OSError as error:
        return Data(name, unread=f"{name}: {error.strerror}")
    try:
        text = foreign.text_of(data)
        values = _values(text, name)
    except ValueError as error:
        return Data(name, unread=f"{name} {error}")
    except BuildtoolsError as error:
        return Data(name, unread=f"{name}: {error.what}")
    return Data(name, values, text)


def _values(text: str, name: str) -> dict[str, Any]:
    """Raises ValueError with a sentence, or ConfigurationError of YAML."""
    if name.endswith(".toml"):
        return _toml(text)
    if name.endswith((".yaml", ".yml")):
        return _yaml(text, name)
    try:
        return foreign.object_of(text.encode())
    except ValueError:
        return foreign.object_of(without_comments(text).encode())


def without_comments(text: str) -> str:
    """Return JSON without comments and last commas, its lines where they were."""
    blank = _NO_CODE.sub(lambda found: found[1] or "\n" * found[0].count("\n"), text)
    return _LAST_COMMA.sub(lambda found: found[1] or "", blank)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"is not TOML: {error}") from None


def _yaml(text: str, name: str) -> dict[str, Any]:
    from buildtools.config.document import read_text
    from buildtools.config.nodes import Faults, Node

    def plain(node: Node) -> Any:
        if isinstance(node.value, dict):
            return {key: plain(each) for key, each in node.value.items()}
        if isinstance(node.value, list | tuple):
            return [plain(each) for each in node.value]
        return node.value

    found = plain(read_text(text, name, Faults(), dates=True)) if text.strip() else {}
    return found if isinstance(found, dict) else {}
