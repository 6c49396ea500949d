"""Threads: how many there are for which kind of work. All pools of a process are made here.

More threads would hold more memory and win no time: reading a file and packing it take turns with
Python itself, and a server takes only so many requests at once.
"""

import os
from typing import TYPE_CHECKING

from buildtools.machine import memory

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

CORES = min(4, os.cpu_count() or 1)
"""For work that libraries do outside of Python: packing, hashing, reading many files."""

PAIR = 2
"""For work that is half Python's and half the disk's: one thread reads while another computes."""

REQUESTS = 4
"""Requests to a server at once. Sentry takes 8 uploads, but each holds its chunks: with 4 they take
40 MB, and fill any link."""


def pool(threads: int, name: str = "") -> "ThreadPoolExecutor":
    """Make a pool of so many threads, which a debugger shows by that name."""
    from concurrent.futures import ThreadPoolExecutor

    memory.share_heap()
    return ThreadPoolExecutor(threads, name)
