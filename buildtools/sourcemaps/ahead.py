"""Work done a little ahead of its reader, by a few threads, in order.

What is under way is bounded by its bytes, so that files of any size and number fit into memory.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

AHEAD_BYTES = 40 * 1024 * 1024
"""How much may be read and not yet be taken: more would cost memory and win no time."""

AHEAD_ITEMS = 128

Item = TypeVar("Item")
Made = TypeVar("Made")


def made_ahead(
    pool: ThreadPoolExecutor,
    make: Callable[[Item], Made],
    items: Iterable[tuple[int, Item]],
) -> Iterator[Made]:
    """Make things in the pool, a few ahead, and give them in their order.

    Each item stands beside the bytes it takes; one that takes more than all of them goes alone.
    """
    waiting: deque[tuple[int, Future[Made]]] = deque()
    under_way = 0
    try:
        for size, item in items:
            while waiting and (under_way + size > AHEAD_BYTES or len(waiting) >= AHEAD_ITEMS):
                taken, future = waiting.popleft()
                yield future.result()
                del future
                under_way -= taken
            waiting.append((size, pool.submit(make, item)))
            under_way += size
        while waiting:
            yield waiting.popleft()[1].result()
    finally:
        for _, future in waiting:
            future.cancel()
