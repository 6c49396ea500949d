"""Whatever is pasted: no exception, no frame that the text does not hold, and bounded work."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.stacks import Frame, read, reading

URL = "https://h.example/a.js"
PIECES = [
    "    at ",
    "at ",
    "async ",
    "f",
    " (",
    ")",
    "@",
    URL,
    ":1",
    ":2",
    "\n",
    "\r\n",
    "eval at ",
    "), <anonymous>",
    " line 3 > eval",
    "[native code]",
    "<anonymous>",
    "Error: ",
    "[web] ",
    "\\n",
    '{"stack":"',
    '"}',
    "\x1b[31m",
    "&lt;",
    ":wasm-function[0]:0x1",
    "#14(eval)",
    "Line 4 of linked script ",
    "called from line 4 in f() in ",
    "❯ ",
    "in X (at ",
    "²",
    "9" * 5000,
    "\ud800",
    "\x00",
    "é",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["frames", "stack", "function", "lineno", "abs_path", "url", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def _is_sound(frame: Frame, lines: list[str]) -> bool:
    """Return whether a frame is one of a line of this text."""
    return (
        frame.at is not None
        and frame.raw == lines[frame.at - 1].strip()
        and (frame.line is None or frame.line > 0)
        and (frame.column is None or frame.column > 0)
    )


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_text_is_read(text: str, message: str | None, name: str | None) -> None:
    """People paste anything, and a parser that falls over helps nobody."""
    assert isinstance(read(text, message, name), tuple)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.none() | st.text())
def test_pieces_of_frames_in_any_order_are_read(text: str, message: str | None) -> None:
    """What nearly is a frame is where parsers fall over; each frame is on the line it names."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert all(_is_sound(frame, lines) for frame in read(text, message) if frame.at is not None)


@given(JSON)
def test_any_json_is_read(document: Any) -> None:
    """Events are made by programs of many ages: members may be missing or of any type."""
    assert isinstance(read(json.dumps(document)), tuple)


@given(st.text(alphabet="abc \n@():/.0", max_size=60))
def test_a_message_that_is_known_gives_no_frame(message: str) -> None:
    """Whatever a message says, the stack behind it is the same."""
    real = f"    at real ({URL}:5:24)\n    at {URL}:6:1"
    wanted = [("real", 5), (None, 6)]

    found = read(f"Error: {message}\n{real}", message)
    assert wanted == [(frame.function, frame.line) for frame in found]


LONG = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG,
        " " * LONG,
        "@" * LONG,
        "(" * LONG,
        " (" * LONG,
        ":" * LONG,
        ":1" * LONG,
        "    at " * LONG,
        "    at f (" + "eval at f (" * LONG,
        "    at f (eval at g (" + "), <anonymous>" * LONG + ":1:2)",
        "    at " + "a" * LONG + ":1:2",
        "f@" + "a/" * LONG + "x.js:1:2",
        "[a] " * LONG,
        "2026-11-26 " * LONG,
        "\\n    at f" * (LONG // 8),
        '{"' * LONG,
        "[" * LONG,
        "&lt;" * LONG,
        "\x1b[1m" * LONG,
        "Error" * LONG,
        "Error: " * LONG + "\n    at f (a.js:1:2)",
        "\n" * (LONG // 10),
        "line 1 > " * LONG + "@",
        "in X (at " * LONG,
        "native " * LONG,
        "1" * LONG + ":" + "2" * LONG,
        "Error: x\n" + "    at f (a.js:1:2)\nx\n" * (LONG // 80),
        "    at f\nx\n" * (LONG // 80),
        "Error: x\n    at f (a.js:1:2)\n" * (LONG // 80),
        f"data:text/javascript,{'x' * LONG}:1:2",
    ],
    ids=lambda text: text[:24].encode("unicode_escape").decode(),
)
def test_a_line_of_a_megabyte_is_read(text: str) -> None:
    """A `data:` address is as long as it likes: no expression may go back over it for long."""
    assert isinstance(reading(text).frames, tuple)


def test_a_long_data_address_is_kept_whole() -> None:
    """Its line and column stand at its end."""
    code = "f(x):1;" * 100_000
    (frame,) = read(f"    at f (data:text/javascript,{code}:7:9)")

    assert ("data", f"data:text/javascript,{code}", 7, 9) == (
        frame.kind,
        frame.url,
        frame.line,
        frame.column,
    )
