"""How Sentry reads a release's name: package, version, build, commit; is it sorted as a version?

Source: docs/wire.md#versions.
"""

import re

import msgspec

_PACKAGED = re.compile(r"(?P<package>@?[^@]+)@(?P<version>.+)")
_PART = r"(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)"
_TAIL = rf"{_PART}?(?:\.{_PART})*"
_NUMBERED = re.compile(
    rf"[0-9]+(?:(?:\.[0-9]+){{0,3}}(?:-(?P<dashed>{_TAIL}))?|(?:\.[0-9]+){{1,3}}(?P<pre>[a-z]{_TAIL}))"
    r"(?:\+(?P<build>[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?"
)
_HASH = re.compile(r"[0-9a-fA-F]+")
_HASH_DIGITS = frozenset({12, 16, 20, 32, 40, 64})


class ReleaseName(msgspec.Struct, frozen=True):
    """What Sentry reads in a name; None where it reads nothing."""

    package: str | None
    version: str
    """What stands behind the package; all of it where there is none."""
    pre: str | None
    build: str | None
    commit: str | None
    """A version or a build that is a hash."""
    is_semver: bool
    """Whether releases are sorted and filtered by it; else by date alone."""


def read(name: str) -> ReleaseName:
    """Take a name apart; only behind a package is a version one that is sorted."""
    found = _PACKAGED.fullmatch(name)
    if found is None:
        return ReleaseName(None, name, None, None, _hash(name), is_semver=False)
    package, version = found["package"], found["version"]
    numbers = None if _hash(version) else _NUMBERED.fullmatch(version)
    if numbers is None:
        return ReleaseName(package, version, None, None, _hash(version), is_semver=False)
    pre, build = numbers["dashed"] or numbers["pre"], numbers["build"]
    return ReleaseName(package, version, pre, build, _hash(build or ""), is_semver=True)


def _hash(text: str) -> str | None:
    """Return the text where it is a hash as Sentry knows one: hex, of the usual lengths."""
    return text if len(text) in _HASH_DIGITS and _HASH.fullmatch(text) else None


def sentence(name: ReleaseName) -> str:
    """Say in one line what Sentry reads in it."""
    if not name.is_semver:
        read_as = f"as the commit {name.commit[:12]}" if name.commit else "as a name"
        return f"Sentry reads it {read_as}: sorted by date, not as a version"
    parts = [f"package {name.package}", f"version {name.version.partition('+')[0]}"]
    if name.build:
        parts.append(f"build {name.build}")
    return f"Sentry reads {', '.join(parts)}: sorted as a version"
