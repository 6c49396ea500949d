"""Comments that name a source map go; nothing else does."""

import pytest

from buildtools.sourcemaps.scripts.without_comments import script, stylesheet
from buildtools.splices import apply


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a();\n//# sourceMappingURL=a.js.map\n", b"a();\n\n", id="last line"),
        pytest.param(b"a();\r\n//@ sourceMappingURL=a.map\r\n", b"a();\r\n\r\n", id="crlf"),
        pytest.param(
            b"a();\n//# sourceMappingURL=old.map\nb();\n//# sourceMappingURL=new.map",
            b"a();\n\nb();\n",
            id="all of them",
        ),
        pytest.param(
            b"a();\n//# debugId=1\n//# sourceMappingURL=a.map",
            b"a();\n//# debugId=1\n",
            id="the debug ID stays",
        ),
        pytest.param(b"in/*# sourceMappingURL=a.map */stanceof", b"in stanceof", id="block"),
        pytest.param(
            b"a();\n//# sourceMappingURL=data:application/json;base64,e30=",
            b"a();\n",
            id="embedded",
        ),
    ],
)
def test_every_comment_of_a_script_goes(before: bytes, after: bytes) -> None:
    """One that is left would name a map that is gone; a line that goes would move the code."""
    assert after == apply(before, script(before))
    assert () == script(after)


@pytest.mark.parametrize(
    "text",
    [
        b'a("//# sourceMappingURL=a.map");',
        b"a(`\n//# sourceMappingURL=a.map\n`);",
        b"a(/x\\/\\/# sourceMappingURL=(\\S+)/g);",
        b"/* as in\n//# sourceMappingURL=a.map\n*/a();",
        b"a();",
    ],
)
def test_what_only_looks_like_a_comment_stays(text: bytes) -> None:
    """Programs that read such comments hold the words themselves."""
    assert () == script(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a{}\n/*# sourceMappingURL=a.css.map*/", b"a{}\n", id="webpack"),
        pytest.param(b"a{}/*# sourceMappingURL=a.css.map */\nb{}", b"a{}\nb{}", id="within"),
        pytest.param(
            b"/*# sourceMappingURL=a.map*/a{}/*@ sourceMappingURL=b.map*/", b"a{}", id="two"
        ),
        pytest.param(
            b'a{content:"/*# sourceMappingURL=a*/"}/*# sourceMappingURL=b */',
            b'a{content:"/*# sourceMappingURL=a*/"}',
            id="string",
        ),
        pytest.param(
            b"a{background:url(/*#x)}/*# sourceMappingURL=b */",
            b"a{background:url(/*#x)}",
            id="url",
        ),
        pytest.param(b"/* see sourceMappingURL=x */", b"/* see sourceMappingURL=x */", id="prose"),
        pytest.param(b"a{}", b"a{}", id="none"),
    ],
)
def test_every_comment_of_a_stylesheet_goes(before: bytes, after: bytes) -> None:
    """Styles are deployed as scripts are, and their maps hold sources too."""
    assert after == apply(before, stylesheet(before))
