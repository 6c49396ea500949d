"""Compressed siblings: what they stand for, and making them again as they were made."""

import gzip
import subprocess
import zlib

import brotli
import pytest

from buildtools.sourcemaps.derived.precompressed import Unreadable, compress_like, expand

OLD = b"".join(b"const value%d = read(%d) ?? other;\n" % (n, n * 7919) for n in range(400))
NEW = b"id();\n" + OLD


@pytest.mark.parametrize("level", [1, 6, 9])
def test_gzip_is_made_again_at_the_level_it_had(level: int) -> None:
    """Smaller would be slower to make, larger slower to send: neither was asked for."""
    model = gzip.compress(OLD, level, mtime=0)
    made = compress_like(".gz", model, OLD, NEW)

    assert NEW == expand(".gz", made)
    assert len(gzip.compress(NEW, level)) == len(made)


def test_the_time_in_a_gzip_is_kept() -> None:
    """The same build gives the same bytes, on every machine."""
    assert bytes(4) == compress_like(".gz", gzip.compress(OLD, mtime=0), OLD, NEW)[4:8]
    dated = gzip.compress(OLD, mtime=1_700_000_000)
    assert dated[4:10] == compress_like(".gz", dated, OLD, NEW)[4:10]


def test_another_program_can_read_it() -> None:
    """What only we can read is no gzip."""
    made = compress_like(".gz", gzip.compress(OLD, 9), OLD, NEW)
    read = subprocess.run(["gzip", "-dc"], input=made, capture_output=True, check=True)

    assert NEW == read.stdout


@pytest.mark.parametrize("quality", [5, 11])
def test_brotli_is_made_again_at_the_quality_it_had(quality: int) -> None:
    """Builds use the best; a quick one would cost every visitor."""
    made = compress_like(".br", brotli.compress(OLD, quality=quality), OLD, NEW)

    assert NEW == expand(".br", made)
    assert brotli.compress(NEW, quality=quality) == made


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        pytest.param(".gz", b"no gzip", id="no gzip"),
        pytest.param(".gz", gzip.compress(OLD)[:-9], id="gzip cut off"),
        pytest.param(".gz", gzip.compress(OLD)[:20] + b"\xff" * 30, id="gzip broken"),
        pytest.param(".gz", zlib.compress(OLD), id="bare zlib"),
        pytest.param(".br", b"no brotli at all", id="no brotli"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(suffix: str, data: bytes) -> None:
    """A sibling that nobody could read must not pass for a good one."""
    with pytest.raises(Unreadable):
        expand(suffix, data)


def test_without_brotli_a_brotli_sibling_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an optional package: its absence is told, never passed over."""
    data = brotli.compress(OLD)
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(Unreadable, match="not installed"):
        expand(".br", data)
