"""What a look at the sessions of a release came to, as a value."""

import msgspec

from buildtools.health.judging import Answer, Rate


class Checked(msgspec.Struct, frozen=True):
    """One release in one environment, some hours after its deploy."""

    release: str
    deploy_environment: str
    """The environment as Sentry knows it."""
    deployed: str
    """When, as the server has it."""
    since: str
    hours: int
    """Whole hours that were looked at, from `since` on."""
    confidence: float
    """In percent; of all looks together where there was more than one."""
    looks: int
    answer: Answer
    rates: tuple[Rate, ...]
    baseline: str | None
    """The release before it, over the same hours after its own deploy."""
    not_compared: str
    """Why there is no baseline; empty where there is one."""
    notes: tuple[str, ...] = ()
    """What bounds what was seen."""
