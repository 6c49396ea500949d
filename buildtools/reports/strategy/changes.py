"""What has changed since the review before, in words; and where a document comes from."""

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from buildtools.documents.markdown import bullets, code, paragraphs, plain, table
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import OUTCOMES
from buildtools.reports.strategy.trends import trends
from buildtools.review.figures import FIGURES, ROWS
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Reviewed
from buildtools.review.settling import timeless
from buildtools.review.words import rounded


def history(reviewed: Reviewed, earlier: Sequence[Reviewed], plan: Plan, facts: Facts) -> str:
    """Write what has changed since the last of the earlier reviews, then all of them as trends."""
    if not earlier:
        since = f"This is the first review: of {code(reviewed.release)}."
        return paragraphs(since, trends((reviewed,), plan, facts.promises))
    last = earlier[-1]
    lines = list(changes(last, reviewed, facts))
    return paragraphs(
        f"### Since {plain(last.release)}",
        bullets(lines) if lines else "Nothing has changed by more than its noise.",
        "### Reviews",
        trends((*earlier, reviewed), plan, facts.promises),
    )


def changes(before: Reviewed, now: Reviewed, facts: Facts) -> Iterator[str]:
    """Return what is not as it was: figures beyond their noise, verdicts, findings."""
    yield from _figures(before, now)
    for verdict in now.verdicts:
        old = before.verdict(verdict.check)
        if old is not None and old.outcome != verdict.outcome:
            told = verdict.seen or verdict.why
            yield plain(
                f"{facts.title(verdict.check)}: {OUTCOMES[old.outcome]} → "
                f"{OUTCOMES[verdict.outcome]}" + (f": {told}" if told else "")
            )
    yield from _findings(before, now)


def _figures(before: Reviewed, now: Reviewed) -> Iterator[str]:
    for row in ROWS:
        old, new = before.figure(row.name), now.figure(row.name)
        if old and new and abs(new.value - old.value) > row.noise:
            yield plain(f"{row.title}: {moved(row.name, old.value, new.value)}")
        elif new and not old:
            value = rounded(row.name, new.value)
            yield plain(f"{row.title}: {value}, not measured before")
        elif old and not new:
            yield plain(f"{row.title}: not measured now; it was {rounded(row.name, old.value)}")


def moved(name: str, old: float, new: float) -> str:
    """Return how a figure has moved: `34.7 → 58.4 kB (+23.7 kB)`; shares in points."""
    before, after = rounded(name, old), rounded(name, new)
    unit = after.rpartition(" ")[1:]
    shorter = before.removesuffix("".join(unit)) if unit[0] else before
    change = rounded(name, abs(new - old))
    if FIGURES[name].unit == "share":
        change = change.replace("%", "points")
    return f"{shorter} → {after} ({'+' if new > old else '−'}{change})"


def _findings(before: Reviewed, now: Reviewed) -> Iterator[str]:
    old, new = (
        {each.code for each in review.findings if not each.accepted} for review in (before, now)
    )
    if new - old:
        yield f"found now: {', '.join(map(code, sorted(new - old)))}"
    if old - new:
        yield f"not found any more: {', '.join(map(code, sorted(old - new)))}"


def provenance(reviewed: Reviewed, file: str) -> str:
    """Write what a document was made of; no day, so that equal measurements give equal bytes."""
    tools = ", ".join(f"{name} {version}" for name, version in sorted(reviewed.tools.items()))
    rows = [
        ("release", code(reviewed.release)),
        ("environment", code(reviewed.environment)),
        *([("dist", code(reviewed.dist))] if reviewed.dist else []),
        ("looked at", plain(", ".join(reviewed.looked)) or "nothing"),
        ("command", code(command(reviewed))),
        ("tools", plain(tools)),
        ("evidence", code(file)),
        ("digest of what was measured", code(digest(reviewed))),
    ]
    return table(("of", "is"), rows)


def command(reviewed: Reviewed) -> str:
    """Return the command that measures all of this again."""
    options = [
        *(["--browser"] if "page" in reviewed.looked else []),
        *(["--cost"] if "cost" in reviewed.looked else []),
        *(["--without-sentry"] if reviewed.figure("weight-error-raw") else []),
    ]
    return " ".join((f"invoke review --env={reviewed.environment}", *options))


def digest(reviewed: Reviewed) -> str:
    """Return twelve hex digits over all that was measured, but for the day."""
    data = msgspec.json.encode(timeless(reviewed), order="deterministic")
    return hashlib.sha256(data).hexdigest()[:12]
