"""Frames out of JSON, as SDKs, servers, browsers and loggers write them."""

import json
from typing import Any

import pytest

from buildtools.stacks import Frame, read, reading

URL = "https://h.example/a.js"


def _told(frame: Frame) -> tuple[object, ...]:
    return (frame.kind, frame.function, frame.url, frame.line, frame.column)


INNER = ("script", "inner", URL, 5, 24)
OUTER = ("script", "outer", URL, 6, 1)


def _sentrys(frames: list[dict[str, Any]]) -> dict[str, Any]:
    return {"exception": {"values": [{"type": "Error", "stacktrace": {"frames": frames}}]}}


SENT = [
    {"function": "outer", "filename": URL, "lineno": 6, "colno": 1, "in_app": True},
    {"function": "inner", "filename": "/a.js", "abs_path": URL, "lineno": 5, "colno": 24},
]
SHOWN = [
    {"function": "outer", "filename": URL, "absPath": URL, "lineNo": 6, "colNo": 1},
    {"function": "inner", "filename": "x", "absPath": URL, "lineNo": 5, "colNo": 24},
]


@pytest.mark.parametrize(
    "document",
    [
        _sentrys(SENT),
        {
            "entries": [
                {"type": "exception", "data": {"values": [{"stacktrace": {"frames": SHOWN}}]}}
            ]
        },
        SENT,
        [
            {"functionName": "inner", "fileName": URL, "lineNumber": 5, "columnNumber": 24},
            {"functionName": "outer", "fileName": URL, "lineNumber": 6, "columnNumber": 1},
        ],
        [
            {"methodName": "inner", "file": URL, "lineNumber": 5, "column": 24, "arguments": []},
            {"methodName": "outer", "file": URL, "lineNumber": 6, "column": 1, "arguments": []},
        ],
        {
            "callFrames": [
                {
                    "functionName": "inner",
                    "scriptId": "1",
                    "url": URL,
                    "lineNumber": 4,
                    "columnNumber": 23,
                },
                {
                    "functionName": "outer",
                    "scriptId": "1",
                    "url": URL,
                    "lineNumber": 5,
                    "columnNumber": 0,
                },
            ]
        },
        {
            "err": {
                "message": "m",
                "stack": f"Error: m\n    at inner ({URL}:5:24)\n    at outer ({URL}:6:1)",
            }
        },
        {"stack": f"inner@{URL}:5:24\nouter@{URL}:6:1\n"},
    ],
    ids=[
        "event",
        "answer",
        "list",
        "error-stack-parser",
        "stacktrace-parser",
        "protocol",
        "log",
        "text",
    ],
)
def test_frames_come_with_the_innermost_first(document: object) -> None:
    """Sentry lists them the other way round, and Chromium's protocol counts from zero."""
    assert [INNER, OUTER] == [_told(frame) for frame in read(json.dumps(document))]


def test_of_an_event_that_is_shown_the_frames_as_they_came_are_read() -> None:
    """The server gives both; what stays to be explained is what the browser sent."""
    resolved = [{"function": "f", "absPath": "webpack:///./a.ts", "lineNo": 1, "colNo": 1}]
    value = {"stacktrace": {"frames": resolved}, "rawStacktrace": {"frames": SHOWN}}
    without = {"stacktrace": {"frames": resolved}, "rawStacktrace": None}

    assert [INNER, OUTER] == [_told(frame) for frame in read(json.dumps({"values": [value]}))]
    assert ["webpack:///./a.ts"] == [frame.url for frame in read(json.dumps([without]))]


def test_a_log_of_objects_is_read_line_by_line() -> None:
    """Each line is an object of its own, perhaps behind a time; others are text."""
    line = json.dumps(
        {"level": 50, "err": {"message": "m", "stack": f"Error: m\n    at inner ({URL}:5:24)"}}
    )
    text = f"starting\n{line}\n2026-01-02T03:04:05Z {line}\nError: n\n    at outer ({URL}:6:1)\n"
    told = reading(text)

    assert [INNER, INNER, OUTER] == [_told(frame) for frame in told.frames]
    assert [2, 3, 5] == [frame.at for frame in told.frames]
    assert ["Error: m", "Error: m", "Error: n"] == [stack.head for stack in told.stacks]


@pytest.mark.parametrize(
    "line",
    [
        '{"stack":"Error: m\\n    at inner (URL:5:24)\\n    at outer (URL:6:1)","cut',
        "error: 'Error: m\\n    at inner (URL:5:24)\\n    at outer (URL:6:1)'",
        'x stack="Error: m\\\\n    at inner (URL:5:24)\\\\n    at outer (URL:6:1)"',
        'stack=\\"inner@URL:5:24\\nouter@URL:6:1\\n\\"',
    ],
)
def test_escaped_line_breaks_are_line_breaks(line: str) -> None:
    """Loggers write a stack into one line, and lines are cut off."""
    assert [INNER, OUTER] == [_told(frame) for frame in read(line.replace("URL", URL))]


def test_a_line_of_source_with_a_line_break_in_a_text_is_none() -> None:
    """Programs print the line that threw; what it says is not what happened."""
    source = '1 | throw new Error("m\\n    at fake (http://x/y.js:1:2)\\nend")'

    assert [5] == [frame.line for frame in read(f"{source}\nerror: m\n    at f ({URL}:5:2)")]


def test_frames_without_a_file_are_kept() -> None:
    """A native function is a frame; so is one of which nothing but its name is known."""
    frames = [
        {"function": "x", "lineno": 3, "in_app": False},
        {"function": "y", "filename": "<anonymous>"},
        {"function": "z", "filename": "<anonymous>", "lineno": 1, "colno": 2},
    ]
    told = read(json.dumps({"frames": frames}))

    assert [("eval", (1, 2)), ("native", None), ("unplaced", None)] == [
        (frame.kind, frame.evaluated) for frame in told
    ]
    assert "at y (<anonymous>)" == told[1].raw


@pytest.mark.parametrize(
    "document",
    [
        {"frames": []},
        {"frames": [1]},
        {"frames": [{"x": 1}]},
        {"frames": [{"function": "f", "lineno": True}]} | {"frames": [{"name": "f"}]},
        [{"name": "a", "file": "b"}],
        {"stack": 1},
        {"stack": "nothing"},
        [["a"]],
        5,
    ],
)
def test_json_without_a_frame_has_none(document: object) -> None:
    """Most JSON has none."""
    assert () == read(json.dumps(document))


def test_json_of_any_depth_is_read() -> None:
    """A hostile text may be nested thousands of times."""
    deep = "[" * 5000 + "]" * 5000
    deeper = {"stack": f"f@{URL}:5:24\n"}
    for _ in range(60):
        deeper = {"x": deeper}  # type: ignore[dict-item]

    assert () == read(deep)
    assert [5] == [frame.line for frame in read(json.dumps(deeper))]
