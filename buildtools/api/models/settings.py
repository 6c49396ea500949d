"""Answers about settings, as far as a review reads them. Unknown fields are passed over.

Every field may be absent: servers of other makes and versions leave out what they do not know.
Source: docs/wire.md#settings, and the public schema of Sentry's API.
"""

from typing import Any

import msgspec


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    """Written in camel case by servers."""


class _Scrubs(_Answer, frozen=True):
    """What organizations and projects say alike of scrubbing."""

    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    sensitive_fields: tuple[str, ...] | None = None
    safe_fields: tuple[str, ...] | None = None
    scrub_ip_addresses: bool | None = msgspec.field(default=None, name="scrubIPAddresses")
    relay_pii_config: str | None = None
    scrape_javascript: bool | None = msgspec.field(default=None, name="scrapeJavaScript")


class Links(_Answer, frozen=True):
    """Where an organization lives."""

    region_url: str | None = None


class OrganizationSettings(_Scrubs, frozen=True):
    """An organization."""

    slug: str = ""
    require_2fa: bool | None = msgspec.field(default=None, name="require2FA")
    links: Links = Links()


class ProjectSettings(_Scrubs, frozen=True):
    """A project."""

    id: str | int = ""
    slug: str = ""
    allowed_domains: tuple[str, ...] | None = None
    has_minified_stack_trace: bool | None = None
    options: dict[str, Any] = {}


class KeyDsn(_Answer, frozen=True):
    """The forms of a key's DSN; the secret one is not read."""

    public: str = ""


class RateLimit(_Answer, frozen=True):
    """So many events in so many seconds."""

    count: int = 0
    window: int = 0


class ClientKey(_Answer, frozen=True):
    """A client key."""

    name: str = ""
    public: str = ""
    is_active: bool = True
    rate_limit: RateLimit | None = None
    dsn: KeyDsn = KeyDsn()


class Condition(_Answer, frozen=True):
    """What sets a workflow off, by its type; a rule of older servers has a class as its ID."""

    type: str = ""
    id: str | int = ""


class Action(_Answer, frozen=True):
    """What is done then; a rule's action has its target beside it, a workflow's in `config`."""

    type: str = ""
    id: str | int = ""
    integration_id: str | int | None = None
    config: dict[str, Any] = {}
    status: str = "active"


class Conditions(_Answer, frozen=True):
    """A group of conditions with what is done where they hold."""

    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()


class Workflow(_Answer, frozen=True):
    """Who is told of what."""

    name: str = ""
    enabled: bool = True
    environment: str | None = None
    triggers: Conditions | None = None
    action_filters: tuple[Conditions, ...] | None = None
    detector_ids: tuple[str, ...] | None = None


class DetectorRow(_Answer, frozen=True):
    """What makes issues."""

    id: str | int = ""
    name: str = ""
    type: str = ""
    enabled: bool = True
    project_id: str | int | None = None
    workflow_ids: tuple[str, ...] | None = None


class Rule(_Answer, frozen=True):
    """An issue alert of servers without workflows; its actions lie beside its conditions."""

    name: str = ""
    status: str = "active"
    environment: str | None = None
    conditions: tuple[Condition, ...] = ()
    actions: tuple[dict[str, Any], ...] = ()


class MetricRule(_Answer, frozen=True):
    """A metric alert of servers without detectors."""

    id: str | int = ""
    name: str = ""
    status: int = 0
    projects: tuple[str, ...] = ()
    triggers: tuple[Conditions, ...] = ()


class FilterRow(_Answer, frozen=True):
    """An inbound filter; that of old browsers lists those it keeps out."""

    id: str = ""
    active: bool | tuple[str, ...] | None = False


class OwnershipRules(_Answer, frozen=True):
    """Whose issues are whose."""

    raw: str | None = None
    fallthrough: bool = True
    auto_assignment: str | bool | None = None


class Named(_Answer, frozen=True):
    """A dashboard, a monitor, an environment, a mapping: its name is all that is read."""

    name: str = ""
    title: str = ""
    is_hidden: bool = False


class Provider(_Answer, frozen=True):
    """Who hosts a repository."""

    id: str | None = None


class ConnectedRepository(_Answer, frozen=True):
    """A repository."""

    name: str = ""
    status: str = "active"
    provider: Provider | None = None


class StatsGroup(_Answer, frozen=True):
    """One row of counts."""

    by: dict[str, str | int | None] = {}
    totals: dict[str, float] = {}


class Stats(_Answer, frozen=True):
    """Counts of what came in."""

    groups: tuple[StatsGroup, ...] = ()


class EventError(_Answer, frozen=True):
    """What went wrong while an event was processed."""

    type: str = ""


class Tag(_Answer, frozen=True):
    """A tag of an event."""

    key: str = ""


class WholeEvent(_Answer, frozen=True):
    """An event with its errors of processing."""

    event_id: str = msgspec.field(default="", name="eventID")
    errors: tuple[EventError, ...] = ()
    tags: tuple[Tag, ...] = ()


class ReleaseCounts(_Answer, frozen=True):
    """How many commits and deploys a release has."""

    commit_count: int | None = None
    deploy_count: int | None = None
