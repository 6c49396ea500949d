"""The scripts of a release that ran in a page, and whether each has told its debug ID there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.findings import Finding, finding
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Url
from buildtools.inspections.browser.telling import same_script
from buildtools.proof import trials
from buildtools.proof.trials import Registered, Trial
from buildtools.values import DebugId, Digest


class Script(NamedTuple):
    """A script of the release, as a browser asks for it."""

    address: str
    """Its URL on the site."""
    url: str
    """Its name in the bundle, where `~` stands for any site."""
    debug_id: DebugId
    digest: Digest
    """SHA-1 of what is deployed."""
    path: str = ""
    """Of the file in the project."""


def that_ran(scripts: Sequence[Script], ran: set[str]) -> list[Script]:
    """Return those that ran: what a page only loads ahead of its use tells no ID yet."""
    urls = set(map(same_script, ran))
    return [each for each in scripts if same_script(each.address) in urls]


def registered(ran: Sequence[Script], told: Mapping[str, set[str]]) -> Iterator[Trial]:
    """Try each script that ran: the IDs that it told hold its own."""
    for script in ran:
        ids = tuple(sorted(told.get(same_script(script.address), ())))
        evidence = Registered(script.address, script.debug_id, ids)
        passed = script.debug_id in ids
        yield Trial("registered", Url(script.url), trials.outcome(passed=passed), evidence)


def unregistered(tried: Sequence[Trial]) -> Iterator[Finding]:
    """Find the scripts that did not tell their ID."""
    for trial in tried:
        evidence = trial.evidence
        if trial.outcome == "failed" and isinstance(evidence, Registered):
            instead = f"told {', '.join(evidence.told)}" if evidence.told else "told no debug ID"
            yield finding(
                "debug-id-not-registered",
                trial.subject,
                f"ran in the page and {instead}; it was released with {evidence.expected}",
                CATALOGUE["debug-id-not-registered"].remedy,
            )
