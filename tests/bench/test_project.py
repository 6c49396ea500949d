"""Copies to measure on, and a server beside them that is measured apart."""

import os
from pathlib import Path

from bench.project import Workshop
from bench.stand import processor_seconds


def test_a_copy_that_is_done_with_keeps_its_files_and_no_bytes(tmp_path: Path) -> None:
    """Inodes that are removed would be passed over by whoever comes next; bytes fill the disk."""
    outside = tmp_path / "outside.js"
    outside.write_text("kept")
    copy = tmp_path / "copy"
    (copy / "dist").mkdir(parents=True)
    (copy / "dist" / "a.js").write_text("gone")
    (copy / "dist" / "b.js").symlink_to(outside)
    Workshop(tmp_path).done(copy)

    assert b"" == (copy / "dist" / "a.js").read_bytes()
    assert "kept" == outside.read_text()


def test_a_workshop_leaves_nothing(tmp_path: Path) -> None:
    """What is made in it goes with it, however it ends."""
    with Workshop(tmp_path) as shop:
        assert shop.nothing().seconds > 0

    assert [] == list(tmp_path.iterdir())


def test_a_running_process_has_taken_processor_time() -> None:
    """Ours has, and it grows with work."""
    before = processor_seconds(os.getpid())
    while processor_seconds(os.getpid()) == before:
        sum(range(10_000))

    assert before > 0
