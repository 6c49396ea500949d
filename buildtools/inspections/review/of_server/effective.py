"""Scrubbing settings in effect: the organization's over the project's, as servers join them.

What an organization demands, no project can turn off; lists are put together; advanced rules of the
organization are applied first. Source: docs/wire.md#settings.
"""

from buildtools.review.evidence.server import (
    ALONE,
    BOTH,
    NotShown,
    Organization,
    Project,
    Switches,
    Told,
)
from buildtools.review.reviewed import Plain


def of(project: Told[Project], organization: Told[Organization]) -> tuple[dict[str, Plain], str]:
    """Return the settings in effect, and whose they are; none where the project is not shown."""
    if isinstance(project, NotShown):
        return {}, ""
    above = Switches() if isinstance(organization, NotShown) else organization.scrubbing
    settings = joined(project.scrubbing, above)
    whose = ALONE if above.data_scrubber is None else BOTH
    return settings, whose if settings else ""


def joined(project: Switches, organization: Switches) -> dict[str, Plain]:
    """Join both; what neither says is not in it."""
    demanded = {
        "dataScrubber": _either(project.data_scrubber, organization.data_scrubber),
        "dataScrubberDefaults": _either(
            project.data_scrubber_defaults, organization.data_scrubber_defaults
        ),
        "scrubIPAddresses": _either(project.scrub_ip_addresses, organization.scrub_ip_addresses),
        "scrapeJavaScript": _both(project.scrape_javascript, organization.scrape_javascript),
    }
    told: dict[str, Plain] = {key: value for key, value in demanded.items() if value is not None}
    if not told:
        return {}
    rules = (organization.relay_pii_config, project.relay_pii_config)
    return told | {
        "sensitiveFields": _together(organization.sensitive_fields, project.sensitive_fields),
        "safeFields": _together(organization.safe_fields, project.safe_fields),
        "relayPiiConfig": [each for each in rules if each],
    }


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Either of them turns it on; what the project does not say is not known to be off."""
    return True if one or other else one


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Either of them turns it off."""
    return False if one is False or other is False else one


def _together(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys((*first, *second)))
