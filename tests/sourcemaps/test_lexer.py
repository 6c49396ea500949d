"""Comments are found, and only comments."""

import pytest

from buildtools.sourcemaps.scripts.lexer import comments

MARK = b"//# here"


def _is_comment(script: bytes) -> bool:
    return script.index(MARK) in comments(script)


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"f();",
        b"a = b / c; ",
        b"a = b / c / d; ",
        b"x = '//';",
        b'x = "\\"//";',
        b"x = `a${`b${'}'}`}c`;",
        b"x = `${{a:1}}`;",
        b"r = /[/]/;",
        b"r = /\\//g;",
        b"if (x) /[`]/.test(y);",
        b"a = (b) / c + '`'; ",
        b"return_ / c; ",
        b"x = a.return / 2; ",
        b"x = typeof /`/; ",
        b"x = () => {}\n/`/.test(y);",
        b"{}/`/.test(y);",
        b"x = {} / 2; y = '`'; ",
        b"x++ / 2; y = '`'; ",
        b"a[0] / 2; y = '`'; ",
        b"switch (x) { case /`/: }",
        b"do /`/.test(y); while (z)\n",
        b"/* ` */",
        b"// ` \n",
        b"// ` \xe2\x80\xa8",
        b"x = '\\\r\n`';",
        b"'unfinished\n",
        b") } ",
        b"class A { static { /`/ } }",
        b"for (;;) { x = 1 } /`/.test(x);",
        b"function* g() { yield /`/ }",
        b"x = / \n",
    ],
    ids=repr,
)
def test_a_comment_after_code_is_found(before: bytes) -> None:
    """A literal whose end is missed would swallow the genuine comment behind it."""
    assert _is_comment(before + MARK)


@pytest.mark.parametrize(
    "script",
    [
        b"x = '//# here'",
        b'x = "//# here"',
        b"x = `\n//# here\n`",
        b"x = `${a}//# here`",
        b"x = `${a + `//# here`}`",
        b"x = /[//# here]/",
        b"/* //# here */",
        b"// //# here",
        b"x = 'a\\\n//# here'",
        b"x = `//# here",
        b"/* //# here",
    ],
    ids=repr,
)
def test_the_inside_of_a_literal_is_no_comment(script: bytes) -> None:
    """Dev tools hold such texts; taking one for a comment hijacks the reference."""
    assert not _is_comment(script)
