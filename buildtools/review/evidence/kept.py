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
    deployed_to: str = ""
    """The environment as Sentry knows it; empty where that is the section's name."""

    @property
    def in_sentry(self) -> str:
        """The environment of deploys and events."""
        return self.deployed_to or self.environment
