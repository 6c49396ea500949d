"""What sentry.yml says of a release's way, as plain facts: whoever reads settings fills them in."""

import msgspec


class Step(msgspec.Struct, frozen=True):
    """One step of a release."""

    name: str
    sentence: str
    """What its command does."""
    is_on: bool = True
    """Whether `release` does it without being asked by name."""


class Promise(msgspec.Struct, frozen=True):
    """What a card that is done was to change, and what the reviews saw."""

    card: str
    expected: str
    """`weight-first-page-gz: -38 kB`."""
    got: str
    """`-38.4 kB`; empty where no review has seen it yet."""


class Facts(msgspec.Struct, frozen=True):
    """What a document tells that no review measures; nothing of it depends on today."""

    app: str = ""
    """A name for readers; empty where sentry.yml has one app."""
    settings: str = "sentry.yml"
    plan: str = "sentry-plan.yml"
    history: str = "docs/review"
    roadmap: str = "ROADMAP.md"
    steps: tuple[Step, ...] = ()
    """In the order in which they follow each other."""
    build: str | None = None
    """The build command."""
    outputs: tuple[tuple[str, str], ...] = ()
    """Folder and kind: (dist, browser)."""
    deploy: str | None = None
    """The deploy command, none where something else deploys."""
    strips: bool = False
    """Whether maps are taken out of what is deployed."""
    live_required: bool = False
    """Whether nothing is finalized without a good look at the live site."""
    has_site: bool = False
    sends_sources: str = "all"
    """upload.sources: all, app, none."""
    on_failure: str = "fail"
    ci: tuple[str, ...] = ()
    """Files that run it: .github/workflows/release.yml."""
    sandbox: bool = False
    """Whether this environment's server is the sandbox."""
    checks: dict[str, tuple[str, str]] = {}
    """Of each check its title and topic, by its name."""
    promises: tuple[Promise, ...] = ()
    evidence: str = ""
    """The file of the newest review, relative to the project's root."""

    def title(self, check: str) -> str:
        """Return what a check asks; its name where nobody said."""
        return self.checks.get(check, (check, ""))[0]
