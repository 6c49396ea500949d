"""Originals on disk: does the project's own file say what a position resolves to?

A map that agrees with itself before and after injection may still name a line that is another one
in the file. So where the file is there, its line is compared with the line that was uploaded, and
the words of the script are looked for at their places in it. Texts that differ for a good reason
tell nothing, and positions in them are counted as not judged. Pure.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.maps.positions import Original, Place

WORD = 60
"""Columns of script read at a place, to find a word there."""
NEAR = 4
"""Columns around an original place that count as it: `new Error` may stand for `Error`."""
ENOUGH = 6
"""Words of one pair that a verdict needs."""
WRONG = 0.4
"""Share of standing words below which a map contradicts the files; right ones have 0.75 or more."""
HEADER = 8
"""Lines at the top of a file in which generators say so."""

_WORD = re.compile(r"[A-Za-z_$][\w$]{3,}")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        "arguments async await break case catch class const continue debugger default delete else "
        "export extends false finally from function import instanceof null return static super "
        "switch this throw true typeof undefined void while with yield Object Promise exports "
        "module require constructor children",
    )
)
_GENERATED = re.compile(r"\bgenerated\b|\bdo not (?:edit|modify)\b", re.IGNORECASE)


class Resolved(NamedTuple):
    """A place in a script as it is now, and what it resolves to.

    `text` is what stands there, where a mapping begins: between, no word is that of the original.
    """

    place: Place
    text: str
    original: Original


class File:
    """A file of the project that a map names as a source."""

    def __init__(self, place: str, text: str) -> None:
        self.place = place
        self.text = plain(text)
        self.lines = self.text.split("\n")
        self.words = frozenset(_WORD.findall(self.text)) - _KEYWORDS

    @property
    def is_generated(self) -> bool:
        """Whether a tool wrote it, which may write it anew and otherwise at any time."""
        folders = self.place.split("/")[:-1]
        hidden = any(folder.startswith(".") for folder in folders)
        return hidden or bool(_GENERATED.search("\n".join(self.lines[:HEADER])))

    def line(self, number: int) -> str | None:
        """Return a line so that an index into it is a column in UTF-16 units."""
        if number >= len(self.lines):
            return None
        return _ASTRAL.sub("\ufffd\ufffd", self.lines[number])


Verdict = Literal["same", "other", "untold"]
"""Whether a file says the same as a position; untold where that cannot be told."""


class Held(NamedTuple):
    """A position that was held against a file of the project, or should have been."""

    resolved: Resolved
    file: File | None
    verdict: Verdict
    word: str = ""
    """A word of the script that does not stand at its place in the file."""


class Judged(NamedTuple):
    """What holding positions against files gave: each with its verdict, and what was found."""

    verdicts: tuple[Held, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def untold(self) -> tuple[str, ...]:
        """The sources of positions that could not be judged."""
        left = (each.resolved for each in self.verdicts if each.verdict == "untold")
        return tuple(each.original.source or "" for each in left)

    @property
    def judged(self) -> int:
        """How many positions could be judged."""
        return sum(each.verdict != "untold" for each in self.verdicts)


def plain(text: str) -> str:
    """Take away what checkouts and editors change and no position depends on."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip()


def judge(
    subject: str,
    found: Sequence[Resolved],
    files: Mapping[str, File | None],
    uploaded: Callable[[str], str | None],
) -> Judged:
    """Hold what positions of one script resolve to against the files.

    `files` are those of the project's own sources by their names, None for one that is not there.
    `uploaded` gives the text that the map has of a source; it is asked only where lines differ.
    """
    held: list[Held] = []
    for each in found:
        source = each.original.source or ""
        if source not in files:
            continue
        file = files[source]
        if file is None:
            held.append(Held(each, None, "untold"))
        elif _same_line(each.original, file):
            held.append(Held(each, file, "same"))
        elif _is_explained(uploaded(source), file):
            held.append(Held(each, file, "untold"))
        else:
            held.append(Held(each, file, "other"))
    judged = [(one.resolved, one.file) for one in held if one.file and one.verdict == "same"]
    contradicted = [(one.resolved, one.file) for one in held if one.file and one.verdict == "other"]
    astray = _astray(judged)
    told = [*_other_line(subject, contradicted), *_elsewhere(subject, astray)]
    return Judged(tuple(_with_words(held, astray)), tuple(told))


class _Astray(NamedTuple):
    """Words of the script that do not stand at their places, of how many."""

    words: tuple[tuple[Resolved, File, str], ...]
    number: int


def _with_words(held: Sequence[Held], astray: _Astray | None) -> Iterator[Held]:
    """Mark the positions whose words are not in their places, where that is a fault."""
    words = {id(each): word for each, _, word in astray.words} if astray else {}
    for one in held:
        word = words.get(id(one.resolved), "")
        yield one._replace(verdict="other", word=word) if word else one


def _same_line(original: Original, file: File) -> bool:
    """Compare the uploaded line with that of the file; without one only the words can tell."""
    if original.context_line is None or original.line >= len(file.lines):
        return original.context_line is None or not original.context_line.strip()
    return original.context_line.removeprefix("\ufeff").strip() == file.lines[original.line].strip()


def _is_explained(uploaded: str | None, file: File) -> bool:
    """Whether the texts differ for a reason that is no fault.

    They may be equal but for what counts as a line; a loader may have put statements before the
    file or behind it; a file that tools write is whatever they wrote last.
    """
    return uploaded is None or file.text in plain(uploaded) or file.is_generated


def _other_line(subject: str, contradicted: Sequence[tuple[Resolved, File]]) -> Iterator[Finding]:
    if contradicted:
        each, file = contradicted[0]
        theirs = file.line(each.original.line)
        there = "no such line" if theirs is None else repr(_short(theirs))
        sentence = (
            f"resolves to {file.place}:{each.original.line + 1}, of which was uploaded "
            f"{_short(each.original.context_line or '')!r}, and the file has {there}"
        )
        more = len(contradicted) - 1
        sentence += f"; so have {more} more" if more else ""
        yield _contradiction(subject, each, sentence, "build again if the file is right as it is")


def _astray(judged: Sequence[tuple[Resolved, File]]) -> _Astray | None:
    """Return the words that do not stand at their places in the files, when most do not."""
    words = [(each, file, word) for each, file in judged if (word := _word(each, file))]
    astray = [one for one in words if not _stands(*one)]
    if len(words) >= ENOUGH and len(words) - len(astray) < WRONG * len(words):
        return _Astray(tuple(astray), len(words))
    return None


def _elsewhere(subject: str, astray: _Astray | None) -> Iterator[Finding]:
    """Return when most words of the script do not stand at their places in the files."""
    if astray:
        each, file, word = astray.words[0]
        sentence = (
            f"resolves to {file.place}:{each.original.line + 1}, where the file has no {word}; "
            f"nor have others: {len(astray.words)} of {astray.number} words"
        )
        remedy = "let no tool write into the script after its map was made"
        yield _contradiction(subject, each, sentence, remedy)


def _word(each: Resolved, file: File) -> str | None:
    """Return the word of the script that must stand in the file.

    One that was renamed is nowhere.
    """
    found = _WORD.match(each.text)
    return found[0] if found and found[0] in file.words else None


def _stands(each: Resolved, file: File, word: str) -> bool:
    line = file.line(each.original.line) or ""
    start = max(each.original.column - NEAR, 0)
    return word in _WORD.findall(line[start : each.original.column + NEAR + len(word)])


def _contradiction(subject: str, each: Resolved, sentence: str, remedy: str) -> Finding:
    place = subjects.File(subject, each.place.line + 1, each.place.column + 1)
    return finding("source-contradicts", place, sentence, remedy)


def _short(line: str) -> str:
    text = line.strip()
    return text if len(text) <= 60 else f"{text[:57]}..."
