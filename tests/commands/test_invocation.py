"""What a command line has begun ends with its process."""

import signal

from buildtools.commands.invocation import end_at_last
from buildtools.machine.interrupts import Stopped


def test_what_was_begun_is_ended() -> None:
    """And the process ends by itself, with the code it has."""
    ended: list[bool] = []
    left: list[int] = []
    end_at_last(lambda: ended.append(True), left.append)

    assert ([True], []) == (ended, left)


def test_a_signal_that_comes_meanwhile_has_its_code() -> None:
    """Nothing of ours comes later that could say so."""
    left: list[int] = []

    def stopped() -> None:
        raise Stopped(signal.SIGTERM)

    end_at_last(stopped, left.append)

    assert [143] == left
