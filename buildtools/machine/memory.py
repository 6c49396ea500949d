"""Memory: how little of what was freed the allocator keeps. Of glibc alone; others give it back.

Each thread gets a heap of its own, in which what one file took stays as holes that no other thread
fills: on 450 scripts that is a hundred megabytes.
"""

import sys
from functools import cache
from typing import Any

_ARENA_MAX = -8
"""`M_ARENA_MAX` of malloc.h. Source: mallopt(3)."""


@cache
def _libc() -> Any:
    """Return the C library; None where it has not the functions of glibc."""
    if sys.platform != "linux":
        return None
    from ctypes import CDLL

    libc = CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None


@cache
def share_heap() -> None:
    """Have the threads that begin from now on share one heap; again is no harm."""
    libc = _libc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give back to the system what was freed, where threads may have left some."""
    if share_heap.cache_info().currsize and (libc := _libc()) is not None:
        libc.malloc_trim(0)
