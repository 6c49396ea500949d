"""Copies share their bytes where the system lets them, and are whole where it does not."""

import errno
from pathlib import Path

from buildtools.files.cloning import Copier


def test_a_refusal_is_asked_for_once(tmp_path: Path) -> None:
    """A disk that shares nothing with another one will not with the next file either."""
    asked: list[str] = []

    def share(source: str, target: str) -> None:
        asked.append(source)
        Path(target).touch()
        raise OSError(errno.EOPNOTSUPP, "not supported here")

    copier = Copier(share)
    for name in ("a", "b"):
        (tmp_path / name).write_text("text")
        (tmp_path / name).chmod(0o640)
        copier.copy(str(tmp_path / name), str(tmp_path / f"{name}.copy"))

    assert (1, 8, "not supported here") == (len(asked), copier.own_bytes, copier.refused)
    old, new = (tmp_path / "a").stat(), (tmp_path / "a.copy").stat()
    assert "text" == (tmp_path / "a.copy").read_text()
    assert (old.st_mode, old.st_mtime_ns) == (new.st_mode, new.st_mtime_ns)


def test_a_shared_copy_has_the_times_of_its_original(tmp_path: Path) -> None:
    """A build that compares times has to come to the same answer."""
    (tmp_path / "a").write_text("text")

    def share(source: str, target: str) -> None:
        Path(target).write_bytes(Path(source).read_bytes())

    copier = Copier(share)
    copier.copy(str(tmp_path / "a"), str(tmp_path / "b"))

    assert (0, "") == (copier.own_bytes, copier.refused)
    assert (tmp_path / "a").stat().st_mtime_ns == (tmp_path / "b").stat().st_mtime_ns


def test_the_systems_own_way_leaves_a_whole_copy(tmp_path: Path) -> None:
    """Whatever this disk can do, the copy is one that the original knows nothing of."""
    (tmp_path / "a").write_text("text")
    Copier().copy(str(tmp_path / "a"), str(tmp_path / "b"))
    (tmp_path / "b").write_text("other")

    assert "text" == (tmp_path / "a").read_text()
