"""What positions resolve to, held against the project's own files."""

import json

import pytest

from buildtools.checks.injected_pairs import Side, resolved
from buildtools.checks.project_sources import File, Judged, judge

SOURCE = """\
import { addUp } from "./money";

export class Basket {
  lines: number[] = [];
  put(price: number): this {
    if (price < 0) throw new RangeError(`negative: ${price}`);
    this.lines.push(price);
    return this;
  }
  get total(): number {
    return addUp(this.lines);
  }
  describe(label: string): string {
    return label.trim().toUpperCase() + this.lines.join(" + ");
  }
}
"""
WORDS = ("Basket", "lines", "price", "RangeError", "push", "total", "addUp", "describe", "label",
         "trim", "toUpperCase", "join")  # fmt: skip


def _side(source: str = SOURCE, *, wrong: int = 0, name: str = "src/basket.ts") -> Side:
    """A script of one word a line; the map says where in the source each comes from."""
    number, mappings, last = [0, 0], [], (0, 0)
    lines = SOURCE.split("\n")
    for word in WORDS:
        line = next(at for at, text in enumerate(lines) if word in text)
        place = (line + wrong, lines[line].index(word))
        number = [place[0] - last[0], place[1] - last[1]]
        mappings.append("AA" + "".join(_vlq(each) for each in number))
        last = place
    keys = {"sources": [name], "sourcesContent": [source], "names": []}
    map_ = {"version": 3, **keys, "mappings": ";".join(mappings)}
    return Side("();\n".join((*WORDS, "")).encode(), json.dumps(map_).encode())


def _vlq(value: int) -> str:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    rest = abs(value) << 1 | (value < 0)
    text = ""
    while rest > 31:
        text, rest = text + digits[rest & 31 | 32], rest >> 5
    return text + digits[rest]


def _judged(side: Side, file: File | None) -> Judged:
    (name,) = {each.original.source or "" for each in resolved(side, 99)}
    return judge("a.js", resolved(side, 99), {name: file}, side.resolver.source_text)


def _file(text: str = SOURCE, place: str = "src/basket.ts") -> File:
    return File(place, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SOURCE, id="equal"),
        pytest.param("\ufeff" + SOURCE, id="byte order mark"),
        pytest.param(SOURCE.replace("\n", "\r\n"), id="another checkout"),
        pytest.param(SOURCE + "\n\n", id="blank lines at the end"),
        pytest.param(SOURCE.replace("  ", "\t"), id="only white space"),
    ],
)
def test_a_file_that_says_the_same_is_no_contradiction(text: str) -> None:
    """A false alarm would cost more than all that this finds."""
    judged = _judged(_side(), _file(text))

    assert judged.judged > 12
    assert ((), ()) == (judged.untold, judged.findings)


def test_a_file_with_another_line_contradicts() -> None:
    """The frame would show a line that is not in the code that people look at."""
    judged = _judged(_side(), _file("// new\n" + SOURCE))
    (told,) = judged.findings

    assert ("source-contradicts", "warning", "a.js:1:1") == (told.code, told.severity, told.subject)
    assert "src/basket.ts:3" in told.sentence
    assert "'export class Basket {'" in told.sentence
    assert "more" in told.sentence


def test_a_file_that_is_shorter_contradicts() -> None:
    """There is no such line to look at."""
    (told,) = _judged(_side(), _file("export {};\n")).findings

    assert "no such line" in told.sentence


def test_a_long_line_is_told_short() -> None:
    """A finding is one sentence."""
    (told,) = _judged(_side(), _file(SOURCE.replace("lines:", "lines: " + "x" * 500))).findings

    assert len(told.sentence) < 300


def test_one_changed_line_is_told_alone() -> None:
    """The others are as they were."""
    (told,) = _judged(_side(), _file(SOURCE.replace("push(price)", "unshift(price)"))).findings

    assert "src/basket.ts:7" in told.sentence
    assert "push(price)" in told.sentence
    assert "unshift(price)" in told.sentence


@pytest.mark.parametrize(
    ("uploaded", "file"),
    [
        pytest.param("globalThis.x = 1;\n" + SOURCE, _file(), id="a loader put a statement there"),
        pytest.param(SOURCE, _file("// generated, do not edit\n" + SOURCE), id="a generated file"),
        pytest.param(SOURCE, _file("x\n" + SOURCE, ".svelte-kit/a.js"), id="a folder of tools"),
    ],
)
def test_texts_that_differ_for_a_good_reason_are_not_judged(uploaded: str, file: File) -> None:
    """Loaders and generators are no fault of a map; but nothing is proven there either."""
    judged = _judged(_side(uploaded), file)

    assert (0, ()) == (judged.judged, judged.findings)
    assert {"src/basket.ts"} == {*judged.untold}


def test_without_the_file_nothing_is_judged_and_that_is_told() -> None:
    """A machine that only deploys has no sources."""
    judged = _judged(_side(), None)

    assert (0, ()) == (judged.judged, judged.findings)
    assert len(judged.untold) > 12


def test_sources_of_others_are_not_asked_for() -> None:
    """Libraries are no code of the project."""
    side = _side()

    assert Judged(()) == judge("a.js", resolved(side, 99), {}, side.resolver.source_text)


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [pytest.param(0, [], id="right"), pytest.param(1, ["source-contradicts"], id="a line off")],
)
def test_words_must_stand_where_the_map_says(wrong: int, codes: list[str]) -> None:
    """A map may agree with itself, and its text with the file, and be wrong all the same."""
    judged = _judged(_side(wrong=wrong), _file())

    assert codes == [found.code for found in judged.findings]
    assert all("the file has no" in found.sentence for found in judged.findings)


def test_words_are_found_behind_characters_of_two_units() -> None:
    """Columns count UTF-16 units, and text in Python does not."""
    far = SOURCE.replace("  lines", "/*" + "\U0001f600" * 100 + "*/  lines")
    file = _file(far)

    assert 2 * 100 + len("/**/") == (file.line(3) or "").index("  lines")


def test_a_map_without_texts_is_judged_by_words_alone() -> None:
    """The server was given the text of the file, or none."""
    side = _side()
    bare = Side(side.script, json.dumps(json.loads(side.map) | {"sourcesContent": None}).encode())
    name = "src/basket.ts"
    judged = _judged(bare, _file())

    assert ((), ()) == (judged.untold, judged.findings)
    assert bare.resolver.source_text(name) is None
    assert bare.resolver.source_text("other.ts") is None
