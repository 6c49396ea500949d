"""What the app's own sources say of its SDK, read as data: nothing is executed, nothing guessed."""

from typing import Literal

import msgspec

from buildtools.review.unseen import Unseen

Runtime = Literal["browser", "server", "edge"]


class Code(msgspec.Struct, frozen=True, tag="code"):
    """A value that only running the program would tell."""

    text: str
    """As it is written, one line, at most 80 characters."""
    kind: Literal["variable", "function", "call", "spread", "other"] = "other"
    """`variable`: an environment variable, whose name is `text`."""


Value = bool | int | float | str | None | Code | list["Value"] | dict[str, "Value"]
"""A literal, or code."""


class Call(msgspec.Struct, frozen=True):
    """A call that sets the SDK up, or uses it: `Sentry.init({…})`."""

    name: str
    """Without the namespace: init, withSentryConfig, replayIntegration, setUser."""
    file: str
    """Relative to the project's root."""
    line: int
    """From one."""
    arguments: tuple[Value, ...] = ()
    runtime: Runtime | None = None
    """Where its file runs; None where that cannot be told."""

    @property
    def options(self) -> dict[str, Value]:
        """Its first argument, where that is an object."""
        first = self.arguments[0] if self.arguments else None
        return first if isinstance(first, dict) else {}


class Package(msgspec.Struct, frozen=True):
    """A package as the lock file has it."""

    name: str
    versions: tuple[str, ...]
    """More than one where several copies are installed."""
    needs: tuple[str, ...] = ()
    """Names of what it depends on."""


class SourcesSeen(msgspec.Struct, frozen=True):
    """All calls into the SDK, and what is installed."""

    calls: tuple[Call, ...]
    packages: tuple[Package, ...]
    """`@sentry/*` and all that they need, by the lock file."""
    only_sentrys: tuple[str, ...] = ()
    """Names of packages that nothing but Sentry's needs, and Sentry's: they weigh as Sentry's."""
    lock_file: str = ""
    """Which was read; empty where there is none."""
    files: tuple[str, ...] = ()
    """Instrumentation files that are there: src/instrumentation-client.ts."""
    exports: tuple[tuple[str, str], ...] = ()
    """File and name of what those export: (src/instrumentation.ts, onRequestError)."""
    lacking: tuple[tuple[str, str, str], ...] = ()
    """File, name and value of what those should export to the framework, and do not."""
    boundaries: tuple[str, ...] = ()
    """Files that are shown instead of a page that failed: src/app/global-error.tsx."""
    flags: tuple[tuple[str, str], ...] = ()
    """Flags that take code of the SDK out of the build, each with its file:line, where it is set
    so that it does: (__SENTRY_DEBUG__, app.config.ts:12)."""
    unread: tuple[str, ...] = ()
    """Files that could not be read, each with why."""
    calls_unseen: Unseen | None = None
    """Why calls, files, exports and flags are not known, where they are not: the lock file is read
    all the same."""

    def of(self, name: str, runtime: Runtime | None = None) -> tuple[Call, ...]:
        """Return the calls of a name, of one runtime where one is given."""
        return tuple(
            each
            for each in self.calls
            if each.name == name and (runtime is None or each.runtime == runtime)
        )
