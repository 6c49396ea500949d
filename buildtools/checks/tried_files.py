"""What was tried of files, as trials: one that changed, and the project's own as originals.

Made one by one, while the pair is at hand: there may be many, and none is kept here.
"""

from collections.abc import Iterator

from buildtools.checks.project_sources import Judged, Verdict
from buildtools.findings.subjects import File
from buildtools.proof import trials
from buildtools.proof.trials import Original, Trial, outcome, shortened
from buildtools.results import InjectedPair
from buildtools.sourcemaps.maps.positions import Original as Found


def changed(path: str, why: str) -> Trial:
    """Return the trial of a file that is not as it was left."""
    return Trial("file", File(path), "failed", trials.FileState(why))


def files(each: InjectedPair, judged: Judged) -> Iterator[Trial]:
    """Return trials of the positions of a pair that were held against its files, or could not."""
    for one in judged.verdicts:
        file, number = one.file, one.resolved.original.line
        line = file.lines[number] if file and number < len(file.lines) else None
        resolved, place = original(one.resolved.original), file.place if file else ""
        text = shortened(line, one.resolved.original.column)
        state = trials.InFile(resolved, place, text, one.word)
        there = one.resolved.place
        subject = File(each.pair.script, there.line + 1, there.column + 1)
        yield Trial(
            "original", subject, outcome(passed=_PASSED[one.verdict]), state, each.pair.kind
        )


_PASSED: dict[Verdict, bool | None] = {"same": True, "other": False, "untold": None}


def original(found: Found) -> Original:
    """Return an original as it is kept: lines and columns from one."""
    text = shortened(found.context_line, found.column)
    place = found.source, found.line + 1, found.column + 1
    return Original(*place, found.function, found.name, text)
