"""What an organization and a project say of themselves, as plain values."""

from typing import Any
from urllib.parse import urlsplit

from buildtools.api.models.settings import (
    ClientKey,
    OrganizationSettings,
    OwnershipRules,
    ProjectSettings,
)
from buildtools.facts.regions import region_of
from buildtools.review.evidence.server import (
    Key,
    NotShown,
    Organization,
    Ownership,
    Project,
    Switches,
    Told,
)

_SPIKES = "quotas:spike-protection-disabled"
_OPTION = "filters:"
_STATES = {"1": True, "0": False, True: True, False: False}


def of_organization(told: OrganizationSettings) -> Organization:
    """Return what counts of an organization."""
    host = urlsplit(told.links.region_url or "").hostname or ""
    return Organization(region_of(host), told.require_2fa, _switches(told))


def of_project(told: ProjectSettings) -> Project:
    """Return what counts of a project."""
    disabled = told.options.get(_SPIKES)
    return Project(
        str(told.id),
        told.slug,
        _switches(told),
        told.allowed_domains or (),
        told.has_minified_stack_trace,
        not disabled if isinstance(disabled, bool) else None,
        _filters(told.options),
    )


def _switches(told: OrganizationSettings | ProjectSettings) -> Switches:
    return Switches(
        told.data_scrubber,
        told.data_scrubber_defaults,
        told.sensitive_fields or (),
        told.safe_fields or (),
        told.scrub_ip_addresses,
        (told.relay_pii_config or "").strip(),
        told.scrape_javascript,
    )


def _filters(options: dict[str, Any]) -> dict[str, bool]:
    """Return the filters that are told with the project; other options of that name are texts."""
    named = {
        name.removeprefix(_OPTION): value
        for name, value in options.items()
        if name.startswith(_OPTION) and isinstance(value, str | bool)
    }
    return {name: _STATES[value] for name, value in named.items() if value in _STATES}


def of_keys(rows: tuple[ClientKey, ...]) -> tuple[Key, ...]:
    """Return keys without their secret halves."""
    return tuple(_key(row) for row in rows)


def _key(row: ClientKey) -> Key:
    limit = row.rate_limit
    is_limited = limit is not None and limit.count > 0 and limit.window > 0
    try:
        parts = urlsplit(row.dsn.public)
        host = parts.netloc.rpartition("@")[2]
        project = parts.path.rpartition("/")[2]
    except ValueError:
        host = project = ""
    return Key(
        row.name,
        row.public,
        row.is_active,
        host,
        project,
        f"{limit.count} in {limit.window} s" if limit and is_limited else "",
    )


def filters(told: Told[dict[str, bool]], project: Told[Project]) -> Told[dict[str, bool]]:
    """Return all filters: those of their own list, and those that are told with the project."""
    if isinstance(told, NotShown):
        return told
    return told | ({} if isinstance(project, NotShown) else project.filters)


def ownership(told: Told[OwnershipRules], code_owners: Told[int]) -> Told[Ownership]:
    """Return whose issues are whose; code owners may be what a plan does not have."""
    if isinstance(told, NotShown):
        return told
    lines = (line.strip() for line in (told.raw or "").splitlines())
    return Ownership(
        sum(1 for line in lines if line and not line.startswith("#")),
        told.auto_assignment not in (None, False, "Turn off Auto-Assignment"),
        told.fallthrough,
        None if isinstance(code_owners, NotShown) else code_owners,
    )
