"""Work done a little ahead of its reader, by a few threads, in order.

What is under way is bounded by its bytes, so that files of any size and number fit into memory. All
such work of a process has the same threads: more would only hold more memory.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from buildtools.machine.threads import CORES, pool

AHEAD_BYTES = 24 * 1024 * 1024
"""How much may be made and not yet be taken: more would cost memory and win no time."""

AHEAD_ITEMS = 128

THREADS = CORES

Item = TypeVar("Item")
Made = TypeVar("Made")


@cache
def _pool() -> ThreadPoolExecutor:
    return pool(THREADS, "ahead")


# A process that was forked has none of the threads, and would wait for them for ever.
os.register_at_fork(after_in_child=_pool.cache_clear)


def end() -> None:
    """End the threads, and with them what they hold: the tables of zstd are 12 MB for each.

    What was not begun is left out; whoever makes things ahead later has new threads.
    """
    if _pool.cache_info().currsize:
        _pool().shutdown(cancel_futures=True)
        _pool.cache_clear()


def made_ahead(
    make: Callable[[Item], Made],
    items: Iterable[tuple[int, Item]],
    most_bytes: int = AHEAD_BYTES,
) -> Iterator[Made]:
    """Make things in those threads, a few ahead, and give them in their order.

    Each item stands beside the bytes it takes; one that takes more than all of them goes alone.
    """
    waiting: deque[tuple[int, Future[Made]]] = deque()
    under_way = 0
    try:
        for size, item in items:
            while waiting and (under_way + size > most_bytes or len(waiting) >= AHEAD_ITEMS):
                taken, future = waiting.popleft()
                yield future.result()
                del future
                under_way -= taken
            waiting.append((size, _pool().submit(make, item)))
            under_way += size
        while waiting:
            yield waiting.popleft()[1].result()
    finally:
        for _, future in waiting:
            future.cancel()
