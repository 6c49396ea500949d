"""Checks of what Sentry weighs in scripts for browsers, and of what was done about it."""

from buildtools.checks.review.check import Check, Look, absent, missing, seen, unknown
from buildtools.facts.sdk_code import FEATURES
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import File
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen, FlagSeen
from buildtools.review.reviewed import Plain
from buildtools.review.unseen import Unseen
from buildtools.review.words import measured
from buildtools.texts.wording import count, listed

_LAZY = ("replay", "replay canvas", "feedback")
"""Features that nothing needs before a page works."""
_MOST = 3


def _weight(evidence: Evidence) -> Look:
    """Look what Sentry weighs before the first page works, else in all scripts."""
    build = evidence.build
    if isinstance(build, Unseen):
        return missing(build)
    if build.weightless:
        return unknown(build.weightless)
    sizes = {each.name: each.value for each in build.figures}
    whole = sizes.get("weight-all-gz")
    if whole is None:
        return absent("no script for browsers", "build")
    in_all = f"{measured(whole, 'bytes')} in all scripts for browsers"
    first = sizes.get("weight-first-page-gz")
    if first is None:
        why = build.first_page_unknown
        return seen(
            int(whole), f"{in_all}, gzip 6; of the first page it is not known: {why}", "build"
        )
    share = f"{measured(sizes['weight-first-page-share'], 'share')} of its scripts"
    text = f"{measured(first, 'bytes')} before the first page works ({share}), {in_all}, gzip 6"
    return seen(int(first), text, "build")


def _lazy_features(evidence: Evidence) -> Look:
    """Look which features are loaded later; those meant to be must not be in the first page."""
    build = evidence.build
    if isinstance(build, Unseen):
        return missing(build)
    there = [each for each in build.features_all if each in _LAZY]
    if not there and not build.loaded_later:
        return absent(f"no {listed(_LAZY, 3)} in scripts for browsers", "build")
    if not build.first_page:
        return unknown(build.first_page_unknown)
    early = [each for each in there if each in build.features_first]
    later: Plain = [each for each in there if each not in early]
    faults = tuple(
        _not_lazy(feature, source) for feature, source in build.loaded_later if feature in early
    )
    text = "; ".join(
        f"{', '.join(names)} {where}"
        for names, where in ((early, "in the first page"), (later, "later"))
        if names and isinstance(names, list)
    )
    return seen(later, text or "nothing in the first page", "build", faults, ruled=bool(later))


def _not_lazy(feature: str, source: str) -> Finding:
    sentence = f"{feature} is loaded by import(), and is in the scripts of the first page too"
    package = next((each.package for each in FEATURES if each.name == feature), "")
    remedy = (
        f"in what import() loads, import it from {package}, and nowhere else; where it stays, the "
        "bundler does not split packages: load all of the SDK so"
    )
    return finding("lazy-in-first-page", File(source), sentence, remedy)


def _flags(evidence: Evidence) -> Look:
    """Look whether flags that are set have taken out what they are for."""
    build = evidence.build
    if isinstance(build, Unseen):
        return missing(build)
    if build.flags_unknown:
        sources = evidence.sources
        why = sources if isinstance(sources, Unseen) else sources.calls_unseen
        return missing(why or Unseen(build.flags_unknown))
    are_set = [each for each in build.flags if each.where]
    if not are_set:
        return absent("no flag that takes code of the SDK out is set", "sources")
    faults = tuple(_without_effect(each) for each in are_set if each.left)
    gone = [each.name for each in are_set if not each.left]
    text = f"{', '.join(each.name for each in are_set)} set, of which {len(gone)} with effect"
    names: Plain = [each.name for each in are_set]
    return seen(names, text, "build", faults, ruled=True)


def _without_effect(flag: FlagSeen) -> Finding:
    file, _, line = flag.where.rpartition(":")
    subject = File(file, int(line)) if file and line.isdigit() else File(flag.where)
    sentence = (
        f"sets {flag.name}, and what that takes out is still in {count(len(flag.left), 'script')}: "
        f"{listed(flag.left, _MOST)}"
    )
    return finding("flag-without-effect", subject, sentence)


def _namespace(evidence: Evidence) -> Look:
    """Look whether all of the SDK is in the scripts, though hardly any of it is used."""
    build = evidence.build
    if isinstance(build, Unseen):
        return missing(build)
    if not _has_sdk(build):
        return absent("no SDK in scripts for browsers", "build")
    if not build.escaped:
        return seen([], "only what is used is in the scripts", "build", ruled=True)
    sentence = f"nothing uses {listed(build.escaped, _MOST)}, and all of it is in the scripts"
    where = _where_escaped(build)
    return seen(
        list(build.escaped), sentence, "build", (finding("namespace-escaped", where, sentence),)
    )


def _has_sdk(build: BuildSeen) -> bool:
    return bool(build.initialised.get("browser") or build.features_all)


def _where_escaped(build: BuildSeen) -> File:
    scripts = build.escaped_in or build.initialised.get("browser", ())
    return File(scripts[0] if scripts else "")


CHECKS: tuple[Check, ...] = (
    Check(
        "weight", "what Sentry weighs before the first page works", "weight", ("build",), _weight
    ),
    Check(
        "lazy-features",
        "what can be loaded later is not in the first page",
        "weight",
        ("build",),
        _lazy_features,
    ),
    Check(
        "flags",
        "flags that take code out have an effect",
        "weight",
        ("build", "sources"),
        _flags,
    ),
    Check(
        "namespace",
        "only what is used of the SDK is in the scripts",
        "weight",
        ("build", "sources"),
        _namespace,
    ),
)
