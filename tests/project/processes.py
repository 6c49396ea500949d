"""What the tests of programs ask of the system."""

import time
from pathlib import Path


def gone(pid: int) -> bool:
    """Wait for a process to be gone; a zombie is as good as gone."""
    for _ in range(100):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
