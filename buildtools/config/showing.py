"""Showing: every setting with its value and origin, secrets masked."""

from collections.abc import Mapping

import msgspec

from buildtools.config.loaded import Loaded, flatten
from buildtools.texts.redaction import redact
from buildtools.values import Secret, names_a_secret

_SHORTEST_SECRET = 6


Plain = str | int | float | bool | list[str] | dict[str, str] | None


class Row(msgspec.Struct, frozen=True):
    """One setting as it may be shown."""

    key: str
    value: Plain
    """Of a secret `***`; a list or an object only where it is an empty one."""
    origin: str
    secret: bool = False

    @property
    def words(self) -> str:
        """Its value as people read it."""
        if self.value in (None, [], {}):
            return "(none)"
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


def describe(loaded: Loaded) -> tuple[Row, ...]:
    """Return every setting of the environment, in the order of settings.py.

    Hidden are all secrets, values whose name sounds like one, and these same texts inside others.
    """
    values = dict(flatten("", loaded.settings))
    hidden = _hidden(values, loaded.variables)
    rows = [Row("environment", loaded.environment, "the section that is used")]
    for key, value in values.items():
        masked = _is_secret(key, value)
        said = "***" if masked else _shown(value, hidden)
        origin = loaded.origins.get(key, "default")
        rows.append(Row(redact(key), said, origin, masked or key in loaded.absent))
    rows += [
        Row(redact(key), None, why, secret=True)
        for key, why in loaded.absent.items()
        if key not in values
    ]
    return tuple(rows)


def _hidden(values: Mapping[str, object], variables: Mapping[str, str]) -> tuple[str, ...]:
    texts = {value.reveal() for value in values.values() if isinstance(value, Secret)}
    texts |= {text for name, text in variables.items() if names_a_secret(name)}
    long = (text for text in texts if len(text) >= _SHORTEST_SECRET)
    return tuple(sorted(long, key=len, reverse=True))


def _is_secret(key: str, value: object) -> bool:
    return isinstance(value, Secret) or _names_a_secret(key)


def _shown(value: object, hidden: tuple[str, ...]) -> Plain:
    if value is None or isinstance(value, bool | int | float):
        return value
    if value in ((), {}):
        return [] if value == () else {}
    text = str(value)
    for secret in hidden:
        text = text.replace(secret, "***")
    return redact(text)


def _names_a_secret(key: str) -> bool:
    parent, _, name = key.rpartition(".")
    return parent == "build.environment" and names_a_secret(name)
