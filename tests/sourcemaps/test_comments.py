"""What a script says of its source map and its debug ID."""

from functools import partial

import pytest

from buildtools.sourcemaps.scripts.comments import read
from tests.counting import calls

ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"


@pytest.mark.parametrize(
    ("script", "reference"),
    [
        pytest.param(b"f();\n//# sourceMappingURL=a.map", "a.map", id="no end of line"),
        pytest.param(b"f();\r\n//# sourceMappingURL=a.map\r\n", "a.map", id="crlf"),
        pytest.param(b"f();\r//# sourceMappingURL=a.map\rg();", "a.map", id="cr, code behind"),
        pytest.param(b"f();\n//@ sourceMappingURL=a.map\n", "a.map", id="old mark"),
        pytest.param(b"f();\n//#\tsourceMappingURL=a.map \t\n", "a.map", id="blanks"),
        pytest.param(b"f();\n  //# sourceMappingURL=a.map\n", "a.map", id="indented"),
        pytest.param(b"f();\n/*# sourceMappingURL=a.map */\n", "a.map", id="block"),
        pytest.param(b"f(); /*# sourceMappingURL=a.map */ g()", "a.map", id="block in code"),
        pytest.param(b"f();//# sourceMappingURL=a.map", "a.map", id="after code"),
        pytest.param(b"f('http://x');//# sourceMappingURL=a.map", "a.map", id="after a string"),
        pytest.param(b"/* c *///# sourceMappingURL=a.map", "a.map", id="after a comment"),
        pytest.param(b"//# sourceMappingURL=a.map\nf();\n", "a.map", id="code behind"),
        pytest.param(
            b"//# sourceMappingURL=a.map\nx=`t`;/* c */\n",
            "a.map",
            id="template and comment behind",
        ),
        pytest.param(
            b"//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n", "b.map", id="last wins"
        ),
        pytest.param(b"//# sourceMappingURL=%5Ba%5D.map", "%5Ba%5D.map", id="not decoded"),
        pytest.param(b"//# sourceMappingURL=\xc3\xa4.map", "ä.map", id="utf-8"),
        pytest.param(
            b'//# sourceMappingURL=a.map\nvar s="//# sourceMappingURL=q.map";f();\n',
            "a.map",
            id="string behind",
        ),
        pytest.param(b'var s="//# sourceMappingURL=q.map";f();\n', None, id="string"),
        pytest.param(b'var s="//# sourceMappingURL=q.map"\n', None, id="string ends the line"),
        pytest.param(b"s.match(/sourceMappingURL=(\\S+)/g)\n", None, id="expression"),
        pytest.param(b"s=`\n//# sourceMappingURL=q.map\n`", None, id="template"),
        pytest.param(b"s=`\n//# sourceMappingURL=${u}\n`", None, id="substitution"),
        pytest.param(b"/*\n//# sourceMappingURL=q.map\n*/", None, id="in a block comment"),
        pytest.param(b"/*\n/*# sourceMappingURL=q.map */", None, id="block in a block comment"),
        pytest.param(b"// see //# sourceMappingURL=q.map", None, id="in a line comment"),
        pytest.param(b"///# sourceMappingURL=q.map", None, id="three slashes"),
        pytest.param(b"s='a\\\n//# sourceMappingURL=q.map\\\n'", None, id="continued string"),
        pytest.param(b"r=/[//# sourceMappingURL=q]/", None, id="class of an expression"),
        pytest.param(b"//# sourceMappingURL=\n", None, id="empty"),
        pytest.param(b"//# sourceMappingURL= a.map\n", None, id="blank before the value"),
        pytest.param(b"//# sourceMappingURL=a b\n", None, id="words"),
        pytest.param(b"/*# sourceMappingURL=a.map\n*/", None, id="block over lines"),
        pytest.param(b"sourceMappingURL=a", None, id="bare"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_only_a_genuine_comment_is_a_reference(script: bytes, reference: str | None) -> None:
    """Sentry's own tools take the last such text anywhere and lose the real one."""
    assert reference == read(script).reference


def test_the_offset_is_that_of_the_comment() -> None:
    """The debugId comment is put exactly there."""
    note = read(b"f();\n//# sourceMappingURL=a.map\n").reference_note

    assert note
    assert 5 == note.comment.start


@pytest.mark.parametrize(
    ("value", "debug_id"),
    [
        (ID, ID),
        (ID.upper(), ID),
        (ID.replace("-", ""), ID),
        (ID + "-1", ID + "-1"),
        (ID + "false", ID),
        ("garbage", None),
    ],
)
def test_a_debug_id_is_read_in_all_its_spellings(value: str, debug_id: str | None) -> None:
    """IDs of other tools are kept, so they must be understood; some glue a word to them."""
    assert debug_id == read(f"f();\n//# debugId={value}\n".encode()).debug_id


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            f'e._sentryDebugIds=e._sentryDebugIds||{{}},e._sentryDebugIds[n]="{ID}"', id="cli"
        ),
        pytest.param(f'n&&((e._debugIds|| (e._debugIds={{}}))[n]="{ID}")', id="turbopack"),
        pytest.param(f'e._sentryDebugIdIdentifier="sentry-dbid-{ID}"', id="plugin"),
        pytest.param(f"e._sentryDebugIds[stack] = '{ID}';", id="not minified"),
    ],
)
def test_an_id_registered_at_run_time_is_found(script: str) -> None:
    """A bundler plugin leaves the ID nowhere else in the deployed file."""
    assert ID == read(b"x();" + script.encode()).snippet_id


@pytest.mark.parametrize(
    "script",
    [
        b"const m = g._sentryDebugIds; for (k in m) use(m[k])",
        b'"sentry-dbid-${id}"',
        b"e._sentryDebugIds[n]=id",
        f'e.myDebugIds[n]="{ID}"'.encode(),
        f'other="{ID}"'.encode(),
    ],
    ids=["sdk", "plugin's own code", "no text", "another name", "bare"],
)
def test_the_bare_words_are_no_snippet(script: bytes) -> None:
    """They occur in the SDK itself, which is part of every bundle."""
    assert read(script).snippet_id is None


def test_megabytes_on_one_line_are_read_at_once() -> None:
    """No guess may scan such a line again and again; the tail is enough."""
    scripts = [
        b'a("http://x");b(`t`);' * size + b"\n//# sourceMappingURL=a.map\n"
        for size in (1000, 300_000)
    ]
    small, large = (calls(partial(read, script)) for script in scripts)

    assert "a.map" == read(scripts[1]).reference
    assert small == large
