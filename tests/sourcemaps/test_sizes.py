"""Sizes are those of the coders that servers have, at a level that is named."""

import gzip

import brotli

from buildtools.sourcemaps.sizes import LEVELS, Size, size_of


def test_each_size_is_what_the_coder_makes() -> None:
    """Whoever compresses by hand gets the same."""
    text = b"export const a = 1;\n" * 50

    assert size_of(text) == Size(
        len(text), len(gzip.compress(text, 6, mtime=0)), len(brotli.compress(text, quality=5))
    )
    assert LEVELS == "gzip 6, brotli 5"


def test_a_part_weighs_what_the_file_is_smaller_without_it() -> None:
    """Sizes are added and taken off; nothing has none."""
    assert Size(3, 2, 1) == Size(1, 1, 1) + Size(2, 1, 0)
    assert Size(1, 1, 1) == Size(3, 2, 1) - Size(2, 1, 0)
    assert Size() == size_of(b"")
