"""Where the members of an object literal stand in its file."""

from typing import TYPE_CHECKING

from buildtools.found.app_config import Spot
from buildtools.sources.evaluating import ConfigReader
from buildtools.sources.expressions import members

if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
MOST = 2_000


def spots(reader: ConfigReader, node: "Node") -> dict[str, Spot]:
    """Return dotted keys of what an expression configures, and where their values stand."""
    made: dict[str, Spot] = {}
    main = reader.main(node)
    if main:
        made[""] = spot(main)
        _below(reader, main, "", made, 0)
    return made


def _below(
    reader: ConfigReader, main: "Node", prefix: str, made: dict[str, Spot], depth: int
) -> None:
    for name, value in members(main):
        if len(made) >= MOST:
            return
        dotted = f"{prefix}{name}"
        inside = reader.main(value) if value.type != "call_expression" else None
        made[dotted] = spot(inside or value)
        if inside and depth < _DEPTH:
            _below(reader, inside, f"{dotted}.", made, depth + 1)


def spot(node: "Node") -> Spot:
    """Return where a node stands."""
    return Spot(node.start_point[0] + 1, node.start_byte, node.end_byte)
