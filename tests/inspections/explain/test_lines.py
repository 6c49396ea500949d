"""What a person reads of an explanation, and what a script reads."""

from typing import Any

import msgspec

from buildtools.findings import finding, subjects
from buildtools.inspections.explain.causes import BY_CODE, Told
from buildtools.inspections.explain.explained import (
    Explained,
    ExplainedStack,
    Explanation,
    Missing,
    Place,
    Script,
)
from buildtools.inspections.explain.lines import lines, shown
from buildtools.stacks import Frame, read

FRAME = read("    at o (https://h.example/a.js:1:20)")[0]
PLACE = Place(
    "src/oven.ts",
    12,
    9,
    "bake",
    "\tif (hot) throw new Error();",
    ("line 7", "line 8", "line 9", "line 10", "line 11"),
    ("", "line 14", "line 15"),
)
SCRIPT = Script("~/a.js", "dist/a.js", "url", "build")


def _said(*frames: Explained, head: str | None = None, aside: tuple[Frame, ...] = ()) -> str:
    return "\n".join(lines(Explanation((ExplainedStack(head, frames),), aside)))


def test_a_frame_is_shown_with_its_line_and_a_mark() -> None:
    """Whoever reads it knows the place without opening the file; tabs stay as wide as they are."""
    assert (
        "Error: cold\n"
        "\n"
        "  1  bake  src/oven.ts:12:9\n"
        "       10 | line 10\n"
        "       11 | line 11\n"
        "     > 12 | \tif (hot) throw new Error();\n"
        "          | \t       ^\n"
        "       13 |\n"
        "       14 | line 14\n"
        "     built as dist/a.js:1:20 (o)\n"
        "\n"
        "1 frame: 1 with their place"
    ) == _said(Explained(FRAME, PLACE, SCRIPT), head="Error: cold")


def test_a_frame_of_a_package_is_one_line_and_where_it_was_built() -> None:
    """Nobody repairs it there, and there are many of them."""
    package = msgspec.structs.replace(PLACE, file="node_modules/x/y.js", function=None)
    told = Told(BY_CODE["dependency-minified"])
    said = _said(Explained(FRAME, package, msgspec.structs.replace(SCRIPT, by="name"), told))

    assert "  1  o  node_modules/x/y.js:12:9\n" in said
    assert "     built as dist/a.js:1:20 (o), by its name alone\n\n" in said


def test_a_long_line_is_shown_around_its_column() -> None:
    """A line of a generated source may be a thousand characters."""
    long = Place("src/x.ts", 3, 501, None, "a" * 500 + "HERE" + "b" * 500)
    said = _said(Explained(FRAME, long))

    mark = next(line.index("^") for line in said.split("\n") if "^" in line)
    code = next(line for line in said.split("\n") if "HERE" in line)
    assert mark == code.index("HERE")
    assert len(code) < 170


def test_a_place_without_text_or_column_is_still_a_place() -> None:
    """Maps without sources, and lines that come from one line as a whole."""
    bare = Place("src/x.ts", 3, None, None)
    full = Place("src/x.ts", 3, None, None, "text")
    anonymous = msgspec.structs.replace(FRAME, function=None, kind="script")

    assert "  1  o  src/x.ts:3\n\n" in _said(Explained(FRAME, bare))
    assert "> 3 | text\n\n" in _said(Explained(FRAME, full))
    assert "  1  (anonymous)  src/x.ts:3\n" in _said(Explained(anonymous, bare, SCRIPT))
    assert "built as dist/a.js:1:20\n" in _said(Explained(anonymous, bare, SCRIPT))


def test_a_cause_comes_with_its_evidence_and_what_helps() -> None:
    """Why, how it is known, and one thing to do."""
    cause = BY_CODE["frame-of-eval"]
    said = _said(Explained(FRAME, told=Told(cause, ("the frame says so",), "do it")))
    bare = _said(Explained(FRAME, told=Told(cause)))

    assert f"     {cause.title} (frame-of-eval)\n     the frame says so\n     try: do it\n" in said
    assert "try" not in bare
    assert "1 frame: 1 with a cause" in said


def test_what_is_less_than_it_could_be_is_one_line() -> None:
    """The place is there; the remark must not outweigh it."""
    told = Told(BY_CODE["function-name-minified"], ("evidence",), "remedy")
    said = _said(Explained(FRAME, PLACE, SCRIPT, told))

    assert "(function-name-minified)" in said
    assert "evidence" not in said


def test_what_is_lacking_is_said_and_what_helps() -> None:
    """A build that is elsewhere is an answer."""
    missing = Missing("not-here", "~/a.js", "dist/a.js", "it is elsewhere", "bring it")
    said = _said(Explained(FRAME, missing=missing))

    assert (
        "  1  at o (https://h.example/a.js:1:20)\n     it is elsewhere\n     try: bring it\n"
        in said
    )
    assert "1 frame: 1 with a cause" in said


def test_what_is_not_known_says_what_was_not_asked() -> None:
    """An open question is never shown as an answer."""
    told = Told(None, unasked=(("x", "the event"), ("y", "the event"), ("z", "the server")))
    said = _said(Explained(FRAME, told=told), Explained(FRAME))

    assert 1 == said.count("not asked: the event; the server")
    assert "2 frames: 2 not known" in said


def test_doubts_and_what_was_left_aside_come_at_the_end() -> None:
    """Once for each script, and once for all lines of a message."""
    doubt = finding("map-wrong", subjects.File("dist/a.js.map"), "is wrong")
    said = _said(*[Explained(FRAME, PLACE, SCRIPT, doubt=doubt)] * 2, aside=(FRAME,) * 7)

    assert 1 == said.count("     dist/a.js\n")
    assert "7 lines left aside, for the message may hold them:" in said
    assert 5 == said.count("     at o (https://h.example/a.js:1:20)\n")
    assert said.endswith("2 frames: 2 with their place")


def test_a_script_reads_all_of_it() -> None:
    """Counts, frames as they were read, places with all their context, causes with their codes."""
    cause = Told(BY_CODE["frame-of-eval"], ("so",), "do", (("a", "why"),), (("b", "what"),))
    frames = (Explained(FRAME, PLACE, SCRIPT), Explained(FRAME, told=cause), Explained(FRAME))
    told: dict[str, Any] = shown(Explanation((ExplainedStack("Error: x", frames),), (FRAME,)))

    assert (3, 1, 1, 1) == tuple(told[name] for name in ("frames", "placed", "caused", "unknown"))
    placed, caused, unknown = told["stacks"][0]["frames"]
    assert ("src/oven.ts", 5) == (placed["original"]["file"], len(placed["original"]["before"]))
    assert ("frame-of-eval", "do") == (caused["cause"]["code"], caused["cause"]["remedy"])
    assert ({"a": "why"}, {"b": "what"}) == (caused["ruled_out"], caused["unasked"])
    assert unknown["cause"] is None
    assert "https://h.example/a.js" == told["aside"][0]["url"]
    assert msgspec.json.encode(told)
