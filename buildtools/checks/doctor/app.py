"""What an app says of maps and plugins, and what its built scripts say of the release. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from buildtools.checks.app_changes import Change
from buildtools.checks.sdk_in_script import Sdk
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import File
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.texts.wording import listed

NO_MAPS = 21
"""What a build without maps ends a release with."""


def of_maps(changes: Iterable[Change], built: int) -> Iterator[Answer]:
    """Judge what the configuration says of maps; `built` counts maps that a build has left."""
    for each in changes:
        place = f"{each.file}:{each.line}" if each.line else each.file
        if each.done is None:
            yield not_checked(
                f"{place}: only running it tells {_key(each)} ({each.doubt})",
                f"build, and look: {each.setting}",
            )
        elif each.done or not each.needed:
            by = f" ({each.doubt})" if each.doubt and each.done else ""
            yield ok(
                f"{place}: {each.setting}{by}"
                if each.done
                else f"{place}: without {each.setting}, {each.why.removeprefix('without it ')}"
            )
        elif built:
            yield ok(f"{place} does not say {_key(each)}, and the build has left {built} maps")
        else:
            yield of_finding(_maps_off(each), NO_MAPS)


def _key(change: Change) -> str:
    return change.setting.split(":")[0]


def _maps_off(change: Change) -> Finding:
    place = File(change.file, change.line or None)
    where = f"in {change.file}" if change.line else f"in a new file {change.file}"
    return finding("maps-off", place, change.why, f"{change.setting} {where}")


def of_plugins(changes: Iterable[Change]) -> Iterator[Answer]:
    """Judge what Sentry's own plugins are told."""
    for each in changes:
        place = File(each.file, each.line)
        if each.done:
            yield ok(f"{place}: {each.setting}")
        elif each.done is None:
            yield not_checked(f"{place}: only running it tells its options ({each.doubt})")
        else:
            yield of_finding(finding("plugin-uploads", place, each.why, each.setting))


class Baked(NamedTuple):
    """What scripts of one build have in them."""

    sdk: Sdk
    scripts: int
    file: str
    """The first that has a release or an environment in it."""


def of_baked(baked: Baked, release: str, environment: str) -> Iterator[Finding]:
    """Compare what is written in scripts with the release and its environment."""
    others = _others(baked.sdk.releases, release)
    if others:
        yield finding(
            "baked-release-differs",
            File(baked.file),
            f"the release in it is {listed(others, 3)}, and this one is {release}",
        )
    others = _others(baked.sdk.environments, environment)
    if others:
        yield finding(
            "baked-environment-differs",
            File(baked.file),
            f"the environment in it is {listed(others, 3)}, and this one is {environment}",
        )


def _others(found: Sequence[str], wanted: str) -> list[str]:
    """Return what is there in place of what is wanted; nothing where that is there, too."""
    return [] if not found or wanted in found else list(found)
