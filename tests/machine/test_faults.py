"""The machine's own faults: each has a sentence, and no mistake of ours is taken for one."""

import errno
import os

import pytest

from buildtools.machine import faults


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EROFS, "written"),
        (errno.EPERM, "immutable"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_helps(number: int, words: str) -> None:
    """No traceback: nobody can help with a full disk in our code."""
    failure = faults.fault(OSError(number, os.strerror(number), "out/a.js"))

    assert failure is not None
    assert (20, ("path out/a.js",)) == (failure.exit_code, failure.evidence)
    assert words in failure.remedy


def test_memory_is_the_machines() -> None:
    """Where Python notices it."""
    failure = faults.fault(MemoryError())

    assert failure is not None
    assert "memory" in failure.what


def test_other_errors_are_mistakes_of_ours() -> None:
    """They stay tracebacks."""
    assert faults.fault(OSError("no number")) is None
    assert faults.fault(OSError(errno.EINVAL, "invalid")) is None
