"""Samples: a few of many, evenly and the same every time."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def spread(items: Sequence[Item], number: int) -> Sequence[Item]:
    """Choose at most `number` items evenly over the sequence, its last one included.

    The same ones every time. The last one matters most in a map: its fields are sums over all
    that stand before, so a fault anywhere shows there.
    """
    count = len(items)
    if number >= count:
        return items
    return [items[count - 1 - index * count // number] for index in reversed(range(number))]
