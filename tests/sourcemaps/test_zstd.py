"""zstd: what goes in comes out, and what is no whole frame is refused."""

import random

import pytest

from buildtools.sourcemaps.bundle import zstd

TEXT = b"".join(b"const price%d = cake.price * %d;\n" % (n, n) for n in range(2000))


@pytest.mark.parametrize("data", [b"", TEXT, random.Random(7).randbytes(300_000)])
@pytest.mark.parametrize("level", [2, 9])
def test_what_is_compressed_comes_back(data: bytes, level: int) -> None:
    """Noise too: a chunk of pictures must survive."""
    assert data == zstd.decompress(zstd.compress(data, level), len(data) + 1)


def test_no_more_is_unpacked_than_was_asked_for() -> None:
    """A bomb of a few bytes must not fill a server's memory."""
    assert 1000 == len(zstd.decompress(zstd.compress(b"0" * 10_000_000, 3), 1000))


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", zstd.compress(TEXT, 3)[:-4], zstd.compress(TEXT, 3)[:20]],
    ids=["nothing", "something else", "no checksum", "cut off"],
)
def test_what_is_no_whole_frame_is_refused(data: bytes) -> None:
    """Half a chunk that passes for a whole one would be stored as a bundle."""
    with pytest.raises(zstd.NotZstd):
        zstd.decompress(data, 1_000_000)


def test_a_slower_link_is_worth_a_higher_level() -> None:
    """Time that sending takes anyway may be spent on making it less."""
    levels = [zstd.fitting(speed) for speed in (1e9, 40e6, 20e6, 12e6, 6e6, 1e3, 0.0)]

    assert levels == sorted(levels)
    assert (2, 9) == (levels[0], levels[-1])
