"""Evidence: what lies beside a ledger, for whoever tells of it on another machine."""

import msgspec

from buildtools.proof.lines import Kept
from buildtools.values import Digest


class Evidence(msgspec.Struct, frozen=True):
    """The trials of a ledger's proofs, as far as they are at hand."""

    proof: Kept | None = None
    live: Kept | None = None
    lacking: tuple[str, ...] = ()
    """Why some are not at hand."""
    digest: Digest | None = None
    """SHA-1 of the ledger as it is written."""
