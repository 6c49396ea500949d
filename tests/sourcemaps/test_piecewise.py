"""Large maps: our own reader says what symbolic says, at every position."""

from pathlib import Path

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.piecewise import Pieces
from buildtools.sourcemaps.resolve import Resolver, Tokens

FIXTURES = Path(__file__).parent.parent / "fixtures"


def _maps() -> list[Path]:
    """Give the maps of real bundlers."""
    return [path for path in sorted(FIXTURES.glob("**/*.map")) if path.stat().st_size < 60_000]


def _read(path: Path) -> tuple[Pieces, Resolver, Tokens] | None:
    """Read a map both ways; None where symbolic cannot, or nothing is in order."""
    text = path.read_bytes()
    try:
        return Pieces(text), Resolver(b"", text), Tokens(text)
    except SourceMapError:
        return None


@pytest.mark.parametrize("path", _maps(), ids=lambda path: str(path.relative_to(FIXTURES)))
def test_both_readers_agree(path: Path) -> None:
    """Where symbolic would take too much, nothing else may come out."""
    read = _read(path)
    if read is None:
        pytest.skip("not readable by both")
    pieces, resolver, tokens = read

    assert list(tokens) == list(pieces)
    step = max(len(tokens) // 12, 1)
    for token, following in zip(tokens[::step], [*tokens[step::step], None], strict=False):
        places = {(token.dst_line, token.dst_column + more) for more in (0, 1, 3, 400)}
        places |= {(following.dst_line, following.dst_column - 1)} if following else set()
        for line, column in places:
            if (theirs := resolver.lookup(line, column)) is not None:
                assert theirs == pieces.lookup(line, column), (line, column)
