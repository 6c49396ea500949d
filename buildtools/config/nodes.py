"""Nodes: values that know where they were written, and the faults found in them.

A whole configuration is one tree of nodes, whatever file or variable each came from. Neither a
node nor a fault ever shows a value.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from buildtools.texts.redaction import redact

Scalar: TypeAlias = str | int | float | bool | None


class Unset(msgspec.Struct, frozen=True):
    """Stands where a variable has no value; `optional` when an empty fallback allows that."""

    name: str
    optional: bool


class Other(msgspec.Struct, frozen=True):
    """Stands for what YAML can say and a setting cannot be: a date, a custom tag."""

    kind: str


Value: TypeAlias = "Scalar | Unset | Other | tuple[Node, ...] | dict[str, Node]"


class Node(msgspec.Struct, frozen=True):
    """One value and its place, such as `sentry.yml:14` or `SENTRY_ORG (environment)`.

    `loose` marks a text that came out of a variable: it may stand for a number or for true.
    """

    value: Value
    place: str
    loose: bool = False

    def __repr__(self) -> str:
        return f"Node({self.place})"

    def child(self, *path: str) -> "Node | None":
        """Walk down mappings; None where there is no such key."""
        node: Node | None = self
        for key in path:
            node = node.value.get(key) if node and isinstance(node.value, dict) else None
        return node

    def text(self, *path: str) -> str | None:
        """Return the text below, None when there is none or it is no text."""
        node = self.child(*path)
        return node.value if node and isinstance(node.value, str) else None


def merge(lower: Node, upper: Node) -> Node:
    """Lay one tree under another: mappings are joined key by key, all else is replaced.

    A variable without a value replaces nothing.
    """
    if isinstance(upper.value, Unset):
        return lower
    if not (isinstance(lower.value, dict) and isinstance(upper.value, dict)):
        return upper
    joined = dict(lower.value)
    for key, node in upper.value.items():
        joined[key] = merge(joined[key], node) if key in joined else node
    return Node(joined, upper.place)


def plant(values: Mapping[str, Node], place: str) -> Node:
    """Build a tree from dotted keys: `server.org` becomes a mapping within a mapping."""
    tree = Node({}, place)
    for dotted, leaf in values.items():
        branch = leaf
        for key in reversed(dotted.split(".")):
            branch = Node({key: branch}, leaf.place)
        tree = merge(tree, branch)
    return tree


_LONGEST_LINE = 400


class Faults:
    """The faults found so far, each told once: `sentry.yml:14: server.tokn: no such key`."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, place: str, key: str, text: str) -> None:
        """Note a fault, unless the same was said of this place before."""
        line = ": ".join(part for part in (place, key, text) if part)
        line = " ".join(redact(line).split())
        self._lines.setdefault((place, text), line[:_LONGEST_LINE])

    @property
    def only(self) -> str:
        """The one fault, `place: key: text`; empty where there are others."""
        return next(iter(self._lines.values())) if len(self._lines) == 1 else ""

    def take(self, others: "Faults") -> None:
        """Note the faults of another file, too."""
        self._lines = others._lines | self._lines

    def lines(self) -> tuple[str, ...]:
        """Return the faults in the order of their files and lines."""
        return tuple(sorted(self._lines.values(), key=_in_reading_order))


def _in_reading_order(line: str) -> tuple[int, str, int]:
    found = re.match(r"([^\s:]+):(\d+)", line)
    return (0, found[1], int(found[2])) if found else (1, "", 0)
