"""Work done ahead: its threads, and their end."""

import threading

from buildtools.sourcemaps.bundle import prefetch
from buildtools.sourcemaps.bundle.prefetch import made_ahead


def ahead() -> set[str]:
    """Return the names of the threads that make things ahead."""
    return {each.name for each in threading.enumerate() if each.name.startswith("ahead")}


def test_threads_end_and_others_begin_where_there_is_work_again() -> None:
    """What a thread keeps for its work would be held for as long as it waits for more."""
    assert [2, 4] == list(made_ahead(lambda number: 2 * number, [(1, 1), (1, 2)]))
    assert ahead()

    prefetch.end()
    prefetch.end()

    assert not ahead()
    assert [6] == list(made_ahead(lambda number: 2 * number, [(1, 3)]))
    prefetch.end()
