"""Every frame of every engine, and none that a message holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from buildtools.stacks import Frame, read

TEXTS = Path(__file__).parent / "texts"
ENGINES = sorted(path.stem for path in TEXTS.glob("*.jsonl"))
FIVE = ("chromium", "firefox", "hermes", "jsc", "node")
HEADED = frozenset({"bun", "chromium", "deno", "duktape", "hermes", "njs", "node", "node_esm"})
"""Engines whose stacks begin with the message."""


def stacks_of(engine: str) -> list[dict[str, Any]]:
    lines = (TEXTS / f"{engine}.jsonl").read_text(encoding="utf-8").splitlines()
    return [told for told in map(json.loads, lines) if told["stack"]]


def _truth(engine: str, told: dict[str, Any]) -> list[str]:
    """Return the lines that are frames, told without a parser."""
    text = told["stack"]
    if engine not in HEADED:
        return [line.strip() for line in text.split("\n") if line]
    after = text.partition(told["message"])[2] if told["message"] else text
    return [line.strip() for line in after.split("\n") if line.startswith("    at ")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("known", [True, False], ids=["message known", "message unknown"])
def test_every_frame_is_read_and_none_invented(engine: str, known: bool) -> None:
    """A frame that is lost is a question without an answer; one that is invented is a wrong one."""
    for told in stacks_of(engine):
        frames = read(told["stack"], told["message"] if known else None)

        assert _truth(engine, told) == [frame.raw for frame in frames], told["scenario"]


def test_all_engines_are_here() -> None:
    """An empty file would let the test above pass."""
    five = [
        told for engine in FIVE for told in stacks_of(engine) if told["scenario"] != "recursion"
    ]

    others = [len(stacks_of(engine)) for engine in ENGINES if engine not in FIVE]

    assert (14, 182) == (len(ENGINES), sum(others))
    assert 192 == len(five)
    assert 888 == sum(len(read(told["stack"], told["message"])) for told in five)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "    at inner (eval at <anonymous> (http://h/core.js?dpl=a:15:27), <anonymous>:1:25)",
            ("eval", "inner", "http://h/core.js?dpl=a", 15, 27),
        ),
        (
            "inner@http://h/core.js line 15 > eval:1:25",
            ("eval", "inner", "http://h/core.js", 15, None),
        ),
        (
            "    at f0 (wasm://wasm/795c3e42:wasm-function[0]:0x20)",
            ("wasm", "f0", "wasm://wasm/795c3e42", None, None),
        ),
        ("    at async Promise.all (index 0)", ("async", "Promise.all", None, None, None)),
        ("    at Array.forEach (<anonymous>)", ("native", "Array.forEach", None, None, None)),
        (
            "@javascript:try{named()}catch(e){J(e)};void 0:1:5",
            ("inline", None, "javascript:try{named()}catch(e){J(e)};void 0", 1, 5),
        ),
        ("    at f (address at main.hbc:1:1286)", ("bytecode", "f", "main.hbc", 1, 1286)),
        (
            "    at run (node:internal/modules/run_main:164:12)",
            ("runtime", "run", "node:internal/modules/run_main", 164, 12),
        ),
        (
            "    at f (chrome-extension://abc/x.js:1:2)",
            ("extension", "f", "chrome-extension://abc/x.js", 1, 2),
        ),
    ],
)
def test_what_a_frame_is_can_be_told_from_its_line(line: str, expected: tuple[object, ...]) -> None:
    """Why a frame cannot resolve is often said by its text alone."""
    (frame,) = read(line)

    assert expected == _told(frame)


def _told(frame: Frame) -> tuple[object, ...]:
    return (frame.kind, frame.function, frame.url, frame.line, frame.column)


@pytest.mark.parametrize("text", ["", "x", '{"frames": [{"lineno": null}]}', "no frame\nat all\n"])
def test_a_text_without_a_frame_has_none(text: str) -> None:
    """People paste anything: that is an answer, and no failure."""
    assert () == read(text)


QUOTED = (
    "    at fake (http://x/y.js:1:2)",
    "    at http://x/y.js:1:2",
    "    at Array.map (<anonymous>)",
    "    at async Promise.all (index 0)",
    "    at fake (eval at x (http://x/y.js:1:2), <anonymous>:1:1)",
    "fake@http://x/y.js:1:2",
    "@http://x/y.js:1:2",
    "fake@[native code]",
    "http://x/y.js:1:2",
    "    fake (y.js:1:2)",
    "    fake http://x/y.js:1:2",
    "fake @ y.js:1",
    "    in Fake (at y.js:3)",
    " ❯ fake x/y.ts:1:2",
    "called from line 4, column 2 in fake(x) in http://x/y.js:",
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("known", [True, False], ids=["message known", "message unknown"])
def test_no_engines_frames_are_taken_out_of_a_message(engine: str, known: bool) -> None:
    """A message may quote a stack of any engine, this one's or another's."""
    told = stacks_of(engine)[0]
    text = told["stack"]
    if engine in HEADED:
        text = text.partition(f"{told['message']}\n")[2]
    frames = [frame.raw for frame in read(text)]
    for quoted in QUOTED:
        for message in (f"line\n{quoted}\nend", f"{quoted}\n{quoted}\nend\n{quoted}\nlast"):
            found = read(f"Error: {message}\n{text}", message if known else None)

            assert frames == [frame.raw for frame in found], (quoted, message)
