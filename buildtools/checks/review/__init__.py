"""The table of a review: each check tells from evidence what is so; a plan says what is wanted."""

from collections.abc import Mapping
from types import MappingProxyType

from buildtools.checks.review import (
    of_alerts,
    of_exposure,
    of_features,
    of_identity,
    of_keys,
    of_options,
    of_privacy,
    of_quota,
    of_releases,
    of_sdk,
    of_server,
    of_site,
    of_weight,
)
from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = (
    *of_sdk.CHECKS,
    *of_identity.CHECKS,
    *of_options.CHECKS,
    *of_features.CHECKS,
    *of_privacy.CHECKS,
    *of_exposure.CHECKS,
    *of_weight.CHECKS,
    *of_site.CHECKS,
    *of_releases.CHECKS,
    *of_keys.CHECKS,
    *of_server.CHECKS,
    *of_alerts.CHECKS,
    *of_quota.CHECKS,
)
"""All checks, in the order in which they are shown."""

BY_NAME: Mapping[str, Check] = MappingProxyType({each.name: each for each in CHECKS})
