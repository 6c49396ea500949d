"""What is wrong about a run that has ended. Every promise is one rule here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from bench.chaos.children import Ended
from bench.chaos.project import is_output, own

Kind = Literal[
    "done wrongly",
    "traceback",
    "hang",
    "bytes lost",
    "token leaked",
    "remedy missing",
    "told wrongly",
    "escape shown",
    "memory",
    "not resumed",
    "left over",
    "harness",
]
"""How a promise is broken; `harness` is a mistake of ours here."""
ZEROS: tuple[Kind, ...] = ("done wrongly", "traceback", "hang", "bytes lost")
"""The four that the report names first."""

DOCUMENTED = frozenset({0, 10, 11, 20, 21, 22, 30, 31, 40, 50})
"""Exit codes that docs/steps.md gives for what is no mistake of ours."""
MOST_MEMORY = 600 * 1024 * 1024
"""At once, for a project of some kilobytes: whatever a server or a file says."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
"""What a terminal may act upon; line ends and tabs are none."""


class Wrong(NamedTuple):
    """A broken promise, and what shows it."""

    kind: Kind
    shown: str


class Right(NamedTuple):
    """What is right for a run: the exit codes it may end with, what its first line must name."""

    codes: frozenset[int]
    names: str = ""
    """A pattern that the first line of a failure must hold; empty for any."""
    without: tuple[tuple[str, str], ...] = ()
    """What a release may go on without, and the finding that has to tell it then."""


class Left(NamedTuple):
    """The project after a run, beside what it may be."""

    before: Mapping[str, bytes]
    """All files of the project before the run."""
    after: Mapping[str, bytes]
    undisturbed: Mapping[str, bytes]
    """The built files as an undisturbed run leaves them."""


def judged(ended: Ended, right: Right) -> Iterator[Wrong]:
    """Judge how a process ended and what it said."""
    text = ended.out + ended.err
    if ended.hung:
        yield Wrong("hang", f"still at it after {ended.seconds:.0f} s: {_last(ended.err)}")
        return
    if "Traceback (most recent call last)" in text or ended.code not in DOCUMENTED:
        yield Wrong("traceback", f"exit {ended.code}: {_last(ended.err)}")
        return
    if ended.peak_bytes > MOST_MEMORY:
        yield Wrong("memory", f"{ended.peak_bytes >> 20} MiB")
    if found := _CONTROL.search(text):
        yield Wrong("escape shown", f"U+{ord(found[0]):04X} at {_line_of(text, found.start())!r}")
    if ended.code != 0 and "\n  try: " not in ended.err:
        yield Wrong("remedy missing", ended.first_line or _last(ended.err))
    yield from _told(ended, right)


def _told(ended: Ended, right: Right) -> Iterator[Wrong]:
    if ended.code not in right.codes:
        allowed = " or ".join(map(str, sorted(right.codes)))
        kind: Kind = "done wrongly" if ended.code == 0 else "told wrongly"
        said = ended.first_line or _last(ended.out)
        yield Wrong(kind, f"exit {ended.code}, right is {allowed}: {said}")
    elif ended.code != 0 and not re.search(right.names, ended.first_line, re.I):
        yield Wrong("told wrongly", f"the first line lacks {right.names!r}: {ended.first_line}")


def called_done(ended: Ended, right: Right, lacking: Sequence[str]) -> Iterator[Wrong]:
    """Judge an exit code of 0 by what the server's own store lacks."""
    told = {what for what, code in right.without if f"{code}: " in ended.out}
    untold = [what for what in lacking if what not in told]
    if ended.code == 0 and untold:
        yield Wrong("done wrongly", f"exit 0, and the store lacks {', '.join(untold)}")


def lost(left: Left, *, finished: bool) -> Iterator[Wrong]:
    """Judge the files: outputs as before or as an undisturbed run leaves them, all else as it was.

    Once `finished` they are all as an undisturbed run leaves them.
    """
    before, after = own(left.before), own(left.after)
    for path in sorted({*before, *after}):
        allowed = [before.get(path)] if not (finished and is_output(path)) else []
        if is_output(path):
            allowed.append(left.undisturbed.get(path))
        if after.get(path) not in allowed:
            said = "is gone" if path not in after else "is new or has other bytes"
            yield Wrong("bytes lost", f"{path} {said}")


def resumed(ended: Ended) -> Iterator[Wrong]:
    """Judge the run that goes on after a disturbed one: it has to end with 0."""
    if ended.code != 0:
        yield Wrong("not resumed", f"exit {ended.code}: {ended.first_line or _last(ended.err)}")


def left_over(names: set[str], undisturbed: set[str]) -> Iterator[Wrong]:
    """Judge what lies among the product's own files and would not without a disturbance."""
    yield from (Wrong("left over", name) for name in sorted(names - undisturbed))


def leaked(ended: Ended, files: Mapping[str, bytes], token: str) -> Iterator[Wrong]:
    """Judge whether a token stands anywhere it should not."""
    if token in ended.out + ended.err:
        yield Wrong("token leaked", "on the screen")
    yield from (
        Wrong("token leaked", f"in {path}")
        for path, data in files.items()
        if token.encode() in data
    )


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "nothing was said"


def _line_of(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    return text[start : at + 20].split("\n", maxsplit=1)[0]
