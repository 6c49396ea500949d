"""The document: YAML read into nodes that know their line."""

from pathlib import Path
from typing import TYPE_CHECKING

from buildtools.config.composing import DEEPEST, MOST, compose, too_much
from buildtools.config.nodes import Faults, Node, Other, Scalar, Value
from buildtools.errors import ConfigurationError
from buildtools.files import small_file

if TYPE_CHECKING:
    import yaml

MOST_BYTES = 1_000_000
"""Of every file of settings: hand-written ones have some thousand. To read one takes a second."""

_LONGEST_NUMBER = 100
"""Characters of a number; of a longer one the digits alone would take minutes."""
_TAG = "tag:yaml.org,2002:"
_BEGIN = "buildtools init, in the folder of the app; --file=NAME where the settings lie elsewhere"
_EXAMPLE = "write one; the least is `version: 1` and `environments: {local: {server: sandbox}}`"


def read_document(file: Path, faults: Faults, *, example: str = _EXAMPLE) -> Node:
    """Read the file as one tree; faults of keys are noted, faults of syntax end it.

    Raises ConfigurationError when there is no file, or no YAML in it; `example` says then what
    helps.
    """
    return read_text(_read(file, example), file.name, faults, example=example)


def read_text(
    text: str,
    name: str,
    faults: Faults,
    *,
    example: str = _EXAMPLE,
    dates: bool = False,
    above: int = 0,
) -> Node:
    """Read YAML out of a text, whose first line is the one behind `above` lines of the file.

    With `dates` one is the text that it is written as. Raises ConfigurationError when it is no
    YAML.
    """
    root = compose(text, name, above)
    if root is None:
        raise ConfigurationError(f"{name} is empty", remedy=example)
    return _Composer(name, faults, dates=dates, above=above).node(root, f"{name}:{above + 1}", "")


def _read(file: Path, example: str) -> str:
    try:
        return small_file.read_text(file, MOST_BYTES)
    except FileNotFoundError:
        raise ConfigurationError(
            f"there is no {file.name} in {file.absolute().parent.name}/",
            remedy=_BEGIN if example == _EXAMPLE else example,
        ) from None
    except UnicodeDecodeError:
        # The codec's message quotes bytes of the file.
        raise ConfigurationError(
            f"{file.name} is not UTF-8", remedy="save it in the encoding UTF-8"
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{file.name} cannot be read: {error.strerror}",
            remedy="it must be a file that this user may read",
        ) from error


class _Composer:
    """Turns PyYAML's nodes into ours, noting keys written twice."""

    def __init__(self, name: str, faults: Faults, *, dates: bool, above: int) -> None:
        self._name = name
        self._faults = faults
        self._dates = dates
        self._above = above
        self._open: list[int] = []
        self._count = 0

    def node(self, node: "yaml.Node", place: str, key: str) -> Node:
        import yaml

        self._count += 1
        if len(self._open) > DEEPEST or self._count > MOST:
            raise too_much(self._name)
        if id(node) in self._open:
            self._faults.add(place, key, "an alias that holds itself")
            return Node(None, place)
        self._open.append(id(node))
        value: Value
        if isinstance(node, yaml.MappingNode):
            value = self._mapping(node, key)
        elif isinstance(node, yaml.SequenceNode):
            value = tuple(
                self.node(item, self._place(item), f"{key}[{index}]")
                for index, item in enumerate(node.value)
            )
        else:
            value = _scalar(node, dates=self._dates)
        self._open.pop()
        # YAML 1.1 takes `off` and `yes` for truths; here they may be words as well.
        word = isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}bool"
        return Node(value, place, loose=word and isinstance(value, str))

    def _mapping(self, mapping: "yaml.MappingNode", key: str) -> dict[str, Node]:
        found: dict[str, Node] = {}
        beneath: dict[str, Node] = {}
        for name_node, value_node in mapping.value:
            place = self._place(name_node)
            if name_node.tag == f"{_TAG}merge":
                beneath |= self._beneath(value_node, place, key)
                continue
            name = name_node.value if isinstance(name_node.value, str) else "(no text)"
            dotted = f"{key}.{name}".lstrip(".")
            if name in found:
                first = found[name].place
                self._faults.add(place, dotted, f"written twice; the first is {first}")
                continue
            found[name] = self.node(value_node, place, dotted)
        return beneath | found

    def _beneath(self, node: "yaml.Node", place: str, key: str) -> dict[str, Node]:
        """Read what `<<: *name` lays beneath a mapping; of several the first wins."""
        read = self.node(node, place, key)
        parts = read.value if isinstance(read.value, tuple) else (read,)
        joined: dict[str, Node] = {}
        for part in reversed(parts):
            if isinstance(part.value, dict):
                joined |= part.value
            else:
                self._faults.add(place, key, "`<<` takes a mapping")
        return joined

    def _place(self, node: "yaml.Node") -> str:
        return f"{self._name}:{self._above + node.start_mark.line + 1}"


def _scalar(node: "yaml.Node", *, dates: bool) -> Scalar | Other:
    import yaml

    kind = node.tag.removeprefix(_TAG)
    word = kind == "bool" and node.value.lower() not in {"true", "false"}
    if dates and kind == "timestamp":
        return str(node.value)
    if kind in {"str", "value"} or word or len(node.value) > _LONGEST_NUMBER:
        return str(node.value)
    if kind not in {"int", "float", "bool", "null"}:
        return Other("a date" if kind == "timestamp" else "a tagged value")
    try:
        value: Scalar = yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, IndexError):  # a tag on what it is not: !!int x, !!int without anything
        return str(node.value)
    return value
