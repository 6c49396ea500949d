"""CPU that programs have used: those that run by their own clocks, those that ended by their sum.

Time on a clock tells of the machine's other work; time on a CPU tells of the program's own.
Source: clock_getcpuclockid(3), whose number of a process is `~pid << 3 | 2` on Linux; getrusage(2).
"""

import contextlib
import os
import resource
import time
from pathlib import Path

from buildtools.project.descendants import family


def used_by(leader: int) -> float | None:
    """Return the seconds of CPU that a running program and all that it started have used so far.

    Of children that have ended nothing is known. None where the system has no such clocks.
    """
    seconds = [each for one in family(leader) if (each := _clock(one)) is not None]
    return sum(seconds) if seconds else None


def of_ended() -> float:
    """Return the seconds of CPU in user mode of all programs of ours that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def _clock(process: int) -> float | None:
    with contextlib.suppress(OSError, AttributeError, OverflowError):
        return time.clock_gettime(~process << 3 | 2)
    return None


def name() -> str:
    """Return what the system calls its CPU, and how many there are for us: `Xeon, 2 of it`."""
    with contextlib.suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as told:
        named = next((line for line in told if line.startswith("model name")), "")
        model = named.partition(":")[2].strip()
        if model:
            return f"{model}, {os.cpu_count()} of it"
    return f"{os.cpu_count()} CPUs of a kind that the system does not tell"
