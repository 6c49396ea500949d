"""The configuration of a framework or bundler, read as data: nothing of it is executed."""

import re

import msgspec

from buildtools.review.evidence.sources import Code, Value


class Spot(msgspec.Struct, frozen=True):
    """Where a value stands in a text, in bytes of UTF-8."""

    line: int
    """From one."""
    start: int
    end: int


class Document(msgspec.Struct, frozen=True):
    """One file of configuration."""

    file: str
    """Relative to the app's folder, with forward slashes."""
    form: str
    """What a row of `bundlers` calls it among its `configs`: the name without a script's suffix."""
    values: dict[str, Value] = {}
    """What it exports or holds, as one object: {"build": {"sourcemap": True}}."""
    spots: dict[str, Spot] = {}
    """Dotted key -> its value, of what stands in this file; the key of the whole is empty."""
    text: str = ""

    def value(self, key: str) -> Value:
        """Return the value of a dotted key; None where there is none."""
        found: Value = self.values
        for name in key.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def doubt(self, key: str) -> Code | None:
        """Return what may hold a dotted key that is not there: something that is spread, or code.

        None where the key is there, or where nothing can hold it.
        """
        found: Value = self.values
        for name in key.split("."):
            if not isinstance(found, dict):
                return found if isinstance(found, Code) else None
            if name not in found:
                codes = (each for each in found.values() if isinstance(each, Code))
                return next((each for each in codes if each.kind == "spread"), None)
            found = found[name]
        return None


class Plugin(msgspec.Struct, frozen=True):
    """A call in a configuration that adds a tool of Sentry's to the build."""

    name: str
    """As it is called: withSentryConfig; of a module that is named by a text, that text."""
    file: str
    """Relative to the app's folder."""
    line: int
    """From one."""
    options: dict[str, Value] = {}
    """What it is given; values that only running would tell are `Code`."""
    package: str = ""
    """Where it comes from, with its scope."""
    spots: dict[str, Spot] = {}
    """Dotted key -> its value, in `file`; the key of all options is empty."""
    text: str = ""
    """Of `file`."""

    def value(self, key: str) -> Value:
        """Return the value of a dotted option; None where there is none."""
        return Document(self.file, "", self.options).value(key)

    def doubt(self, key: str) -> Code | None:
        """Return what may hold an option that is not there, as `Document.doubt` does."""
        return Document(self.file, "", self.options).doubt(key)


class AppConfig(msgspec.Struct, frozen=True):
    """What the configuration files of one app say."""

    documents: tuple[Document, ...] = ()
    """The framework's own first, then those of what it is built on."""
    plugins: tuple[Plugin, ...] = ()
    unread: tuple[str, ...] = ()
    """Files that are there and could not be read as data, `FILE:4: why`."""
    package: Document | None = None
    """package.json."""
    build: tuple[str, ...] = ()
    """Names of the scripts of package.json that a build runs, each that another calls behind it."""
    variables: dict[str, tuple[str, str]] = {}
    """Variables that `bundlers` know of, from files of variables: value and `FILE:line`."""

    @property
    def scripts(self) -> dict[str, str]:
        """Those of package.json."""
        scripts = self.package.value("scripts") if self.package else None
        several = scripts if isinstance(scripts, dict) else {}
        return {name: each for name, each in several.items() if isinstance(each, str)}

    @property
    def commands(self) -> tuple[str, ...]:
        """What a build runs, by package.json."""
        return tuple(self.scripts[each] for each in self.build)

    def major(self, package: str) -> int | None:
        """Return the major version of a package that package.json asks for; None if unknown."""
        for group in ("dependencies", "devDependencies", "peerDependencies"):
            named = self.package.values.get(group) if self.package else None
            wanted = named.get(package) if isinstance(named, dict) else None
            found = re.search(r"\d+", wanted) if isinstance(wanted, str) else None
            if found:
                return int(found[0])
        return None

    @property
    def files(self) -> tuple[str, ...]:
        """Those that were read, relative to the app's folder."""
        return tuple(each.file for each in self.documents)

    @property
    def values(self) -> dict[str, Value]:
        """What the framework's own file says; empty where there is none."""
        return self.documents[0].values if self.documents else {}

    @property
    def lines(self) -> dict[str, int]:
        """Dotted key of a value -> its line, from one, in the first of `files`."""
        spots = self.documents[0].spots if self.documents else {}
        return {key: spot.line for key, spot in spots.items()}

    def value(self, key: str) -> Value:
        """Return the value of a dotted key in the first of `files`; None where there is none."""
        return self.documents[0].value(key) if self.documents else None

    def of(self, form: str) -> Document | None:
        """Return the configuration of one form; None where the app has none."""
        return next((each for each in self.documents if each.form == form), None)
