"""A process that was forked has threads of its own to work ahead with."""

import os
import signal

from buildtools.sourcemaps.bundle.prefetch import made_ahead


def test_a_forked_process_works_ahead_too() -> None:
    """It waited for threads that it does not have, for ever."""
    assert [2, 4] == list(made_ahead(lambda number: number * 2, [(1, 1), (1, 2)]))
    child = os.fork()
    if not child:
        signal.alarm(20)
        done = list(made_ahead(lambda number: number * 2, [(1, 1), (1, 2)]))
        os._exit(0 if done == [2, 4] else 1)

    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
