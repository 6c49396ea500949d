"""What each column of one line of a script is."""

import pytest

from buildtools.checks.accuracy.lexing import Part, is_spaced, parts


def marks(line: str) -> str:
    """Write the parts of a line as letters: token begins, inside one, text, template."""
    return "".join("bi-t"[part] for part in parts(line))[: len(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("let total = 12;", "bii-biiii-b-bib"),
        ("a=>b===c", "bbibbiib"),
        ("f('it', 1)", "bbb---b-bb"),
        ("x = 3.25 // no", "b-b-biii-b----"),
        ("a/* b c */+d", "bb--------bb"),
        ("`a ${b} c`", "tttttbtttt"),
        ("f({a: `${ {b: 1} }` })", "bbbbb-ttt-bbb-bb-tt-bb"),
        ("'open", "b----"),
        ("", ""),
    ],
)
def test_each_column_is_a_part_of_its_token(line: str, expected: str) -> None:
    """Strings, comments and templates are told from words, numbers and operators."""
    assert marks(line) == expected


def test_the_end_of_a_line_says_nothing() -> None:
    """A place may lie behind the last token."""
    assert parts("ab")[2] is Part.TEXT


def test_minified_code_has_few_spaces() -> None:
    """As bundlers write it, against what compilers leave to be read."""
    assert is_spaced("const total = prices.reduce((sum, price) => sum + price, 0);")
    assert not is_spaced("const t=p.reduce((s,e)=>s+e,0);return t.a?t.b:void 0")
    assert is_spaced("})")
