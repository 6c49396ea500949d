"""A document that has no markers gets them: lines are put in, and no word is touched.

Each block comes behind the words below the heading that is about its subject, or, where no heading
is, at the end below one of its own.
"""

import re
from collections.abc import Sequence
from difflib import unified_diff
from typing import Literal

import msgspec

from buildtools.documents.blocks import empty
from buildtools.documents.lines import end_of, front_matter, lines
from buildtools.documents.markers import Refused, parse
from buildtools.documents.structure import Open, Scanner
from buildtools.texts.wording import near

Found = Literal["heading", "near", "none"]
"""How a heading was found: it names the subject, it is written much like it, there is none."""

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_TEXT = re.compile(r" {0,3}[^\s#>|`~<+*=-]")
_LIKENESS = 0.82


class Wanted(msgspec.Struct, frozen=True):
    """A block that a document is to have."""

    name: str
    title: str
    """Of the heading that it gets where there is none."""
    subjects: tuple[str, ...]
    """Words that headings have which are about it, in lower case, the best first."""


class Placement(msgspec.Struct, frozen=True):
    """Where one block comes."""

    block: str
    line: int
    """Of the old document, from one: the block comes behind it."""
    heading: str
    """Below which it stands: one that is there, or a new one."""
    found: Found


class Adoption(msgspec.Struct, frozen=True):
    """A document with empty blocks, and how it came to them."""

    placements: tuple[Placement, ...]
    text: str
    diff: str


class _Heading(msgspec.Struct, frozen=True):
    text: str
    line: int
    last: int
    """The last line that is not blank before the next heading."""


def adopt(text: str, prefix: str, wanted: Sequence[Wanted], file: str = "the document") -> Adoption:
    """Put empty blocks into a document; those that it has stay where they are.

    Raises Refused where its markers cannot be right, or a block would be swallowed.
    """
    there = parse(text, prefix, file).blocks
    missing = [each for each in wanted if each.name not in there]
    headings = _headings(text)
    placements = [_placed(each, headings, _last_line(text)) for each in missing]
    for each in placements:
        if within := _open_behind(text, each.line):
            what = f"{file}:{within.line}: the {within.kind} would swallow block {each.block}"
            helps = f"end it before line {each.line + 1}"
            raise Refused("swallowed", each.block, within.line, what, helps)
    adopted = _with(text, prefix, placements)
    changes = unified_diff(_shown(text), _shown(adopted), file, file, n=2)
    return Adoption(tuple(placements), adopted, "\n".join(each.rstrip("\n") for each in changes))


def _open_behind(text: str, line: int) -> Open | None:
    """Return what is open behind a line."""
    skipped, scanner = front_matter(text), Scanner()
    for number, (each, _) in enumerate(lines(text.removeprefix("\ufeff")), 1):
        if skipped < number <= line:
            scanner.feed(each, number)
    return scanner.open


def _shown(text: str) -> list[str]:
    return [line for line, _ in lines(text)]


def _headings(text: str) -> list[_Heading]:
    """Find the headings of a text, but for the one title above all."""
    skipped, scanner = front_matter(text), Scanner()
    found: list[tuple[int, str, int]] = []
    filled: list[int] = []
    before = ""
    for number, (line, _) in enumerate(lines(text.removeprefix("\ufeff")), 1):
        if number <= skipped:
            continue
        is_top = scanner.feed(line, number) and not scanner.is_in_html
        if is_top and (atx := _ATX.match(line)):
            found.append((len(atx[1]), (atx[2] or "").strip(), number))
        elif is_top and _SETEXT.match(line) and _TEXT.match(before):
            found.append((1 if "=" in line else 2, before.strip(), number))
        filled += [number] if line.strip() else []
        before = line if is_top else ""
    titles = [each for each in found if each[0] == 1]
    kept = [each for each in found if len(titles) != 1 or each is not titles[0]]
    starts = [number for _, _, number in found]
    return [
        _Heading(title, number, _end(number, starts, filled, text)) for _, title, number in kept
    ]


def _end(number: int, starts: list[int], filled: list[int], text: str) -> int:
    """Return the last line of a heading's own words; the next heading may have two lines."""
    after = next((each for each in starts if each > number), None)
    if after is None:
        return filled[-1]
    is_two = _SETEXT.match(_shown(text)[after - 1]) is not None
    return max(each for each in filled if number <= each < after - is_two)


def _last_line(text: str) -> int:
    """Return the last line that is not blank; of blank lines alone the last of them."""
    every = _shown(text)
    return next((at for at in range(len(every), 0, -1) if every[at - 1].strip()), len(every))


def _words(text: str) -> str:
    """Return a heading as it is compared: no numbers in front, no marks, lower case."""
    return " ".join(re.findall(r"[^\W\d_][\w'-]*", text.lower().replace("&", " and ")))


def _placed(wanted: Wanted, headings: Sequence[_Heading], last: int) -> Placement:
    named = [(_words(each.text), each) for each in headings]
    subjects = (_words(wanted.title), *wanted.subjects)
    for subject in subjects:
        for words, each in named:
            if words == subject:
                return Placement(wanted.name, each.last, each.text, "heading")
    for subject in subjects:
        for words, each in named:
            if re.search(rf"\b{re.escape(subject)}\b", words):
                return Placement(wanted.name, each.last, each.text, "heading")
    for words, each in named:
        if words and near(words, subjects, likeness=_LIKENESS):
            return Placement(wanted.name, each.last, each.text, "near")
    return Placement(wanted.name, last, wanted.title, "none")


def _with(text: str, prefix: str, placements: Sequence[Placement]) -> str:
    """Put the lines of empty blocks in."""
    end = end_of(text)
    written: list[str] = []
    all_lines = list(lines(text))
    for number, (line, own) in enumerate(all_lines, 1):
        here = [each for each in placements if each.line == number]
        written.append(line + (own or (end if here else "")))
        for each in here:
            heading = f"## {each.heading}\n\n" if each.found == "none" else ""
            block = f"\n{heading}{empty(prefix, each.block)}"
            written.append(block.replace("\n", end))
        if here and number < len(all_lines) and all_lines[number][0].strip():
            written.append(end)
    if not all_lines:
        for each in placements:
            written.append(f"## {each.heading}\n\n{empty(prefix, each.block)}\n")
    return "".join(written)
