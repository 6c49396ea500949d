"""Differences: a source's text in a map against the file on disk, and whether it matters.

A text that differs is no proof that the map is old: loaders put statements before the first line,
builds write sources themselves, plugins change them. What is put before or behind the text of the
file moves no place on its lines. Pure: texts and times in, one value out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from buildtools.bundlers import all_of
from buildtools.findings import Finding, finding, subjects
from buildtools.texts.wording import listed

Reason = Literal["before", "behind", "made", "ignored", "written", "newer", "other"]
"""Why a text differs: something was put before or behind it, the file is made by tools, git ignores
it, the build wrote it, it was changed after the build; or none of these."""

_MADE_NAME = re.compile(
    r"(?:^|/)(?:__generated__|generated|\.(?!/|\./)[^/]+)/|[.-](?:gen|generated)\.[^/]*$"
)
"""Folders and names of files that tools write: hidden folders hold nothing else."""
_MADE_TEXT = re.compile(
    r"@generated|auto(?:matically)?[- ]?generated|generated (?:automatically|by )"
    r"|do not (?:edit|modify|make any changes)",
    re.IGNORECASE,
)
_HEAD = 2_000
"""Characters at the top of a file that may say so."""
_SHOWN = 60

_LOADERS = all_of(lambda each: each.loaders)
"""Who is known by what is put before or behind a text."""


_HARMLESS: dict[Reason, str] = {
    "before": "has a statement before line 1{who}",
    "behind": "has a statement behind its last line{who}",
    "made": "is written by a tool, and was another text when it was mapped",
    "ignored": "is ignored by git and was another text when it was mapped",
    "written": "was written by the build itself",
}
"""What is said of a text that differs and is not old for it."""
_WORST_FIRST: tuple[Reason, ...] = (
    "other",
    "newer",
    "before",
    "behind",
    "made",
    "ignored",
    "written",
)


class Difference(msgspec.Struct, frozen=True):
    """How the text of one own source differs from its file."""

    place: str
    reason: Reason
    line: int
    """The first line that differs, from zero, as the file counts."""
    in_map: str
    """That line in the map's text, and on disk; shortened."""
    on_disk: str
    lines: int = 0
    """How many lines were put before the file's own."""
    loader: str | None = None
    """Who put it there, where that is known."""


def difference(place: str, mapped: str, disk: str) -> Difference | None:
    """Compare a text of a map with a file; None when they are one but for the ends of lines."""
    mine, theirs = plain(mapped), plain(disk)
    if mine == theirs:
        return None
    line, in_map, on_disk = _first(mine, theirs)
    if theirs and mine.endswith(theirs):
        put = mine.removesuffix(theirs)
        found = Difference(place, "before", 0, _short(put), on_disk, put.count("\n"))
        return msgspec.structs.replace(found, loader=_loader(put))
    if theirs and mine.startswith(theirs):
        put = mine.removeprefix(theirs)
        return Difference(place, "behind", line, _short(put), on_disk, loader=_loader(put))
    made = _MADE_NAME.search(place) or _MADE_TEXT.search(disk[:_HEAD])
    return Difference(place, "made" if made else "other", line, in_map, on_disk)


def plain(text: str) -> str:
    """Take away what checkouts and editors change and no position depends on."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip()


def _first(mine: str, theirs: str) -> tuple[int, str, str]:
    """Return the first line that differs, in both texts."""
    ours, others = mine.split("\n"), theirs.split("\n")
    line = next(
        (
            number
            for number, pair in enumerate(zip(ours, others, strict=False))
            if pair[0] != pair[1]
        ),
        min(len(ours), len(others)),
    )
    return line, _short(*ours[line : line + 1]), _short(*others[line : line + 1])


def _short(text: str = "") -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _loader(put: str) -> str | None:
    return next((each.name for each in _LOADERS if each.text.search(put)), None)


def tell(
    subject: str, different: Sequence[Difference], *, cheap: bool, fresh: bool
) -> Iterator[Finding]:
    """Return findings about the texts that differ in one map: of each reason once, the worst first.

    `cheap` says that the maps of this build hold other texts altogether; `fresh` that the build
    command wrote this one just now: then a text that differs was changed on the way, and is not
    old.
    """
    for reason in _WORST_FIRST:
        found = [each for each in different if each.reason == reason]
        if not found:
            continue
        names = some([each.place for each in found])
        also = [subjects.File(each.place, each.line + 1) for each in found]
        if reason in _HARMLESS:
            yield _harmless(subject, names, found).with_also(also)
        elif reason == "newer":
            sentence = f"{names} was changed after the build, which is released as it is"
            yield finding(
                "source-transformed",
                subjects.File(subject),
                f"{sentence}: {_lines(found[0])}",
                "build again to release the text that is on disk",
                severity="warning",
                also=also,
            )
        else:
            told = _other(subject, names, found[0], cheap=cheap, fresh=fresh)
            yield told.with_also(also)


def _harmless(subject: str, names: str, found: Sequence[Difference]) -> Finding:
    first = found[0]
    who = f", put there by {first.loader}" if first.loader else ""
    sentence = f"{names} {_HARMLESS[first.reason].format(who=who)}"
    if not any(each.lines for each in found):
        return finding("source-transformed", subjects.File(subject), sentence)
    remedy = "ask the loader for a statement without line ends: frames show other lines than it has"
    return finding(
        "source-transformed", subjects.File(subject), sentence, remedy, severity="warning"
    )


def _other(subject: str, names: str, first: Difference, *, cheap: bool, fresh: bool) -> Finding:
    sentence = f"was made from another text of {names} than is on disk: {_lines(first)}"
    if cheap:
        remedy = "let the maps hold the original text (no cheap ones)"
        return finding(
            "source-transformed", subjects.File(subject), sentence, remedy, severity="warning"
        )
    if fresh:
        return finding("source-transformed", subjects.File(subject), sentence)
    remedy = "build again; where a plugin changes the text each time, accept it in sentry.yml"
    return finding("map-stale", subjects.File(subject), sentence, remedy)


def _lines(first: Difference) -> str:
    number = first.line + 1
    return f"line {number} is `{first.in_map}` in the map, `{first.on_disk}` on disk"


def some(names: Sequence[str]) -> str:
    """Name the first three and count the rest."""
    return listed(names, 3)
