"""What the server's settings say: of each thing its value, or why there is none.

No secret stands here and no person: of a key its public half, of lists names that teams gave.
"""

from typing import Literal, TypeAlias, TypeVar

import msgspec

from buildtools.review.reviewed import Figure, Plain, Table

T = TypeVar("T")


class NotShown(msgspec.Struct, frozen=True, tag="not-shown"):
    """No answer: the token may not (403), the server has no such thing (404), nobody answered."""

    status: int
    """0 when nobody answered or nothing was asked."""
    why: str
    """A clause: `the token may not read it: that needs org:read`."""
    asked: bool = True
    """False where it was not asked for, because an answer would say nothing here."""


Told: TypeAlias = T | NotShown
"""What was asked for, or why there is none."""


class Switches(msgspec.Struct, frozen=True):
    """Scrubbing settings as one side has them; None where a server does not say."""

    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    sensitive_fields: tuple[str, ...] = ()
    safe_fields: tuple[str, ...] = ()
    scrub_ip_addresses: bool | None = None
    relay_pii_config: str = ""
    """JSON as text; empty where there are no advanced rules."""
    scrape_javascript: bool | None = None


class Organization(msgspec.Struct, frozen=True):
    """The organization."""

    region: str = ""
    """us, de; empty where its answer names no region."""
    require_2fa: bool | None = None
    scrubbing: Switches = Switches()


class Project(msgspec.Struct, frozen=True):
    """The first project that sentry.yml names."""

    id: str
    slug: str
    scrubbing: Switches = Switches()
    allowed_domains: tuple[str, ...] = ()
    has_minified_stack_trace: bool | None = None
    spike_protection: bool | None = None
    """None where the server does not say."""
    filters: dict[str, bool] = {}
    """Filters that are told with the project: hydration errors, chunks that do not load."""


class Key(msgspec.Struct, frozen=True):
    """A client key."""

    name: str
    public: str
    active: bool
    host: str
    """Of its DSN, which never goes into a report."""
    project: str
    """The number in its DSN."""
    limit: str = ""
    """`1000 in 3600 s`; empty where there is none."""


class Alert(msgspec.Struct, frozen=True):
    """Something that tells people of issues: a workflow, or a rule of older servers."""

    name: str
    enabled: bool
    when: tuple[str, ...]
    """What sets it off: new, regression, escalation, other."""
    environment: str | None
    """None for all of them."""
    targets: tuple[str, ...] = ()
    """Kinds of those whom it tells: email, slack."""
    dead: tuple[str, ...] = ()
    """Kinds of actions that reach nobody: no target, or an integration that is gone."""
    detectors: tuple[str, ...] = ()
    """IDs of what it listens to."""


class Detector(msgspec.Struct, frozen=True):
    """What makes issues: of errors, metrics, uptime, check-ins."""

    id: str
    name: str
    kind: str
    enabled: bool
    alerts: int
    """How many workflows it has."""


class Ownership(msgspec.Struct, frozen=True):
    """Whose issues are whose."""

    rules: int
    """Lines that name owners."""
    assigns: bool
    """Whether issues are given to their owners."""
    fallthrough: bool
    """Whether everybody is told of issues that nobody owns."""
    code_owners: int | None = None
    """CODEOWNERS files that were imported; None where that was not told."""


class Repository(msgspec.Struct, frozen=True):
    """A repository that the organization has connected."""

    name: str
    active: bool
    provider: str = ""


class Quota(msgspec.Struct, frozen=True):
    """What came in and what became of it, in the last 30 days."""

    counts: dict[str, dict[str, int]]
    """By category (error, transaction, replay) and outcome (accepted, rate_limited)."""
    reasons: dict[str, int] = {}
    """By reason, of what was not accepted."""


class Happened(msgspec.Struct, frozen=True):
    """The newest events of the last day."""

    looked_at: int
    troubled: int
    """Those with an error of processing."""
    kinds: dict[str, int] = {}
    """How many have which: js_no_source."""
    example: str = ""
    """The ID of one."""


class ReleaseTold(msgspec.Struct, frozen=True):
    """The release that is reviewed, as the server has it."""

    commits: int
    deploys: int


class Token(msgspec.Struct, frozen=True):
    """What the pipeline's token is; nothing of its text."""

    kind: Literal["organization", "person", "integration", "other"]
    scopes: tuple[str, ...]
    """Empty where the server tells none."""


BOTH = "the project and its organization"
ALONE = "the project alone"
"""Whose settings those in effect are."""

NOT_ASKED = NotShown(0, "nobody asked for it", asked=False)


class ServerSeen(msgspec.Struct, frozen=True):
    """The settings of the organization and of the first project."""

    projects: tuple[str, ...]
    region: str = ""
    """Where the keys' hosts say the data is kept: us, de; empty where they do not say."""
    settings: dict[str, Plain] = {}
    """Scrubbing settings in effect, organization's and project's together: dataScrubber,
    dataScrubberDefaults, sensitiveFields, safeFields, scrubIPAddresses, scrapeJavaScript, and
    relayPiiConfig, a list of JSON texts in the order in which they are applied. Empty where the
    project was not shown."""
    settings_of: str = ""
    """Whose they are: BOTH; ALONE where the organization was not shown, or does not say."""
    organization: Told[Organization] = NOT_ASKED
    project: Told[Project] = NOT_ASKED
    keys: Told[tuple[Key, ...]] = NOT_ASKED
    alerts: Told[tuple[Alert, ...]] = NOT_ASKED
    detectors: Told[tuple[Detector, ...]] = NOT_ASKED
    filters: Told[dict[str, bool]] = NOT_ASKED
    ownership: Told[Ownership] = NOT_ASKED
    repositories: Told[tuple[Repository, ...]] = NOT_ASKED
    code_mappings: Told[int] = NOT_ASKED
    quota: Told[Quota] = NOT_ASKED
    dashboards: Told[tuple[str, ...]] = NOT_ASKED
    monitors: Told[tuple[str, ...]] = NOT_ASKED
    environments: Told[tuple[str, ...]] = NOT_ASKED
    release: Told[ReleaseTold] = NOT_ASKED
    events: Told[Happened] = NOT_ASKED
    token: Told[Token] = NOT_ASKED
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
