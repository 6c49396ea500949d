"""What symbolic takes, and what is left out where that is too much."""

import json

import pytest

from buildtools.sourcemaps.maps import resolver_costs
from buildtools.sourcemaps.maps.resolve import Resolver, Tokens

MAP = b'{"version":3,"sources":["a.ts"],"sourcesContent":["a();"],"names":[],"mappings":"AAAA"}'


def _many(segments: int) -> bytes:
    """Make a map of so many places, of which all but two name no source."""
    mappings = "AAAA" + ",C" * segments + ",CAAE"
    keys = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["a();"], "names": []}
    return json.dumps(keys | {"mappings": mappings}).encode()


@pytest.mark.symbolic
def test_a_large_script_costs_the_names_of_functions() -> None:
    """Positions resolve all the same, and what was left out is known."""
    script = b"function work(a){throw new Error(1)};" * 150_000
    resolver = Resolver(script, MAP)

    assert resolver.left_out == "scopes"
    found = resolver.lookup(0, 9)
    assert found is not None
    assert (found.source, found.function, found.context_line) == ("a.ts", None, "a();")


@pytest.mark.symbolic
def test_strings_cost_next_to_nothing() -> None:
    """Only code becomes a tree: data in a script takes no names from it."""
    script = b'function work(){d("' + b"lorem ipsum " * 300_000 + b'")}'
    resolver = Resolver(script, MAP)

    assert resolver.left_out == ""
    found = resolver.lookup(0, 20)
    assert found is not None
    assert found.function == "work"


@pytest.mark.symbolic
@pytest.mark.parametrize(
    ("script", "left_out"),
    [
        (b"(" * 4_000 + b"1" + b")" * 4_000, ""),
        (b"(" * 100_000, "scopes"),
        (b"[" * 50_000 + b"]" * 50_000, "scopes"),
        (b'x="a"' + b'+"a"' * 40_000, ""),
        (b"x=a" + b"+a" * 200_000, "scopes"),
        (b"x=" + b"!" * 200_000 + b"a", "scopes"),
    ],
    ids=["brackets", "many brackets", "many arrays", "a sum", "a long sum", "many signs"],
)
def test_a_script_nested_deeply_ends_no_process(script: bytes, left_out: str) -> None:
    """The parser calls itself for each: without a larger stack, and a limit, it is killed."""
    resolver = Resolver(script, MAP)

    assert resolver.left_out == left_out
    assert resolver.lookup(0, 2)


@pytest.mark.symbolic
def test_a_large_map_is_read_without_symbolic() -> None:
    """Its entries and originals come from our own reader, which takes only the map's own bytes."""
    source_map = _many(1_500_000)
    tokens = Tokens(source_map)
    resolver = Resolver(b"a();", source_map, tokens)

    assert resolver.left_out == "resolver"
    assert resolver.pieces is tokens.pieces is not None
    assert len(tokens) == 1_500_002
    assert tokens[0].source == "a.ts"
    assert not tokens[1].mapped
    last = resolver.lookup(0, 2_000_000)
    assert last is not None
    assert (last.line, last.column, last.context_line) == (0, 2, "a();")
    assert resolver.lookup(0, 5) is None
    assert resolver.lookup(1, 0) is None
    assert resolver.source_text("a.ts") == "a();"
    assert resolver.source_text("b.ts") is None
    assert len(resolver.tokens()) == 1_500_002


@pytest.mark.symbolic
def test_a_large_map_whose_segments_go_back_is_given_to_symbolic() -> None:
    """It sorts them; a wrong answer would be worse than much memory."""
    source_map = _many(1_500_000).replace(b",CAAE", b",DAAE")
    resolver = Resolver(b"", source_map)

    assert resolver.pieces is None
    assert len(Tokens(source_map)) == 1_500_002


def test_what_is_no_map_costs_nothing() -> None:
    """What is wrong with it is symbolic's to say."""
    assert resolver_costs.of_map(b"{" * resolver_costs._CHEAP) == 0
