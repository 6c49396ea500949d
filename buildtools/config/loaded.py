"""Loaded: the settings of one environment together with where each of them came from."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from buildtools.settings import Settings
from buildtools.target import Target, only
from buildtools.values import Secret, names_a_secret


class Loaded(msgspec.Struct, frozen=True):
    """The settings of one environment, and the origin of each."""

    environment: str
    settings: Settings
    origins: Mapping[str, str]
    """Dotted key -> `sentry.yml:14`, `SENTRY_ORG (environment)`, `.env:3 via ${NAME}`."""
    variables: Mapping[str, str]
    """The real environment over the dotenv files: what the build command gets."""
    root: Path
    """The folder of sentry.yml."""
    absent: Mapping[str, str] = {}
    """Dotted key of a secret that has no value -> why; only a connection needs it."""
    overridden: Mapping[str, str] = {}
    """Dotted key that sentry.yml sets, and a variable otherwise -> where sentry.yml does."""
    places: tuple[str, ...] = ()
    """The files that were looked into beside sentry.yml, and what they gave."""
    goes_to: str = ""
    """For people: the projects and organization that are meant, `web of acme`."""

    @property
    def target(self) -> Target:
        """What is kept of a run is kept under this: a sentry.yml is of one app so far."""
        return only(self.environment)

    @property
    def deploy_environment(self) -> str:
        """The environment as Sentry knows it: that of deploys and events, else the section's."""
        return self.settings.deploy.environment or self.environment

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts of the settings that nobody may see: the token, and the values of headers."""
        values = (value for _, value in flatten("", self.settings))
        return tuple(value.reveal() for value in values if isinstance(value, Secret))

    @property
    def known_secrets(self) -> tuple[str, ...]:
        """Those, and the values of variables that hold one, as their names say."""
        others = (value for name, value in self.variables.items() if names_a_secret(name))
        return (*self.secrets, *others)


def flatten(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Return each single value with its dotted key: `server.org`, `build.outputs[0].url`."""
    parts: list[tuple[str, object]] = []
    if isinstance(value, msgspec.Struct):
        dot = f"{key}." if key else ""
        parts = [(f"{dot}{name}", getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, dict):
        parts = [(f"{key}.{name}", inner) for name, inner in value.items()]
    elif isinstance(value, tuple):
        parts = [(f"{key}[{index}]", inner) for index, inner in enumerate(value)]
    if not parts:
        yield key, value
    for name, inner in parts:
        yield from flatten(name, inner)


def originated(settings: Settings, places: Mapping[str, str]) -> dict[str, str]:
    """Return every single value its origin: the place it was read from, else `default`."""
    return {key: places.get(key, "default") for key, _ in flatten("", settings)}
