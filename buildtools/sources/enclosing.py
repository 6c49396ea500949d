"""Which nodes of some kinds are around a place, by where they begin and end.

Asking a node for its parent walks down from the root each time: on deeply nested texts that takes
the square of their length.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class Enclosing:
    """Nodes that nest, each in none or in one other."""

    def __init__(self, nodes: "Iterable[Node]") -> None:
        self._nodes = sorted(nodes, key=lambda node: (node.start_byte, -node.end_byte))
        self._starts = [node.start_byte for node in self._nodes]
        self._above: list[int] = []
        open_: list[int] = []
        for number, node in enumerate(self._nodes):
            while open_ and self._nodes[open_[-1]].end_byte <= node.start_byte:
                open_.pop()
            self._above.append(open_[-1] if open_ else -1)
            open_.append(number)

    def around(self, node: "Node") -> "Iterator[Node]":
        """Return those that hold a node, or are it, from the innermost outward."""
        number = bisect_right(self._starts, node.start_byte) - 1
        while number >= 0:
            each = self._nodes[number]
            if each.end_byte >= node.end_byte:
                yield each
            number = self._above[number]
