"""Nodes of YAML as CI systems use them: mappings, lists of pairs, lists within lists."""

import re
from collections.abc import Iterator

from buildtools.config.nodes import Node


def mapping(node: Node | None) -> dict[str, Node]:
    """Return the members of a node; nothing where it is no mapping."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def flat(node: Node) -> Iterator[Node]:
    """Return the items of lists within lists, one text as the only one."""
    if isinstance(node.value, tuple):
        for each in node.value:
            yield from flat(each)
    else:
        yield node


def pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Return names and values: of a mapping, of a list of them, of a list of `NAME=value`."""
    if node is None:
        return
    if isinstance(node.value, dict):
        yield from _of_mapping(node, node.value)
        return
    for each in node.value if isinstance(node.value, tuple) else ():
        if isinstance(each.value, str):
            yield from _of_line(each.value, each.place)
        else:
            yield from pairs(each) if isinstance(each.value, dict) else ()


def _of_line(text: str, place: str) -> Iterator[tuple[str, Node]]:
    """Return the pairs of `NAME=value`, of which a line may have several."""
    starts = [found.start() for found in re.finditer(r"(?:^|(?<=\s))[A-Za-z_]\w*=", text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        name, _, value = text[start:end].partition("=")
        yield name, Node(value.strip().strip("\"'"), place)


def _of_mapping(node: Node, items: dict[str, Node]) -> Iterator[tuple[str, Node]]:
    name = node.text("name") or node.text("key")
    if name and "value" in items:
        yield name, items["value"]
        return
    for key, each in items.items():
        if key == "global" and isinstance(each.value, tuple):
            yield from pairs(each)
        else:
            yield key, mapping(each).get("value", each)


def as_text(node: Node) -> str:
    """Return a value as a variable has it; empty where it is none."""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return "" if node.value is None or isinstance(node.value, dict | tuple) else str(node.value)


def line_of(node: Node) -> int:
    """Return the line of a node, from one."""
    return int(node.place.rpartition(":")[2])
