"""Looking positions up, by the resolver that Sentry itself runs."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.positions import Token
from buildtools.sourcemaps.maps.resolve import Resolver

SCRIPT = b'function h(){throw new Error("x")}h();\n'
MAP: dict[str, Any] = {
    "version": 3,
    "sources": ["src/a.ts"],
    "sourcesContent": ["export function hello() {\n  throw new Error('x');\n}\nhello();\n"],
    "names": ["hello"],
    "mappings": "AAAA,SAAgBA,IACd,MAAM,eAERA",
}


def resolver(script: bytes = SCRIPT, prefix: bytes = b"", **changes: Any) -> Resolver:
    """Make a resolver of the map, changed as asked."""
    return Resolver(script, prefix + json.dumps({**MAP, **changes}).encode())


@pytest.mark.symbolic
def test_a_position_is_looked_up_counting_from_zero() -> None:
    """Events count from one, maps from zero: one place converts, and it is not here."""
    found = resolver().lookup(0, 13)

    assert found is not None
    assert ("src/a.ts", 1, 2, None, "hello") == (
        *(found.source, found.line, found.column),
        *(found.name, found.function),
    )
    assert "  throw new Error('x');" == found.context_line
    assert ("export function hello() {",) == found.pre_context
    assert ("}", "hello();", "") == found.post_context


def test_the_last_entry_before_a_position_counts() -> None:
    """Between two entries the earlier one holds."""
    ours = resolver()

    assert ours.lookup(0, 13) == ours.lookup(0, 18)
    assert ours.lookup(0, 13) != ours.lookup(0, 19)


@pytest.mark.parametrize(
    ("line", "column"), [(1, 0), (99, 0), (-1, 0), (0, -1), (2**40, 0), (0, 2**40)]
)
def test_a_position_without_an_entry_has_no_original(line: int, column: int) -> None:
    """An earlier line does not count, and no number is too odd to ask about."""
    assert resolver().lookup(line, column) is None


def test_an_unmapped_stretch_has_no_original() -> None:
    """A one-field segment ends what was known."""
    assert resolver(mappings="AAAA,K").lookup(0, 6) is None
    assert resolver(mappings="AAAA,K").lookup(0, 4) is not None


def test_tokens_are_listed_with_the_unmapped_flagged() -> None:
    """Sampling must not take "nothing is known here" for a position in source nobody."""
    tokens = resolver(mappings="AAAAA,K").tokens()

    assert [
        Token(0, 0, "src/a.ts", 0, 0, "hello", mapped=True),
        Token(0, 5, None, 0, 0, None, mapped=False),
    ] == list(tokens)
    assert tokens[-1] == tokens[1]
    assert [tokens[1]] == tokens[1:]
    with pytest.raises(IndexError):
        tokens[2]


def test_every_token_looks_up_to_what_it_says() -> None:
    """Both faces of the library tell the same story."""
    ours = resolver()
    found = [(token, ours.lookup(token.dst_line, token.dst_column)) for token in ours.tokens()]

    assert 5 == len(found)
    assert all(
        there
        and (token.source, token.src_line, token.src_column)
        == (there.source, there.line, there.column)
        for token, there in found
    )


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b")]}'\n", b"\xef\xbb\xbf)]}'\n", b")]}'x\n"])
def test_guards_in_front_of_a_map_are_skipped(prefix: bytes) -> None:
    """A byte order mark and the guard against script inclusion are both seen in the wild."""
    ours = resolver(prefix=prefix)

    assert ours.lookup(0, 0) is not None
    assert 5 == len(ours.tokens())


def test_indexed_maps_are_flattened() -> None:
    """Turbopack writes nothing else."""
    sections = [
        {"offset": {"line": 0, "column": 0}, "map": MAP},
        {"offset": {"line": 3, "column": 0}, "map": {**MAP, "sources": ["src/b.ts"]}},
    ]
    indexed = json.dumps({"version": 3, "sections": sections}).encode()
    ours = Resolver(SCRIPT + b"\n\n" + SCRIPT, indexed)
    first, second = ours.lookup(0, 13), ours.lookup(3, 13)

    assert ("src/a.ts", "src/b.ts") == (first and first.source, second and second.source)
    assert 10 == len(ours.tokens())


@pytest.mark.parametrize(
    "map_",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        json.dumps({**MAP, "mappings": "!!"}).encode(),
        json.dumps({**MAP, "mappings": "AAgA"}).encode(),
        json.dumps({**MAP, "mappings": "AACA,ACAA", "sources": []}).encode(),
    ],
    ids=["empty", "cut", "list", "bytes", "alphabet", "value", "source"],
)
def test_a_map_that_cannot_be_read_says_so(map_: bytes) -> None:
    """A broken map must never look like one that has nothing to say."""
    with pytest.raises(SourceMapError, match="cannot be read") as caught:
        Resolver(SCRIPT, map_)

    assert caught.value.evidence[0]
    assert 21 == caught.value.exit_code


def test_a_script_that_does_not_parse_only_loses_its_functions() -> None:
    """Positions still resolve."""
    found = resolver(b"function ((((").lookup(0, 13)

    assert found is not None
    assert (1, None) == (found.line, found.function)


@pytest.mark.symbolic
def test_a_position_outside_of_any_function_has_none() -> None:
    """None means "outside", `<anonymous>` means "inside, without a name"."""
    ours = resolver(b'(function(){throw new Error("x")})()')
    inside, outside = ours.lookup(0, 13), resolver().lookup(0, 34)

    assert "<anonymous>" == (inside and inside.function)
    assert outside is not None
    assert outside.function is None


@pytest.mark.symbolic
def test_columns_count_utf16_units() -> None:
    """As JavaScript counts: a character outside the basic plane is two columns."""
    script = 'var a="😀";function h(){throw 1}'.encode()
    # 0:0 -> 0:0 · 0:20 -> 5:0: in UTF-16 units column 20 is inside the parentheses of h().
    found = resolver(script, mappings="AAAA,SAAAA,IAKA").lookup(0, 25)

    assert found is not None
    assert (5, "h") == (found.line, found.function)


def test_a_map_without_text_has_no_context() -> None:
    """Names and positions resolve all the same."""
    found = resolver(sourcesContent=None).lookup(0, 13)

    assert found is not None
    assert (None, (), ()) == (found.context_line, found.pre_context, found.post_context)


def test_a_source_may_have_no_name() -> None:
    """The standard allows null."""
    found = resolver(sources=[None]).lookup(0, 0)

    assert found is not None
    assert found.source is None


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_bytes_break_it_in_an_unknown_way(script: bytes, map_: bytes) -> None:
    """Whatever is uploaded, the answer is a resolver or our own error."""
    try:
        ours = Resolver(script, map_)
    except SourceMapError:
        return
    assert ours.lookup(0, 0) is None
