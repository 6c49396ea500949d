"""What the ledger and the server say of the release itself."""

from buildtools.checks.review.check import Check, Look, absent, missing, seen, unknown
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Endpoint
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import NotShown
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count


def _proof(evidence: Evidence) -> Look:
    """Look whether the last proof of the release has no errors."""
    proof = evidence.kept.proof
    if proof is None:
        return unknown("the release was never verified: invoke release")
    errors = proof.errors
    text = count(len(errors), "error", none="no")
    return seen(len(errors), f"{text} in the last proof", "ledger", tuple(errors), ruled=True)


def _commits_and_deploys(evidence: Evidence) -> Look:
    """Look whether the release has commits and a deploy, by the server, else by the ledger."""
    server = evidence.server
    if isinstance(server, Unseen):
        return _told_commits(evidence) or missing(server)
    shown = server.release
    if isinstance(shown, NotShown):
        return _told_commits(evidence) or unknown(shown.why)
    commits, deploys = shown.commits, shown.deploys
    text = f"{count(commits, 'commit')} and {count(deploys, 'deploy')} on the server"
    if not commits and not evidence.kept.commits:
        return absent(text, "server")
    faults = () if commits else (_lost(evidence.kept.release),)
    return seen(commits, text, "server", faults, ruled=True)


def _told_commits(evidence: Evidence) -> Look | None:
    commits = evidence.kept.commits
    if commits is None:
        return None
    if not commits:
        return absent("the release was told of no commits", "ledger")
    return seen(commits, f"{count(commits, 'commit')} by the ledger", "ledger", ruled=True)


def _lost(release: str) -> Finding:
    sentence = "the release was told of commits, and the server has none of them"
    return finding("commits-not-kept", Endpoint(f"commits of {release}"), sentence)


CHECKS: tuple[Check, ...] = (
    Check(
        "proof",
        "the last release's proof has no errors",
        "release",
        ("ledger",),
        _proof,
    ),
    Check(
        "commits-deploys",
        "the release has commits and a deploy",
        "release",
        ("server", "ledger"),
        _commits_and_deploys,
    ),
)
