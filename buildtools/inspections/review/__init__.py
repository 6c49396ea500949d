"""The review: how Sentry is built into an app, measured, and held against a plan."""

from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain

import msgspec

from buildtools.checks.review import CHECKS
from buildtools.checks.review.verdicts import decide
from buildtools.findings import Finding
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.review import earlier
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.gathering import gather
from buildtools.review.against import compare
from buildtools.review.evidence import Evidence
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Figure, Reviewed, Table
from buildtools.review.unseen import Unseen


def review(scope: Scope, plan: Plan) -> Reviewed:
    """Look at all that was asked for, and decide each check.

    Raises BuildtoolsError where settings or a browser that was asked for are of no use; what a
    server does not tell, or a tool that is absent would, is unknown.
    """
    return look(scope, plan)[1]


def look(scope: Scope, plan: Plan) -> tuple[Evidence, Reviewed]:
    """Do the same, and return what was seen as well. Raises what `review` does."""
    then = earlier.asked_for(scope)
    evidence = gather(scope)
    now = reviewed(scope, plan, evidence)
    if then is not None:
        now = msgspec.structs.replace(now, tables=(*now.tables, compare(now, then)))
    return evidence, now


def reviewed(scope: Scope, plan: Plan, evidence: Evidence) -> Reviewed:
    """Decide each check of what was seen."""
    parts = {name: getattr(evidence, name) for name in Evidence.__struct_fields__}
    seen = {name: part for name, part in parts.items() if not isinstance(part, Unseen)}
    figures: list[Figure] = [*chain(*(getattr(part, "figures", ()) for part in seen.values()))]
    tables: list[Table] = [*chain(*(getattr(part, "tables", ()) for part in seen.values()))]
    checks = [each for each in CHECKS if scope.asked.wants(each.topic)]
    accepted = scope.loaded.settings.accept
    decided = decide(evidence, plan, figures, checks, accepted)
    kept = evidence.kept
    tools = [part.tool for part in seen.values() if getattr(part, "tool", "")]
    unknown = sum(each.outcome == "unknown" for each in decided.verdicts)
    figures.append(Figure("checks-unknown", unknown, "verdicts"))
    return Reviewed(
        kept.app,
        kept.environment,
        kept.release,
        kept.dist,
        datetime.now(UTC).date().isoformat(),
        {"buildtools": version("sentry-buildtools"), **dict(each.rsplit(" ", 1) for each in tools)},
        tuple(name for name in seen if name != "kept"),
        decided.verdicts,
        tuple(figures),
        tuple(tables),
        tuple(map(_helped, decided.findings)),
    )


def _helped(found: Finding) -> Finding:
    """Return a finding with what usually helps, where it says nothing better."""
    remedy = found.remedy or CATALOGUE[found.code].remedy
    return msgspec.structs.replace(found, remedy=remedy)
