"""What all scripts together show: the evidence, put together of what each one weighs and says."""

from collections.abc import Iterable, Sequence

import msgspec

from buildtools.facts import sdk_code
from buildtools.facts.sdk_code import FEATURES, FLAGS
from buildtools.inspections.review.weight import tables
from buildtools.inspections.review.weight.figures import Loaded, figures, total
from buildtools.inspections.review.weight.weighing import Weighed
from buildtools.review.evidence.build import BuildSeen, FlagSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen

_VENDORS = 3
"""Services of feature flags that nobody uses side by side."""
_UNUSED = 2
"""Packages of the SDK that are there without a call: one may be called by a name of its own."""


def seen(
    weighed: Sequence[Weighed],
    pages: Sequence[Loaded],
    first_page: str,
    sources: SourcesSeen | Unseen,
    loaded_later: tuple[tuple[str, str], ...],
) -> BuildSeen:
    """Put the evidence together; `first_page` is the path of the page that counts."""
    browser = [each for each in weighed if each.runtime == "browser"]
    first = next((page for page in pages if page.path == first_page), None)
    scripts = first.scripts if first else ()
    escaped, escaped_in = _escaped(browser, sources)
    found = BuildSeen(
        len(weighed),
        _initialised(weighed),
        _each(each.runtime for each in weighed),
        tuple(each.path for each in scripts),
        "" if first else _unknown(first_page, pages),
        _features(scripts),
        _features(browser),
        loaded_later,
        _each(version for one in browser for version in (one.versions or one.signs.sdk.versions)),
        _flags(browser, sources),
        _flags_unknown(sources),
        escaped,
        escaped_in,
        _weightless(browser),
        _each(release for one in browser for release in one.signs.sdk.releases),
        _each(dsn for one in browser for dsn in one.signs.dsns),
        tuple(f"{each.path}: {each.fault}" for each in weighed if each.fault),
    )
    if found.weightless or not browser:
        return found
    return _with_weights(found, browser, pages, first, sources)


def _with_weights(
    found: BuildSeen,
    browser: Sequence[Weighed],
    pages: Sequence[Loaded],
    first: Loaded | None,
    sources: SourcesSeen | Unseen,
) -> BuildSeen:
    also, guess = frozenset[str](), "What only Sentry needs of other packages is not counted."
    if not isinstance(sources, Unseen) and sources.lock_file:
        also, guess = frozenset(sources.only_sentrys), ""
    unknown = found.first_page_unknown
    set_flags = {each.name: each.left for each in found.flags if each.where}
    told = (
        tables.by_package(browser, lambda name: sdk_code.is_sentrys(name, also=also), guess),
        tables.by_page(browser, pages, f"Unknown: {unknown}." if unknown else ""),
        tables.features(browser, first),
        tables.in_effect(browser, first, set_flags),
    )
    return msgspec.structs.replace(found, figures=figures(browser, first), tables=told)


def _each(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _unknown(first_page: str, pages: Sequence[Loaded]) -> str:
    if not pages:
        return (
            "no page lies in the build, and one that is only served names its scripts then: "
            "--browser opens what `serve` starts"
        )
    made = ", ".join(page.path for page in pages[:3])
    return f"{first_page} is no page of the build, which made {made}: review.page names the first"


def _initialised(weighed: Sequence[Weighed]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {each.runtime: () for each in weighed}
    for each in weighed:
        if each.signs.has_client or (each.runtime != "browser" and each.signs.calls_init):
            found[each.runtime] += (each.path,)
    return found


def _features(scripts: Sequence[Weighed]) -> tuple[str, ...]:
    there = {name for each in scripts for name in each.features}
    return tuple(each.name for each in FEATURES if each.name in there)


def _flags_unknown(sources: SourcesSeen | Unseen) -> str:
    if isinstance(sources, Unseen):
        return sources.why
    return sources.calls_unseen.why if sources.calls_unseen else ""


def _flags(browser: Sequence[Weighed], sources: SourcesSeen | Unseen) -> tuple[FlagSeen, ...]:
    where = {} if isinstance(sources, Unseen) else dict(sources.flags)
    return tuple(
        FlagSeen(
            flag.name,
            tuple(each.path for each in browser if flag.name in each.signs.flags),
            where.get(flag.name, ""),
        )
        for flag in FLAGS
    )


def _weightless(browser: Sequence[Weighed]) -> str:
    """Return why weights say nothing: the SDK is there, and nothing makes a client of it."""
    if (
        any(each.signs.has_client for each in browser)
        or not total(each.code for each in browser).raw
    ):
        return ""
    return (
        "the SDK's init is not in the scripts, only what is left of it: give the build its DSN by "
        "build.environment of sentry.yml"
    )


def _escaped(
    browser: Sequence[Weighed], sources: SourcesSeen | Unseen
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the SDK's packages that are there without a use, where all of the SDK is, and where.

    That is so where the integrations of several competing services are there; or where the calls
    are known, and several packages are there that none of them uses.
    """
    there = set(_features(browser))
    called = _called(sources)
    packages = [each for each in FEATURES if each.package and each.name in there]
    unused = tuple(each.package for each in packages if not called.intersection(each.calls))
    vendors = {vendor for each in browser for vendor in each.vendors}
    if len(vendors) < _VENDORS and (not called or len(unused) < _UNUSED):
        return (), ()
    found = unused or tuple(each.package for each in packages)
    names = {each.name for each in packages if each.package in found}
    return found, tuple(each.path for each in browser if names & each.features.keys())


def _called(sources: SourcesSeen | Unseen) -> set[str]:
    if isinstance(sources, Unseen) or sources.calls_unseen:
        return set()
    return {each.name for each in sources.calls}
