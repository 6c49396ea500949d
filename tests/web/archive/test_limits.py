"""An archive that is made to fill a machine does not."""

import gzip
import io
import random
from pathlib import Path

import pytest

from buildtools.errors import DiskRefused
from buildtools.web.archive.contents import Kept
from buildtools.web.archive.forward import Forward, TooLong
from buildtools.web.archive.layering import Layers
from buildtools.web.archive.tars import members
from tests.web.archive import making


def test_a_huge_file_is_left_out_and_told(tmp_path: Path) -> None:
    """So is what comes once there is too much in all."""
    kept = Kept(tmp_path, largest=10, most=25)
    layers = Layers(lambda path: True, kept, whiteouts=False)
    names = ("a.js", "b.js", "huge.js", "c.js", "d.js")
    data = [(name, b"x" * (11 if name == "huge.js" else 10)) for name in names]
    layers.add(members(io.BytesIO(making.tar(data)), "site.tar"))

    assert {"a.js", "b.js"} == layers.files().keys()
    told = dict(layers.left_out())
    assert {"huge.js", "c.js", "d.js"} == told.keys()
    assert "it has more than" in told["huge.js"]
    assert "there is too much before it" == told["c.js"]


def test_what_never_ends_is_not_read_to_its_end() -> None:
    """A few kilobytes of gzip can hold a thousand times as much."""
    bomb = Forward(gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(bytes(10_000)))), most=5_000)

    assert bytes(5_000) == bomb.read(5_000)
    with pytest.raises(TooLong):
        bomb.read(1)


def test_a_full_disk_is_explained(tmp_path: Path) -> None:
    """The folder of copies may be gone or full."""
    kept = Kept(tmp_path / "gone")

    with pytest.raises(DiskRefused, match="cannot copy a file to"):
        kept.copy(iter([b"x"]))


def test_reading_forward_gives_what_the_file_holds() -> None:
    """Steps of a tar: mostly forward, and back by a block at most."""
    data = random.Random(7).randbytes(100_000)
    order = random.Random(8)
    forward = Forward(io.BytesIO(data))
    at = 0
    while at < len(data) - 5_000:
        at += order.choice([0, 1, 512, 3_000]) - order.choice([0, 1, 512])
        at = max(at, forward.tell() - 512, 0)
        size = order.choice([1, 512, 1500])
        assert at == forward.seek(at)
        assert data[at : at + size] == forward.read(size)
        at = forward.tell()


def test_going_back_further_is_refused() -> None:
    """It would take reading all of it once more."""
    forward = Forward(io.BytesIO(bytes(5_000)))
    forward.seek(4_000)

    with pytest.raises(io.UnsupportedOperation):
        forward.seek(1_000)
    with pytest.raises(io.UnsupportedOperation):
        forward.read()
