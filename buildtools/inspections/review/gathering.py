"""Gathering: each part of the evidence from where it can be seen, once."""

from buildtools.inspections.review import (
    cost,
    of_exposure,
    of_server,
    of_sources,
    page,
    privacy,
    weight,
)
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.cost import Copies
from buildtools.inspections.review.without import copied, left
from buildtools.inspections.review.without.lending import lent
from buildtools.ledger import Ledger
from buildtools.proof import Proof
from buildtools.results import CommitsSet, Looked, Verified
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept


def gather(scope: Scope) -> Evidence:
    """Look everywhere that was asked for; what cannot be seen stands there as unseen."""
    sources = of_sources.read(scope)
    server = of_server.ask(scope)
    page_seen, site_seen = page.look(scope)
    with lent(scope) as bare:
        return Evidence(
            kept(scope),
            sources,
            weight.look(scope, sources, bare, page_seen),
            of_exposure.search(scope),
            server,
            page_seen,
            privacy.measure(scope, server),
            cost.measure(scope, Copies(bare.scope, copied, left)),
            site_seen,
        )


def kept(scope: Scope) -> Kept:
    """Return what sentry.yml and the ledger say."""
    loaded, ledger = scope.loaded, scope.ledger
    server = loaded.settings.server
    commits = _outcome(ledger, "set-commits")
    return Kept(
        loaded.target.app,
        loaded.environment,
        ledger.release if ledger else "",
        ledger.dist if ledger else loaded.settings.dist,
        "" if isinstance(server, str) else server.url,
        _proof(_outcome(ledger, "verify")),
        commits.count if isinstance(commits, CommitsSet) else None,
        _proof(_outcome(ledger, "live")),
        loaded.deploy_environment,
    )


def _outcome(ledger: Ledger | None, step: str) -> object:
    entry = ledger.entries.get(step) if ledger else None
    return entry.outcome if entry else None


def _proof(outcome: object) -> Proof | None:
    return outcome.proof if isinstance(outcome, Verified | Looked) else None
