"""Threads: what they have freed goes back to the system, where the C library can."""

import subprocess
import sys

import pytest

from buildtools.machine import threads

CHILD = """
import ctypes, re, threading
from buildtools.machine import threads

with open("/proc/self/maps") as maps:
    before = maps.read().count("rw-p")
pool = threads.pool(4)
barrier = threading.Barrier(4)

def work(number):
    barrier.wait()
    kept = [bytes(3000) for _ in range(20_000)]
    barrier.wait()
    return kept[::50]

def resident():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmRSS:\\s+(\\d+)", status.read())[1])

held = list(pool.map(work, range(4)))
full = resident()
threads.give_memory_back()
print(full, resident())
"""
"""Four threads free most of 240 MB, and keep something everywhere between."""


@pytest.mark.skipif(threads._libc() is None, reason="the allocator is another one")
def test_what_is_free_between_what_is_kept_is_given_back() -> None:
    """By the process that has asked for threads."""
    shown = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, text=True, check=True
    )
    full, after = map(int, shown.stdout.split())

    assert after < full / 2
