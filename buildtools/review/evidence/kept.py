"""What sentry.yml and the ledger say of the release that is reviewed."""

import msgspec

from buildtools.proof import Proof


class Kept(msgspec.Struct, frozen=True):
    """Settings and results, as far as a review judges by them."""

    app: str
    environment: str
    release: str
    """Empty when nothing was built yet."""
    dist: str | None = None
    server_url: str = ""
    """Empty where the server is the sandbox."""
    proof: Proof | None = None
    """Of the last `verify`; None when there was none."""
    commits: int | None = None
    """That the release was told of; None when that step has not run."""
    live: Proof | None = None
    """Of the last `live`."""
