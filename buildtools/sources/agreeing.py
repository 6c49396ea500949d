"""Objects that are put together: one of several, one over another, a member within. Pure."""

from collections.abc import Sequence

from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.known import unsettle


def agreed(several: Sequence[Value]) -> Value:
    """Return what all of several objects say; where they differ, that stays code."""
    first = several[0] if several else Code("")
    if all(each == first for each in several):
        return first
    objects = [each for each in several if isinstance(each, dict)]
    if len(objects) != len(several):
        return Code(" or ".join(shown(each) for each in several)[:80])
    names = dict.fromkeys(name for each in objects for name in each)
    return {name: agreed([each.get(name) for each in objects]) for name in names}


def merged(several: Sequence[Value]) -> Value:
    """Return objects one over the other, the last on top, members of members too."""
    made: dict[str, Value] = {}
    for each in several:
        if isinstance(each, dict):
            _over(made, each)
        elif isinstance(each, Code):
            unsettle(made, Code(each.text, "spread"))
    return made


def _over(made: dict[str, Value], other: dict[str, Value]) -> None:
    for name, value in other.items():
        below = made.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            made[name] = merged([below, value])
        elif isinstance(below, list) and isinstance(value, list):
            made[name] = [*below, *value]
        else:
            made[name] = value


def put(made: Value, path: Sequence[str], value: Value) -> Value:
    """Return an object with the member at a path replaced, or added."""
    if not path:
        return value
    inside = made if isinstance(made, dict) else {}
    return {**inside, path[0]: put(inside.get(path[0]), path[1:], value)}


def shown(value: Value) -> str:
    """Return a value as a text that a person reads in a line."""
    if isinstance(value, Code):
        return value.text
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{…}" if isinstance(value, dict) else str(value)
