"""Content codings: each is undone, and what is none, cut off or too large says so."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd

from buildtools.web.content_coding import decoded

TEXT = b"export const oven = 220;\n" * 400
MADE = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}
MOST = 1_000_000


@pytest.mark.parametrize("name", MADE)
def test_what_was_packed_comes_back(name: str) -> None:
    """Every coding that browsers ask for gives the same bytes."""
    assert (decoded(MADE[name], name, MOST).body, decoded(MADE[name], name, MOST).fault) == (
        TEXT,
        "",
    )


def test_identity_and_several_codings() -> None:
    """No coding leaves the bytes alone, several are undone from the last to the first."""
    assert decoded(TEXT, "", MOST).body == decoded(TEXT, "identity", MOST).body == TEXT
    twice = brotli.compress(MADE["gzip"])
    assert decoded(twice, "gzip, br", MOST).body == TEXT


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_cut_off_body_gives_what_is_there_and_says_so(name: str) -> None:
    """The beginning is kept as evidence, and is never taken for the whole."""
    read = decoded(MADE[name][:-9], name, MOST)
    assert read.fault.startswith("is cut off")
    assert TEXT.startswith(read.body)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_another_content_than_the_header_says(name: str) -> None:
    """A host that calls plain text gzip serves what no browser can read."""
    assert decoded(TEXT, name, MOST).fault.startswith("is no ")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_unpacked_no_further_than_the_bound(name: str) -> None:
    """A few kilobytes that stand for a gigabyte cost no more than the bound."""
    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }[name]
    read = decoded(pack(bytes(30_000_000)), name, 1000)
    assert (len(read.body), read.fault) == (1000, "unpacks to more than 1000 bytes")


def test_codings_that_nobody_asked_for() -> None:
    """An unknown coding, and a pile of them, are told and not tried."""
    assert decoded(TEXT, "compress", MOST).fault == (
        "is encoded by compress, which was not asked for"
    )
    assert decoded(TEXT, "gzip,gzip,gzip,gzip", MOST).fault == "is encoded 4 times"


def test_frames_and_members_one_after_another() -> None:
    """Gzip and zstd may be written in pieces."""
    assert decoded(MADE["gzip"] * 2, "gzip", MOST).body == TEXT * 2
    assert decoded(MADE["zstd"] * 2, "zstd", MOST).body == TEXT * 2
