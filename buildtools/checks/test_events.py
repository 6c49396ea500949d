"""Proof by a round trip: frames at known places go out, and must come back as their originals.

Pure: judging what came back. Which frames are sent is chosen in `probing`; sending and waiting is
the step's.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import File
from buildtools.proof import trials
from buildtools.proof.trials import Trial, shortened
from buildtools.sourcemaps.bundle.withholding import is_withheld
from buildtools.values import DebugId, Kind, Sources

SNIPPED = "{snip}"
"""What Sentry writes where it cuts a long line."""

_SHOWN = (
    "came back with its line of source, which upload.sources keeps back: an earlier bundle has it,"
    " or the server fetched it from the site"
)


class Probe(NamedTuple):
    """One frame to send, and the original it must come back as. Lines and columns from zero."""

    kind: Kind
    script: str
    url: str
    """What a stack calls the script: an absolute URL."""
    debug_id: DebugId
    line: int
    column: int
    source: str
    original_line: int
    function: str | None
    """None where the name cannot be compared."""
    original_column: int | None = None
    text: str | None = None
    """The line of source; None when the map carries none."""
    withheld: bool = False
    """Whether that text was not sent, so that no server can show it."""
    near: bool = False
    """Whether the function was read from the text near the place: before a frame is wrong for its
    function alone, that has to be found out in full."""


class Seen(NamedTuple):
    """One frame as it came back: line and column from one."""

    resolved: bool
    file: str
    line: int | None
    function: str | None
    column: int | None = None
    text: str | None = None


def as_sent(probe: Probe, sent: Sources) -> Probe:
    """Return the frame as it must come back from maps that were sent with these texts."""
    return probe._replace(withheld=is_withheld(probe.source, sent))


def judge(probe: Probe, seen: Seen | None) -> Iterator[Finding]:
    """Compare a frame that came back with what it must be: original file, line and function."""
    subject = subjects.File(probe.script, probe.line + 1, probe.column + 1)
    wanted = f"{probe.source}:{probe.original_line + 1} in {probe.function or 'any function'}"
    if seen is None:
        yield finding(
            "frame-not-resolved",
            subject,
            "is missing in the event that came back, which has another number of frames than "
            f"was sent; expected {wanted}",
        )
        return
    if not seen.resolved:
        yield finding("frame-not-resolved", subject, f"came back minified; expected {wanted}")
        return
    if not (_same_place(probe, seen) and same_file(probe.source, seen.file)):
        came = f"{seen.file}:{seen.line}:{seen.column} in {seen.function}"
        yield finding("frame-wrong", subject, f"came back as {came}; expected {wanted}")
    elif probe.withheld:
        if probe.text and seen.text and same_text(probe.text, seen.text):
            yield finding("withheld-text-shown", subject, _SHOWN)
    elif probe.text and seen.text is None:
        yield finding("frame-without-source", subject, "came back without its line of source")
    elif probe.text and not same_text(probe.text, seen.text or ""):
        sentence = f"came back with another line of source; expected {wanted}"
        yield finding("frame-wrong", subject, sentence)


def is_certain(probe: Probe, seen: Seen | None) -> bool:
    """Whether a frame can be judged: not where only what was read near its place speaks against
    its function."""
    return not (probe.near and seen and seen.resolved and seen.function != probe.function)


def trial(
    probe: Probe, seen: Seen | None, found: Sequence[Finding], project: str, event_id: str
) -> Trial:
    """Return the trial of a frame, what it had to come back as and what came.

    `found` is what `judge` found.
    """
    outcome = trials.outcome(passed=all(each.severity != "error" for each in found))
    shown = seen and trials.Original(
        seen.file, seen.line, seen.column, seen.function, None, _cut(seen.text, probe)
    )
    why = "; ".join(each.sentence for each in found)
    resolved = bool(seen and seen.resolved)
    sent = _sent(probe, project, event_id)
    evidence = msgspec.structs.replace(sent, shown=shown, resolved=resolved, why=why)
    return Trial("frame", _place(probe), outcome, evidence, probe.kind)


def untried(probe: Probe, project: str, event_id: str, why: str) -> Trial:
    """Return the trial of a frame of an event that never came back."""
    sent = msgspec.structs.replace(_sent(probe, project, event_id), why=why)
    return Trial("frame", _place(probe), trials.outcome(passed=None), sent, probe.kind)


def _sent(probe: Probe, project: str, event_id: str) -> trials.Frame:
    column = None if probe.original_column is None else probe.original_column + 1
    text = None if probe.withheld else _cut(probe.text, probe)
    wanted = trials.Original(
        probe.source, probe.original_line + 1, column, probe.function, None, text
    )
    place = probe.url, probe.debug_id, probe.line + 1, probe.column + 1
    return trials.Frame(project, event_id, *place, wanted)


def _cut(text: str | None, probe: Probe) -> str | None:
    return shortened(text, probe.original_column)


def _place(probe: Probe) -> File:
    return File(probe.script, probe.line + 1, probe.column + 1)


def same_text(whole: str, shown: str) -> bool:
    """Whether a server shows this line of source, or such pieces of it as it cut a long one to."""
    pieces = shown.split(SNIPPED)
    return shown == whole or (len(pieces) > 1 and all(each.strip() in whole for each in pieces))


def _same_place(probe: Probe, seen: Seen) -> bool:
    """Compare function, line and column, the ones that both sides know."""
    same_function = probe.function is None or probe.function == seen.function
    known = probe.original_column is not None and seen.column is not None
    same_column = not known or seen.column == (probe.original_column or 0) + 1
    return same_function and same_column and seen.line == probe.original_line + 1


def same_file(source: str, shown: str) -> bool:
    """Whether a map's source and a server's file name are the same file.

    Servers drop a scheme, its namespace and leading dots in their own ways:
    `scheme://namespace/./src/a.ts` may be shown as `./src/a.ts`. The rest must be equal.
    """
    ours, theirs = _parts(source), _parts(shown)
    return bool(theirs) and theirs in (ours, ours[1:])


def _parts(name: str) -> list[str]:
    path = re.sub(r"^[a-z][a-z0-9+.-]*:/{0,3}", "", name, flags=re.IGNORECASE)
    return [part for part in path.split("?")[0].split("/") if part not in {"", ".", "..", "~"}]


def stack_name(url: str, site: str | None) -> str:
    """Return how a stack names the script with this bundle URL: `~` becomes the site."""
    if not url.startswith("~"):
        return url
    return (site or "https://app.invalid").rstrip("/") + url[1:]


def batches(probes: Sequence[Probe], size: int) -> Iterator[tuple[Probe, ...]]:
    """Cut the probes into events: each of one kind, `size` frames at most."""
    for kind in dict.fromkeys(probe.kind for probe in probes):
        same = [probe for probe in probes if probe.kind == kind]
        for start in range(0, len(same), size):
            yield tuple(same[start : start + size])
