"""Which lines of a text are frames: unbroken runs of them, and none that a message holds.

A message may have lines that look like frames. Where it is known it is cut off. Where it is not,
the frames of an error are the last unbroken run behind its head: an earlier run that plain text
follows is a part of the message, and is set aside.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from buildtools.stacks import at_lines, at_signs, other_lines
from buildtools.stacks.frame import Frame
from buildtools.stacks.lines import Line
from buildtools.stacks.reads import Read


class Run(msgspec.Struct):
    """Lines that follow each other and read as frames in one form, and the lines before them."""

    before: list[str]
    form: str
    frames: list[Frame]
    sure: bool = False


_AT = re.compile(r"[ \t]*at[ \t]+(?=\S)")
_ERROR = (
    r"[\w$.]{0,120}(?:Error|Exception|Rejection|Warning|Panic|Interrupt)\d?"
    r"(?: \[[^\]]{0,80}\])?"
)
_HEAD = re.compile(
    rf"\W{{0,12}}(?:Uncaught |Unhandled |\(in promise\):? |error: ){{0,3}}{_ERROR}(?::|[ {{\[(]*$)"
    r"|error: \S"
    r"|[ \t]*(?:[Cc]aused by\b|\[?[Cc]ause\]?:|\[?errors\]?: ?\[|From previous event"
    r"|The above error|Suppressed: |(?:Error )?[Cc]omponent ?[Ss]tack\b"
    r"|This error happened while|-{4,}|={4,}|_{4,}|stack(?:trace)?: ?)"
)
_INNER_HEAD = re.compile(rf"(?:^|[\s\[(\"'>]){_ERROR}: ")
_WITHIN = re.compile(
    r"[ \t]*repeats \d{1,9} times$"
    r"|[ \t]*(?:\.{3}|…) ?(?:\d{1,6} (?:lines|more|frames)|skipping|\d{1,6})"
    r"|[ \t]*(?:Show|Hide) \d{1,6}|[ \t]*\^+[ \t]*$"
    r"|[ \t]*(?:React|Next\.js|webpack|Angular) \d{1,4}$"
)
_HEAD_CHARACTERS = 2000


def runs(lines: Iterable[Line]) -> Iterator[Run]:
    """Go through the runs of frames; the lines after the last one belong to none."""
    run: Run | None = None
    before: list[str] = []
    for line in lines:
        read, form = _read(line)
        if read is None:
            if run and (
                _WITHIN.match(line.text[:200]) or (run.form == "opera" and line.text[:2] == "  ")
            ):
                continue
            if run:
                yield run
                run = None
            before.append(line.text[:_HEAD_CHARACTERS])
            continue
        if run and run.form != form:
            yield run
            run = None
        if run is None:
            run = Run(before, form, [])
            before = []
        run.frames.append(msgspec.structs.replace(read.frame, at=line.at))
        run.sure = run.sure or read.sure
    if run:
        yield run


def _read(line: Line) -> tuple[Read | None, str]:
    """Read one line in whichever form it is, and name the form; lines of one stack share it."""
    text = line.text
    raw = line.raw.strip()
    if at := _AT.match(text):
        read = at_lines.read(text[at.end() :], raw)
        indent = len(text) - len(text.lstrip())
        return (read if read and (read.sure or indent) else None), f"at {indent}"
    if read := at_signs.read(text, raw):
        return read, "@"
    form = "opera" if other_lines.is_operas(text) else "other"
    return other_lines.read(text, raw), form


def is_head(line: str) -> bool:
    """Return whether a line begins an error, a cause or a stack of another kind."""
    return _HEAD.match(line) is not None


def told_apart(found: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Return the runs that are stacks, and those that may be lines of a message.

    A run without a line that is sure is no stack, and nobody would take it for one.
    """
    kept: list[Run] = []
    aside: list[Run] = []
    sure = list(_sure(found))
    for run, following in pairwise(sure):
        told = [line for line in run.before if line.strip()]
        if not told or _begins(following):
            kept.append(run)
            continue
        aside.append(run)
        heads = [line for line in told if is_head(line)]
        following.before = [*(heads or told)[-1:], *following.before]
    return kept + sure[-1:], aside


def _sure(found: Sequence[Run]) -> Iterator[Run]:
    """Return the runs with a line that is sure; the others are lines before the next one."""
    before: list[str] = []
    for run in found:
        before.extend(run.before)
        if run.sure:
            run.before, before = before, []
            yield run
        else:
            before.extend(frame.raw for frame in run.frames)


def _begins(run: Run) -> bool:
    """Return whether what stands before a run begins an error of its own."""
    told = [line for line in run.before if line.strip()]
    return any(map(is_head, told)) or bool(told and _INNER_HEAD.search(told[-1]))
