"""Where the first statements and comments of a line end."""

import pytest

from buildtools.checks.accuracy.heads import heads


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("", []),
        ("f(a)", []),
        ("a();b(1,{c:2});d", [4, 15]),
        (";(()=>{a();b()})();'use strict';c", [1, 19, 32]),
        ("function f(){a;b}g()", [17]),
        ("/* one; two */a/* three */;b", [14, 26, 27]),
        ("f(/* one */1);b", [14]),
        ('a="};";`;${b}`;c', [7, 15]),
        ("// a;b", []),
    ],
)
def test_whole_statements_and_comments_end(line: str, ends: list[int]) -> None:
    """What stands in brackets or in a text ends nothing."""
    assert heads(line) == ends


def test_only_the_first_ones_are_named() -> None:
    """A minified line has thousands of statements."""
    assert heads("a;" * 9_000) == [*range(2, 26, 2)]
    assert heads(" " * 9_000 + ";") == []
