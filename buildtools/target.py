"""Target: the app and environment that a run is about; the key of all that is kept of it."""

import msgspec

ONLY_APP = "_"
"""The app of a sentry.yml that names none."""


class Target(msgspec.Struct, frozen=True):
    """One app in one environment."""

    app: str
    environment: str

    def __str__(self) -> str:
        return self.environment if self.app == ONLY_APP else f"{self.app} in {self.environment}"


def only(environment: str) -> Target:
    """Return the target of the one app in an environment."""
    return Target(ONLY_APP, environment)
