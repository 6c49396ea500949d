"""Threads: how many there are for which kind of work. All pools of a process are made here.

More threads would hold more memory and win no time: reading a file and packing it take turns with
Python itself, and a server takes only so many requests at once.
"""

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

CORES = min(4, os.cpu_count() or 1)
"""For work that libraries do outside of Python: packing, hashing, reading many files."""

PAIR = 2
"""For work that is half Python's and half the disk's: one thread reads while another computes."""

REQUESTS = 4
"""Requests to a server at once. Sentry takes 8 uploads, but each holds its chunks: with 4 they take
40 MB, and fill any link."""

_ARENA_MAX = -8
"""`M_ARENA_MAX` of malloc.h. Source: mallopt(3)."""


def pool(threads: int, name: str = "") -> "ThreadPoolExecutor":
    """Make a pool of so many threads, which a debugger shows by that name."""
    from concurrent.futures import ThreadPoolExecutor

    share_heap()
    return ThreadPoolExecutor(threads, name)


@cache
def share_heap() -> None:
    """Have the threads that begin from now on share one heap; again is no harm.

    glibc gives each its own, in which what one file took stays as holes that no other thread
    fills: on 450 scripts that is a hundred megabytes. Other allocators give such holes back.
    """
    libc = _libc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, 1)


def give_memory_back() -> None:
    """Give back to the system what was freed, which glibc keeps wherever some is used behind it."""
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def _libc() -> Any:
    """Return the C library; None where it is not glibc."""
    if sys.platform != "linux":
        return None
    from ctypes import CDLL

    libc = CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
