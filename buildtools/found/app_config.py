"""The configuration of a framework or bundler, read as data: nothing of it is executed."""

import msgspec

from buildtools.review.evidence.sources import Value


class Plugin(msgspec.Struct, frozen=True):
    """A call in a configuration that adds a tool of Sentry's to the build."""

    name: str
    """As it is called: withSentryConfig."""
    file: str
    """Relative to the app's folder."""
    line: int
    """From one."""
    options: dict[str, Value] = {}
    """What it is given; values that only running would tell are `Code`."""


class AppConfig(msgspec.Struct, frozen=True):
    """What the configuration files of one app say."""

    files: tuple[str, ...] = ()
    """Those that were read, relative to the app's folder."""
    values: dict[str, Value] = {}
    """What the framework's own file exports, as one object: {"build": {"sourcemap": True}}."""
    lines: dict[str, int] = {}
    """Dotted key of a value -> its line, from one, in the first of `files`."""
    plugins: tuple[Plugin, ...] = ()
    unread: tuple[str, ...] = ()
    """Files that are there and could not be read as data, each with why."""

    def value(self, key: str) -> Value:
        """Return the value of a dotted key; None where there is none."""
        found: Value = self.values
        for name in key.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found
