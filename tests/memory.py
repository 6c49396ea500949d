"""The most memory that a process has had, without what it was forked from."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the peak of this process in bytes.

    On Linux `ru_maxrss` begins with what the parent had, which hides a child's own; VmHWM does not.
    Source: proc(5), getrusage(2).
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
