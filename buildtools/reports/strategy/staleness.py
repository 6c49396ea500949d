"""Whether a strategy document still says what is so, without measuring any time again.

It is compared with the newest review that is kept, and that with what was counted again: figures
that are counted, checks that build, sources and ledger tell, findings. Names of releases and
commits are no difference: a review is committed after the release that it is of.
"""

from collections.abc import Iterator, Mapping

from buildtools.documents.blocks import differing
from buildtools.documents.markers import parse
from buildtools.reports.strategy.sections import PREFIX
from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Plain, Reviewed, Verdict
from buildtools.review.words import rounded

COUNTED_SOURCES = frozenset({"build", "sources", "ledger"})
"""Where a check can be told from without a page or a server."""

RELEASED = frozenset({"release", "dist", "environment"})
"""Checks whose values are of one release, as those are that the ledger tells: how they ended is
compared, and nothing else."""

BOUND = 0.005
"""By which part of itself a weight may move beyond its noise: another commit has a release name of
another length, other names of files, and so other compressed bytes."""

_NOT_OURS = frozenset({"checks-unknown"})
"""Figures that hang on what was asked, and on the token."""


def reasons(
    text: str,
    blocks: Mapping[str, str],
    kept: Reviewed,
    recounted: Reviewed | None,
    file: str = "the document",
) -> tuple[str, ...]:
    """Return why a document is stale, a sentence each; nothing where it is not.

    `blocks` is what the newest review, `kept`, has it say; `recounted` what was counted again, None
    where nothing was. Raises Refused where its markers cannot be right.
    """
    found = [*_of_document(text, blocks, kept, file)]
    if recounted is not None:
        found += [*_figures(kept, recounted), *_verdicts(kept, recounted)]
        found += _findings(kept, recounted)
    return tuple(found)


def _of_document(text: str, blocks: Mapping[str, str], kept: Reviewed, file: str) -> Iterator[str]:
    there = parse(text, PREFIX, file).blocks
    for name in differing(text, PREFIX, blocks, file):
        if name not in there:
            yield f"{file} has no block {name}"
        elif there[name].is_changed:
            yield f"{file}:{there[name].line}: block {name} was changed by hand"
        else:
            said = f"{file}:{there[name].line}: block {name}"
            yield f"{said} says something else than the review of {kept.release}, plan and cards"


def _figures(kept: Reviewed, now: Reviewed) -> Iterator[str]:
    for old in kept.figures:
        row = FIGURES[old.name]
        if not row.counted or old.name in _NOT_OURS:
            continue
        new = now.figure(old.name)
        if new is None:
            if set(kept.looked) <= set(now.looked):
                yield f"{row.title} was {rounded(old.name, old.value)}, and cannot be counted now"
        elif abs(new.value - old.value) > allowed(old.name, old.value):
            was, is_now = (rounded(old.name, each.value) for each in (old, new))
            yield f"{row.title} is {is_now}; the review of {kept.release} has {was}"


def allowed(name: str, value: float) -> float:
    """Return by how much a figure may differ: its noise, of weights a 200th of itself too."""
    weighs = name.startswith("weight-")
    return FIGURES[name].noise + (BOUND * abs(value) if weighs else 0)


def _verdicts(kept: Reviewed, now: Reviewed) -> Iterator[str]:
    for old in kept.verdicts:
        new = now.verdict(old.check)
        if new is None or not _is_counted(old, new):
            continue
        if old.outcome != new.outcome:
            told = f": {new.seen}" if new.seen else ""
            yield (
                f"{old.check} is {new.outcome}{told}; the review of {kept.release} has "
                f"{old.outcome}"
            )
        elif not _is_of_release(old) and not _is_same(_value(old, kept), _value(new, now)):
            yield f"{old.check} is {new.seen}; the review of {kept.release} has {old.seen}"


def _is_same(old: Plain, new: Plain) -> bool:
    """Whether two values are the same; a size may move as far as a weight may."""
    if isinstance(old, int | float) and isinstance(new, int | float):
        return abs(new - old) <= BOUND * abs(old)
    return old == new


def _is_of_release(each: Verdict) -> bool:
    """Whether a value is of one release: how many commits it has, which name."""
    return each.check in RELEASED or each.source == "ledger"


def _is_counted(old: Verdict, new: Verdict) -> bool:
    """Whether both were told, and from one place that needs neither page nor server."""
    told = {"unknown", "not-asked"}.isdisjoint((old.outcome, new.outcome))
    return told and old.source == new.source and old.source in COUNTED_SOURCES


def _value(each: Verdict, review: Reviewed) -> Plain:
    """Return a value in which the name of the release does not count."""
    if isinstance(each.value, str) and review.release:
        return each.value.replace(review.release, "{release}")
    return each.value


def _findings(kept: Reviewed, now: Reviewed) -> Iterator[str]:
    old, new = (
        {each.code for each in review.findings if not each.accepted} for review in (kept, now)
    )
    for code in sorted(new - old):
        about = next(each for each in now.findings if each.code == code and not each.accepted)
        yield f"{code} is found: {about.subject}: {about.sentence}"
    if set(kept.looked) <= set(now.looked):
        for code in sorted(old - new):
            yield f"{code} is not found any more"
