"""A whole text: the stacks in it, and what was left aside."""

import re

import msgspec

from buildtools.stacks.frame import Frame
from buildtools.stacks.json_frames import out_of_json
from buildtools.stacks.lines import Line, cleaned
from buildtools.stacks.places import begins, kind_of, split
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


_BREAKS = re.compile(r"\r\n|\r")


def read(text: str, message: str | None = None, name: str | None = None) -> tuple[Frame, ...]:
    """Read the frames of a text, the innermost call of each error first.

    `message` and `name` are those of the error, where they are known: then a line of the message
    that looks like a frame is none. Never raises.
    """
    return reading(text, message, name).frames


def reading(text: str, message: str | None = None, name: str | None = None) -> Reading:
    """Read the stacks of a text, and say which lines were left aside."""
    if stacks := out_of_json(text):
        found = [reading(each) if isinstance(each, str) else _stack(each) for each in stacks]
        whole = [stack for each in found for stack in each.stacks]
        return Reading(tuple(whole), tuple(frame for each in found for frame in each.aside))
    lines = list(cleaned(text))
    if single := _one_place(lines):
        return Reading((Stack(None, (single,)),), ())
    found_runs = list(runs(_after_message(_single_spaced(lines), message, name)))
    kept, aside = told_apart(found_runs)
    return Reading(
        tuple(Stack(_head(run), tuple(run.frames)) for run in kept),
        tuple(frame for run in aside for frame in run.frames),
    )


def _stack(frames: tuple[Frame, ...]) -> Reading:
    return Reading((Stack(None, frames),), ())


def _head(run: Run) -> str | None:
    """Return the line that begins this error: the last head before it, else the last line."""
    told = [line.strip() for line in run.before if line.strip()]
    heads = [line for line in told if is_head(line)]
    return (heads or told)[-1] if told else None


def _one_place(lines: list[Line]) -> Frame | None:
    """Read a text that is `URL:line:column` and nothing else."""
    told = [line for line in lines if line.text.strip()]
    if len(told) != 1:
        return None
    text = told[0].text.strip().strip("()")
    place = split(text)
    if place.line is None or not (begins(place.url) or "." in place.url) or " at " in text:
        return None
    if any(each in place.url for each in " @()\t") and "://" not in place.url[:40]:
        return None
    if "@" in place.url.partition("://")[0] or " " in place.url:
        return None
    return Frame(kind_of(place), None, *place[:3], told[0].raw.strip(), at=told[0].at)


def _single_spaced(lines: list[Line]) -> list[Line]:
    """Leave out the empty lines of a text in which every other line is empty."""
    told = [line for line in lines if line.text.strip()]
    if len(told) > 2 and len(lines) >= 2 * len(told) - 1:
        return told
    return lines


def _after_message(lines: list[Line], message: str | None, name: str | None) -> list[Line]:
    """Leave out the head of the first error, where its message is known and stands there."""
    wanted = _BREAKS.sub("\n", message or "").rstrip()
    if not wanted:
        return lines
    text = "\n".join(line.text for line in lines)
    start = text.find(wanted)
    if start < 0:
        return lines
    before, after = text[:start], text[start + len(wanted) :]
    first = before.rpartition("\n")[2]
    whole = after[:1] in ("", "\n") or after.partition("\n")[0].isspace()
    opened = not first.strip() or first.endswith((": ", ":\n")) or first.strip() == (name or "")
    if not (whole and opened) or any(run.sure for run in runs(lines[: before.count("\n")])):
        return lines
    return lines[before.count("\n") + wanted.count("\n") + 1 :]
