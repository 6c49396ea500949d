"""Showing: every setting with its value and origin, secrets masked."""

from collections.abc import Mapping

import msgspec

from buildtools.config.loaded import Loaded, flatten
from buildtools.texts.redaction import redact
from buildtools.values import Secret, names_a_secret

_SHORTEST_SECRET = 6


class Row(msgspec.Struct, frozen=True):
    """One setting as it may be shown."""

    key: str
    value: str
    origin: str


def describe(loaded: Loaded) -> tuple[Row, ...]:
    """Return every setting of the environment, in the order of settings.py.

    Hidden are all secrets, values whose name sounds like one, and these same texts inside others.
    """
    values = dict(flatten("", loaded.settings))
    hidden = _hidden(values, loaded.variables)
    rows = [Row("environment", loaded.environment, "the section that is used")]
    for key, value in values.items():
        rows.append(
            Row(redact(key), _shown(key, value, hidden), loaded.origins.get(key, "default"))
        )
    rows += [
        Row(redact(key), "(none)", why) for key, why in loaded.absent.items() if key not in values
    ]
    return tuple(rows)


def _hidden(values: Mapping[str, object], variables: Mapping[str, str]) -> tuple[str, ...]:
    texts = {value.reveal() for value in values.values() if isinstance(value, Secret)}
    texts |= {text for name, text in variables.items() if names_a_secret(name)}
    long = (text for text in texts if len(text) >= _SHORTEST_SECRET)
    return tuple(sorted(long, key=len, reverse=True))


def _shown(key: str, value: object, hidden: tuple[str, ...]) -> str:
    if isinstance(value, Secret) or _names_a_secret(key):
        return "***"
    if value is None or value in ((), {}):
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    for secret in hidden:
        text = text.replace(secret, "***")
    return redact(text)


def _names_a_secret(key: str) -> bool:
    parent, _, name = key.rpartition(".")
    return parent == "build.environment" and names_a_secret(name)
