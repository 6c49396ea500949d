"""The interpreter: how seldom it looks for garbage, and whether it keeps what it has compiled.

Most commands end within the time that imports take, and nearly all that they make is kept to their
end. So looking for cycles, once more for each that is left when the process ends, is work for
nothing: a fifth of a short command.
"""

import atexit
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""New values between two searches for cycles."""


def spare_searches() -> None:
    """Search for cycles seldom from now on, and for none when the process ends."""
    gc.set_threshold(max(SELDOM, gc.get_threshold()[0]), *gc.get_threshold()[1:])
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


@contextmanager
def keeping_bytecode() -> Iterator[None]:
    """Within this, what is imported is compiled once and kept, unless Python was told not to.

    Invoke has nothing kept, for the sake of the folder that a `tasks.py` lies in. Where an
    installer compiles nothing, as uv does, each command would compile all of us again.
    """
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
