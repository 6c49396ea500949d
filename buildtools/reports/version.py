"""What `version` says: a line for each candidate, and what Sentry reads in the one that is used."""

from collections.abc import Iterator

from buildtools.facts.candidates import Candidate, Candidates
from buildtools.facts.release_names import sentence
from buildtools.texts.escapes import harmless

_NONE = "(none)"


def to_terminal(told: Candidates) -> str:
    """Write all of them on one screen; `>` stands before the one that is used."""
    names = [harmless(each.version) or _NONE for each in told.candidates]
    wide = max(map(len, names))
    lines = [_line(each, name, wide) for each, name in zip(told.candidates, names, strict=True)]
    return "\n".join((*lines, *_read(told)))


def _line(each: Candidate, name: str, wide: int) -> str:
    mark = ">" if each.used else " "
    fault = f": not to be used: {each.fault}" if each.fault else ""
    return f"{mark} {name:<{wide}}  {each.source}{fault}".rstrip()


def _read(told: Candidates) -> Iterator[str]:
    """Say what Sentry reads in the first, which is the one that is used or asked about."""
    first = told.candidates[0]
    if first.read_as:
        yield sentence(first.read_as)
