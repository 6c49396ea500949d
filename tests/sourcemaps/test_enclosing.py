"""The function around a place, read from the text before it."""

import re
from pathlib import Path

import pytest

from buildtools.sourcemaps.maps.resolve import Resolver, Tokens
from buildtools.sourcemaps.scripts.enclosing import declared, enclosing, has_functions

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made"


def _told(text: str) -> str | None:
    """Return the name of the function around the mark in a text."""
    before, _, behind = text.partition("@")
    script = (before + behind).encode()
    at = enclosing(script, len(before.encode()))
    name = re.compile(rb"[\w$]+").match(script, at) if at is not None else None
    return name[0].decode() if name else None


@pytest.mark.parametrize(
    "text",
    [
        "function f(){@}",
        ";async function f(a,b=1){if(a){for(;;){@",
        "x();function f(){var a={b:@",
        "x;function f(){g();(function(){h()})();return [1,@",
        'function f(){\'}\';"\\"}";if(a)b();else{@',
        "export function f(a) {\n  const b = c.map(d => d.e);\n  return @b;",
        "function g(){function h(){}}function f(){a/b;@",
        "var f=function f(){@",
        "function f(){switch(a){case 1:{@",
        "function f(){try{a()}catch(e){@",
        "function f(){class A{b(){}}c();@",
    ],
)
def test_a_declaration_around_a_place_is_told(text: str) -> None:
    """The innermost function, whatever else is open."""
    assert "f" == _told(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("f();@", id="no function"),
        pytest.param("function f(){}@", id="behind it"),
        pytest.param("function f(){a(function(){@", id="one without a name"),
        pytest.param("function f(){a((b)=>{@", id="an arrow with a body"),
        pytest.param("function f(){a(b=>@", id="an arrow"),
        pytest.param("function f(){return{a(){@", id="a method"),
        pytest.param("function f(){class A{@", id="a class"),
        pytest.param("x={f:function f(){@", id="called by its key too"),
        pytest.param("function f(){a=`${@", id="a template"),
        pytest.param("function f(){a=/}/;@", id="a regular expression"),
        pytest.param("function f(){/*}*/@", id="a comment"),
        pytest.param("function f(a=@", id="a default"),
        pytest.param("function f(){@function g(){}", id="where one begins"),
        pytest.param("function f(){a(@async(b)=>c)", id="where an arrow begins"),
        pytest.param("function f(){a((b,@c)=>d)", id="a parameter of an arrow"),
        pytest.param("function f(){" + "a();" * 2000 + "@", id="far away"),
    ],
)
def test_what_the_text_near_does_not_tell_is_left_open(text: str) -> None:
    """Who asks then asks a parser."""
    assert _told(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("function f(){a()}function g(b){c()}@", ["g", "f"]),
        ("function f(){function g(){a()}b()}@", ["g", "f"]),
        (";async function f(){};export function g(){}@function h(){}", ["g", "f"]),
        ("var f=function f(){};x={g:function h(){}};function(){}@", ["f"]),
        ("a.function b(){};functional(c){};function (){}@", []),
        ("function f(){" + "a();" * 9000 + "@", []),
    ],
)
def test_declarations_before_a_place_are_found(text: str, names: list[str]) -> None:
    """The nearest first, and none that is far away; where its body begins, a place is in it."""
    before, _, behind = text.partition("@")
    script = (before + behind).encode()
    found = [*declared(script, len(before))]

    assert names == [script[each.name :].decode().partition("(")[0] for each in found]
    assert all(enclosing(script, each.body) in (each.name, None) for each in found)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (b"var a={b:1};", False),
        (b"a=b=>c", True),
        (b"function a(){}", True),
        (b"x={a() {}}", True),
    ],
)
def test_a_script_without_functions_is_known(script: bytes, expected: bool) -> None:
    """Such as one that holds nothing but data."""
    assert expected == has_functions(script)


@pytest.mark.symbolic
@pytest.mark.parametrize("path", sorted(MADE.rglob("*.js")), ids=lambda path: path.name)
def test_a_parser_says_the_same(path: Path) -> None:
    """Of every entry of real bundles whose function is told."""
    script, map_ = path.read_bytes(), path.with_name(f"{path.name}.map").read_bytes()
    resolver, tokens = Resolver(script, map_), Tokens(map_)
    starts = [0, *(found.end() for found in re.finditer(b"\n", script))]
    for token in tokens:
        at = enclosing(script, starts[token.dst_line] + token.dst_column)
        if at is None or not script.isascii():
            continue
        line = max(number for number, start in enumerate(starts) if start <= at)
        named = resolver.lookup(line, at - starts[line])
        spelled = re.compile(rb"[\w$]+").match(script, at)
        names = {spelled and spelled[0].decode(), named and named.name}

        around = resolver.lookup(token.dst_line, token.dst_column)
        assert around
        assert around.function in names
