"""Candidates: every version that the project, git and CI propose, and the one a build would take.

What would show a secret is not shown, as a build would not take it.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.facts import versions
from buildtools.facts.candidates import Candidate, Candidates, judged
from buildtools.pipeline.version import around, choose_version, package, refuse_secrets


def candidates(loaded: Loaded, checkout: Path) -> tuple[Candidates, ConfigurationError | None]:
    """Find all candidates, and the failure that a build would end with for lack of a usable one."""
    first, failure = _first(loaded, checkout)
    others = [each for each in _others(loaded, checkout) if each.source != first.source]
    chosen = first.version if failure is None else None
    return Candidates(chosen, (first, *others)), failure


def _first(loaded: Loaded, checkout: Path) -> tuple[Candidate, ConfigurationError | None]:
    """Judge what a build would take, in the way that it does."""
    try:
        chosen = choose_version(loaded, checkout)
    except ConfigurationError as failure:
        origin = loaded.origins.get("release", "default")
        source = f"release: {loaded.settings.release} ({origin})"
        return Candidate("", source, used=True, fault=failure.what), failure
    return judged(chosen.version, chosen.source, used=True), None


def _others(loaded: Loaded, checkout: Path) -> Iterator[Candidate]:
    """Judge what may be used as well: variables, tag, commit, package."""
    told = around(loaded, checkout)
    for name, text, counts in versions.told_by(loaded.variables, told.sha):
        one = _shown(loaded, text, name)
        yield one if counts else msgspec.structs.replace(one, fault="it names a merge commit")
    if told.tag:
        yield _shown(loaded, told.tag, "git tag")
    if told.sha:
        yield _shown(loaded, told.sha, "git HEAD")
    yield from _of_package(loaded)


def _of_package(loaded: Loaded) -> Iterator[Candidate]:
    try:
        told = package(loaded)
    except ConfigurationError as failure:
        yield Candidate("", "package.json", fault=failure.what)
        return
    facts = versions.Facts(package=told)
    if isinstance(told.get("name"), str) and isinstance(told.get("version"), str):
        template = "{package.name}@{package.version}"
        try:
            yield _shown(loaded, versions.render(template, facts).version, "package.json")
        except ConfigurationError as failure:
            yield Candidate("", "package.json", fault=failure.what)


def _shown(loaded: Loaded, version: str, source: str) -> Candidate:
    """Judge one, unless a secret is in it: then it is not even shown."""
    try:
        refuse_secrets(loaded, version)
    except ConfigurationError:
        return Candidate("", source, fault="the text of a secret is in it")
    return judged(version, source)
