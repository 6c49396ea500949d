"""A whole text: the stacks in it, and what was left aside."""

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from buildtools.stacks import at_lines
from buildtools.stacks.frame import Frame
from buildtools.stacks.json_frames import Text, out_of_json
from buildtools.stacks.lines import LINE_BREAK, Line, cleaned
from buildtools.stacks.places import begins, split
from buildtools.stacks.reads import Call, placed
from buildtools.stacks.runs import Run, is_head, runs, told_apart


class Stack(msgspec.Struct, frozen=True, omit_defaults=True):
    """One error's frames, the innermost call first, and the line that begins it."""

    head: str | None
    frames: tuple[Frame, ...]


class Reading(msgspec.Struct, frozen=True):
    """What a text holds."""

    stacks: tuple[Stack, ...]
    aside: tuple[Frame, ...]
    """Lines that look like frames and may be lines of a message: they are not counted."""

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames, in the order of the text."""
        return tuple(frame for stack in self.stacks for frame in stack.frames)


_AT = re.compile(r"(?:^|[ \t]+)at[ \t]+")
_BREAKS = re.compile(r"\r\n|\r")


def read(text: str, message: str | None = None, name: str | None = None) -> tuple[Frame, ...]:
    """Read the frames of a text, the innermost call of each error first.

    `message` and `name` are those of the error, where they are known: then a line of the message
    that looks like a frame is none. Never raises.
    """
    return reading(text, message, name).frames


def reading(text: str, message: str | None = None, name: str | None = None) -> Reading:
    """Read the stacks of a text, and say which lines were left aside."""
    if documents := out_of_json(text):
        return _joined(_of_document(each, None) for each in documents)
    if single := _one_place(text):
        return Reading((Stack(None, (single,)),), ())
    found = _joined(_parts(text, message, name))
    return found if found.frames or not text.strip() else _in_one_line(text)


def _in_one_line(text: str) -> Reading:
    """Read stacks whose line breaks have become blanks: two frames at least, up to a line's end."""
    stacks = []
    for at, raw in enumerate(LINE_BREAK.split(text), 1):
        head, *parts = _AT.split(raw.strip())
        frames: list[Frame] = []
        for part in reversed(parts):
            found = at_lines.read(part, f"at {part}")
            if found is None or not found.sure:
                break
            frames.insert(0, replace(found.frame, at=at))
        if len(frames) > 1:
            whole = len(frames) == len(parts)
            stacks.append(Stack(head if whole and head else None, tuple(frames)))
    return Reading(tuple(stacks), ())


def _parts(text: str, message: str | None, name: str | None) -> Iterator[Reading]:
    """Read a text whose lines may hold JSON, between lines of stacks."""
    plain: list[Line] = []
    for at, raw in enumerate(LINE_BREAK.split(text), 1):
        documents = out_of_json(raw) if '{"' in raw else []
        if documents:
            yield _of_lines(plain, message, name)
            plain = []
            yield from (_of_document(each, at) for each in documents)
        else:
            plain += cleaned(raw, at)
    yield _of_lines(plain, message, name)


def _joined(readings: Iterable[Reading]) -> Reading:
    every = list(readings)
    return Reading(
        tuple(stack for each in every for stack in each.stacks),
        tuple(frame for each in every for frame in each.aside),
    )


def _of_document(document: tuple[Frame, ...] | Text, at: int | None) -> Reading:
    """Read a stack out of JSON; all of it stands on one line of the text."""
    if isinstance(document, Text):
        found = reading(document.text, document.message)
    else:
        found = Reading((Stack(None, document),), ())
    stacks = tuple(
        Stack(stack.head, tuple(replace(frame, at=at) for frame in stack.frames))
        for stack in found.stacks
    )
    return Reading(stacks, found.aside)


def _of_lines(lines: list[Line], message: str | None, name: str | None) -> Reading:
    head, rest = _after_message(_single_spaced(lines), message, name)
    found = list(runs(rest))
    if found and head:
        found[0].before.insert(0, head)
    kept, aside = told_apart(found)
    return Reading(
        tuple(Stack(_head(run), tuple(run.frames)) for run in kept),
        tuple(frame for run in aside for frame in run.frames),
    )


def _head(run: Run) -> str | None:
    """Return the line that begins this error: the last head before it, else the last line."""
    told = [line.strip() for line in run.before if line.strip()]
    heads = [line for line in told if is_head(line)]
    return (heads or told)[-1] if told else None


def _one_place(whole: str) -> Frame | None:
    """Read a text that is `URL:line:column` and nothing else."""
    text = whole.strip().strip("()")
    if LINE_BREAK.search(text):
        return None
    place = split(text)
    if place.line is None or not (begins(place.url) or "." in place.url) or " at " in text:
        return None
    if any(each in place.url for each in " @()\t") and "://" not in place.url[:40]:
        return None
    if "@" in place.url.partition("://")[0] or " " in place.url:
        return None
    return placed(Call(None, whole.strip()), place).frame


def _single_spaced(lines: list[Line]) -> list[Line]:
    """Leave out the empty lines of a text in which every other line is empty."""
    told = [line for line in lines if line.text.strip()]
    if len(told) > 2 and len(lines) >= 2 * len(told) - 1:
        return told
    return lines


def _after_message(
    lines: list[Line], message: str | None, name: str | None
) -> tuple[str | None, list[Line]]:
    """Take the head of the first error off, where its message is known and stands there."""
    wanted = _BREAKS.sub("\n", message or "").rstrip()
    text = "\n".join(line.text for line in lines)
    start = text.find(wanted) if wanted else -1
    if start < 0:
        return None, lines
    before, after = text[:start], text[start + len(wanted) :]
    first = before.rpartition("\n")[2]
    whole = after[:1] in ("", "\n") or after.partition("\n")[0].isspace()
    opened = not first.strip() or first.endswith((": ", ":\n")) or first.strip() == (name or "")
    at = before.count("\n")
    if not (whole and opened) or any(run.sure for run in runs(lines[:at])):
        return None, lines
    return lines[at].text, lines[at + wanted.count("\n") + 1 :]
