"""An explanation as a person reads it, and as `--json` shows it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from buildtools.inspections.explain.causes import Told
from buildtools.inspections.explain.explained import Explained, Explanation, Place
from buildtools.stacks import Frame
from buildtools.texts.wording import count

_CONTEXT = 2
"""Lines of source before and after, on a screen; JSON has all."""
_WIDE = 140
"""Characters of a line of source that are shown, around the column."""
_BUILT = 100
_BY_NAME = ", by its name alone"


def lines(explanation: Explanation, *, verbose: bool = False) -> Iterator[str]:
    """Return one block for each frame, and at the end what came of all.

    `verbose` adds what each was found not to be, and what could not be asked.
    """
    number = 0
    for stack in explanation.stacks:
        if stack.head:
            yield _cut(stack.head, _WIDE)
            yield ""
        for each in stack.frames:
            number += 1
            yield from _block(number, each)
            if verbose:
                yield from _asked(each.told)
            yield ""
    if explanation.aside:
        yield from _aside(explanation.aside)
    yield from _doubts(explanation)
    yield summary(explanation)


def summary(explanation: Explanation) -> str:
    """Return in one line what came of all frames."""
    frames = explanation.frames
    placed = sum(each.original is not None and not each.stays for each in frames)
    caused = sum(bool(each.cause or (each.missing and not each.original)) for each in frames)
    here = sum(bool(each.original and each.stays and not each.cause) for each in frames)
    left = len(frames) - placed - caused - here
    parts = [f"{placed} with their place"] * bool(placed)
    parts += [f"{caused} with a cause"] * bool(caused)
    parts += [f"{here} with their place here alone, and why is not known"] * bool(here)
    parts += [f"{left} not known"] * bool(left)
    return f"{count(len(frames), 'frame')}: {', '.join(parts)}"


def _block(number: int, each: Explained) -> Iterator[str]:
    head = f"{number:>3}  "
    blank = " " * len(head)
    if each.original:
        function = each.original.function or each.frame.function or "(anonymous)"
        yield f"{head}{function}  {_position(each.original)}"
        if _is_own(each.original):
            yield from (f"{blank}{line}" for line in _source(each.original))
        if each.script:
            yield f"{blank}built as {_built(each)}"
    else:
        yield f"{head}{_cut(each.frame.raw, _WIDE)}"
    yield from (f"{blank}{line}" for line in _reasons(each))


def _asked(told: Told) -> Iterator[str]:
    """Return what was asked before the cause was found, a line each."""
    yield from (f"     not {code}: {why}" for code, why in told.ruled_out)
    yield from (f"     not asked, {code}: it takes {lacks}" for code, lacks in told.unasked)


def _is_own(place: Place) -> bool:
    """Return whether this is code of the project, not of a package."""
    return "node_modules/" not in place.file


def _position(place: Place) -> str:
    return ":".join(str(each) for each in (place.file, place.line, place.column) if each)


def _built(each: Explained) -> str:
    frame = each.frame
    script = each.script.path if each.script else frame.url or ""
    place = ":".join(str(part) for part in (script, frame.line, frame.column) if part)
    function = f" ({frame.function})" if frame.function else ""
    by_name = _BY_NAME if each.script and each.script.by == "name" else ""
    return f"{place}{function}{by_name}"


def _source(place: Place) -> Iterator[str]:
    """Return the line with those around it, and a mark below its column."""
    if place.text is None:
        return
    before, after = place.before[-_CONTEXT:], place.after[:_CONTEXT]
    first = place.line - len(before)
    wide = len(str(place.line + len(after)))
    for number, text in enumerate((*before, place.text, *after), first):
        marked = number == place.line
        shift = _shift(place) if marked else 0
        yield f"{'>' if marked else ' '} {number:>{wide}} | {_cut(text[shift:], _WIDE)}".rstrip()
        if marked and place.column:
            yield f"  {' ' * wide} | {_below(text[shift : place.column - 1])}^"


def _shift(place: Place) -> int:
    """Return how much of a long line is left out, so that its column is seen."""
    column = place.column or 1
    return column - _WIDE // 2 if len(place.text or "") > _WIDE and column > _WIDE // 2 else 0


def _below(text: str) -> str:
    """Return blanks as wide as a text; tabs stay, for they are as wide as the screen has them."""
    return "".join("\t" if letter == "\t" else " " for letter in text)


def _reasons(each: Explained) -> Iterator[str]:
    if each.missing and not each.original and not each.stays:
        yield each.missing.sentence
        yield f"try: {each.missing.remedy}"
        return
    told = each.told
    if told.cause and each.original and not each.stays:  # it is only less than it could be
        if _is_own(each.original):
            yield f"{told.cause.title} ({told.cause.code})"
    elif told.cause:
        yield f"{told.cause.title} ({told.cause.code})"
        yield from (line for line in told.evidence if each.frame.raw.strip() not in line)
        if told.remedy:
            yield f"try: {told.remedy}"
    elif not each.is_answered:
        yield from _unknown(told)


def _unknown(told: Told) -> Iterator[str]:
    yield "not known: no script here is of this name, and no cause holds"
    lacking = dict.fromkeys(lacks for _, lacks in told.unasked)
    if lacking:
        yield f"not asked: {'; '.join(lacking)}"
    yield "try: go to the folder of the release's sentry.yml, or name that of its maps with --maps"


def _doubts(explanation: Explanation) -> Iterator[str]:
    """Return once whose maps were found wrong in places, of those that placed a frame."""
    doubted = {each.script.path for each in explanation.frames if each.script and each.doubt}
    if doubted:
        yield "the build has found these maps wrong in places, so a place of theirs may be another:"
        yield from (f"     {path}" for path in sorted(doubted))
        yield ""


def _aside(aside: tuple[Frame, ...]) -> Iterator[str]:
    yield f"{count(len(aside), 'line')} left aside, for the message may hold them:"
    yield from (f"     {_cut(frame.raw, _BUILT)}" for frame in aside[:5])
    yield "     try: give the message with --message, or the stack without it"
    yield ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def shown(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as `--json` shows it."""
    frames = explanation.frames
    placed = sum(each.original is not None for each in frames)
    answered = sum(each.is_answered for each in frames)
    return {
        "frames": len(frames),
        "placed": placed,
        "caused": answered - placed,
        "unknown": len(frames) - answered,
        "stacks": [
            {"head": stack.head, "frames": [_shown(each) for each in stack.frames]}
            for stack in explanation.stacks
        ],
        "aside": [msgspec.to_builtins(frame) for frame in explanation.aside],
    }


def cause(told: Told) -> dict[str, Any] | None:
    """Return a cause as `--json` shows it; None where none was found."""
    if told.cause is None:
        return None
    return {
        "code": told.cause.code,
        "title": told.cause.title,
        "evidence": told.evidence,
        "remedy": told.remedy,
        "page": told.cause.page,
    }


def _shown(each: Explained) -> dict[str, Any]:
    told = each.told
    return {
        "frame": msgspec.to_builtins(each.frame),
        "original": msgspec.to_builtins(each.original),
        "script": msgspec.to_builtins(each.script),
        "cause": cause(told),
        "stays": each.stays,
        "missing": msgspec.to_builtins(each.missing),
        "doubt": msgspec.to_builtins(each.doubt),
        "ruled_out": dict(told.ruled_out),
        "unasked": dict(told.unasked),
    }
