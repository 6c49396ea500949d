"""The one lock: who holds it keeps others off, until its end."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from buildtools.state import lock


def test_one_holds_it_at_a_time(tmp_path: Path) -> None:
    """Another asks again, or says that somebody is at work."""
    with ExitStack() as first, ExitStack() as second:
        assert lock.hold(tmp_path / "lock", first)
        assert not lock.hold(tmp_path / "lock", second)
        first.close()
        assert lock.hold(tmp_path / "lock", second)


def test_what_is_no_file_is_no_lock(tmp_path: Path) -> None:
    """The disk's own word is passed on."""
    with ExitStack() as ends, pytest.raises(IsADirectoryError):
        lock.hold(tmp_path, ends)
