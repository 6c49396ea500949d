"""A version that something proposes: its source, its fault, and what Sentry reads in it."""

import msgspec

from buildtools.facts import versions
from buildtools.facts.release_names import ReleaseName, read


class Candidate(msgspec.Struct, frozen=True):
    """A version, where it comes from, and whether it can be used."""

    version: str
    """Empty where there is none, or where it is not to be shown."""
    source: str
    used: bool = False
    """Whether a build would open its release."""
    fault: str = ""
    """The rule that it breaks, or why there is none; empty where it can be used."""
    instead: str = ""
    """The nearest version that could be used, where there is one."""
    read_as: ReleaseName | None = None
    """What Sentry reads in it; None where it cannot be used."""


class Candidates(msgspec.Struct, frozen=True):
    """All of them; the one that is used stands first."""

    version: str | None
    """The one that is used; None where it cannot be."""
    candidates: tuple[Candidate, ...]


def judged(version: str, source: str, *, used: bool = False) -> Candidate:
    """Judge one version by the rules of Sentry and its tools."""
    fault = versions.fault_of(version)
    if fault:
        return Candidate(version, source, used, fault, versions.cleaned(version))
    return Candidate(version, source, used, read_as=read(version))
