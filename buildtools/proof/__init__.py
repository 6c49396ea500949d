"""The proof of a release: what was tried, what was seen of it, and what that counts up to.

`trials` are the single tries with their evidence, `counts` what they add up to, `record` keeps as
many of them as fit, and `lines` is their form in a file. The ledger keeps `Proof` alone.
"""

import msgspec

from buildtools.findings import Finding, forbidding
from buildtools.proof.counts import Count
from buildtools.values import Digest


class Proof(msgspec.Struct, frozen=True):
    """The findings and the counts behind them: how many positions, IDs, files were really tried."""

    counts: dict[Count, int]
    findings: tuple[Finding, ...] = ()
    evidence: Digest | None = None
    """SHA-1 of the text that holds the trials; None in a ledger of a version that kept none."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Only the findings that forbid to finalize."""
        return forbidding(self.findings)
