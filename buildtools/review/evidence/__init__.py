"""Evidence: all that one review has seen, as plain values; what it could not see is `Unseen`."""

import msgspec

from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.cost import CostSeen
from buildtools.review.evidence.exposure import ExposureSeen
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import ServerSeen
from buildtools.review.evidence.site import SiteSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen


class Evidence(msgspec.Struct, frozen=True):
    """What is known of one app in one environment, by where it was learned."""

    kept: Kept
    """What the ledger and sentry.yml say."""
    sources: SourcesSeen | Unseen
    build: BuildSeen | Unseen
    exposure: ExposureSeen | Unseen
    server: ServerSeen | Unseen
    page: PageSeen | Unseen
    privacy: PrivacySeen | Unseen
    cost: CostSeen | Unseen
    site: SiteSeen | Unseen = Unseen("no site was asked", asked=False)
