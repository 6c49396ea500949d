"""The flags of a command line, read as answers; what is wrong with them is told together."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.found.said import Said
from buildtools.setup.questions import given
from buildtools.setup.questions.given import Given

T = TypeVar("T")


class Flags(msgspec.Struct, frozen=True):
    """What was typed; None and empty where a flag was not."""

    app: str | None = None
    output: Sequence[str] = ()
    command: str | None = None
    release: str | None = None
    url: str | None = None
    org: str | None = None
    project: Sequence[str] = ()
    site: str | None = None


def read(flags: Flags) -> Given:
    """Return what the flags say. Raises ConfigurationError with a line for each that is wrong."""
    reader = _Reader()
    outputs = [reader.said("--output", text, given.output) for text in flags.output]
    projects = ",".join(flags.project) if flags.project else None
    found = Given(
        app=flags.app,
        outputs=tuple(each for each in outputs if each),
        command=reader.said("--command", flags.command, given.command),
        release=reader.said("--release", flags.release, given.release),
        url=reader.said("--url", flags.url, given.server),
        org=reader.said("--org", flags.org, given.slug),
        projects=reader.said("--project", projects, given.slugs),
        site=reader.said("--site", flags.site, given.site),
    )
    reader.refuse()
    return found


class _Reader:
    """Reads one flag after the other, and remembers what was wrong."""

    def __init__(self) -> None:
        self._faults: list[str] = []

    def said(self, flag: str, text: str | None, read: Callable[[str], T]) -> Said[T] | None:
        if text is None:
            return None
        try:
            return Said(read(text), flag)
        except ConfigurationError as fault:
            self._faults.append(f"{flag}: {fault.what}")
            return None

    def refuse(self) -> None:
        if self._faults:
            raise ConfigurationError(
                "flags cannot be used; nothing is written",
                evidence=self._faults,
                remedy="correct them and run it again",
            )
