"""A file is read whole, up to a limit, and nothing is waited for."""

import os
import socket
from pathlib import Path

import pytest

from buildtools.files import small_file


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    """The last byte that fits is read; the next one is told with both sizes."""
    file = tmp_path / "some.yml"
    file.write_bytes(b"x" * 10)

    assert b"x" * 10 == small_file.read(file, 10)
    with pytest.raises(small_file.Unfit, match=r"some\.yml has more than it can need"):
        small_file.read(file, 9)


def test_what_never_ends_is_not_read_to_its_end() -> None:
    """A device says that it has no bytes."""
    with pytest.raises(small_file.Unfit):
        small_file.read(Path("/dev/zero"), 100_000)


def test_a_file_that_is_linked_away_is_empty() -> None:
    """People switch a file off so."""
    assert b"" == small_file.read(Path("/dev/null"), 10)


def test_a_pipe_or_a_socket_is_no_file(tmp_path: Path) -> None:
    """Nobody writes to it: reading would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(small_file.Unfit, match="it cannot be read"):
        small_file.read(tmp_path / "pipe", 10, "it")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        with pytest.raises(OSError, match="No such device"):
            small_file.read(tmp_path / "socket", 10)


def test_a_folder_and_nothing_are_what_they_are(tmp_path: Path) -> None:
    """Callers tell them apart."""
    with pytest.raises(IsADirectoryError):
        small_file.read(tmp_path, 10)
    with pytest.raises(FileNotFoundError):
        small_file.read(tmp_path / "none", 10)
