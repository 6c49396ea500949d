"""Release, dist and environment: does the SDK report what the pipeline made?"""

from buildtools.checks.review.check import Check, Look, Source, absent, seen, unknown
from buildtools.checks.review.options import inits, words
from buildtools.findings import finding
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Setting, Subject, Url
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.page import PageSeen

_WITH_ARTICLE = {"release": "a release", "dist": "a dist", "environment": "an environment"}


def _release(evidence: Evidence) -> Look:
    return _of_pipeline(evidence, "release", evidence.kept.release or None)


def _dist(evidence: Evidence) -> Look:
    return _of_pipeline(evidence, "dist", evidence.kept.dist)


def _environment(evidence: Evidence) -> Look:
    return _of_pipeline(evidence, "environment", evidence.kept.in_sentry)


def _of_pipeline(evidence: Evidence, name: str, made: str | None) -> Look:
    """Look whether a value is the pipeline's: in the page, in built texts, as a literal."""
    page, build = evidence.page, evidence.build
    if isinstance(page, PageSeen) and page.enabled:
        value = page.options.get(name)
        text = value if isinstance(value, str) and value else None
        if name == "environment":
            text = text or "production"
        return _against(name, text, made, f"on the page {page.url}", Url(page.url), "page")
    if name == "release" and isinstance(build, BuildSeen) and build.releases:
        value = made if made in build.releases else build.releases[0]
        return _against(name, value, made, "in the built scripts", Setting("release"), "build")
    found = inits(evidence)
    if isinstance(found, Look):
        return found
    told = [(each, value) for each in found if (value := each.told(name)) is not None]
    if not told:
        return absent(f"no init sets {_WITH_ARTICLE[name]}", "sources")
    wrong = next((each for each in told if isinstance(each[1], str) and each[1] != made), None)
    dark = next((each for each in told if not isinstance(each[1], str)), None)
    if dark and not wrong:
        init, value = dark
        return unknown(
            f"{name} is {words(value)}, {init.where}, which only running tells{init.settled_by}"
        )
    init, value = wrong or told[0]
    return _against(name, str(value), made, init.where, init.about, "sources")


def _against(
    name: str, value: str | None, made: str | None, where: str, about: Subject, of: Source
) -> Look:
    has = f"{value}, {where}" if value else f"none, {where}"
    if name == "release" and made is None:
        return seen(value, f"{has}; the pipeline has made none yet", of)
    if value == made:
        if value is None:
            return absent(f"neither the SDK nor sentry.yml has {_WITH_ARTICLE[name]}", of)
        return seen(value, has, of, ruled=True)
    code = f"sdk-{name}-differs"
    sentence = f"the SDK has {f'the {name} {value}' if value else f'no {name}'}, {where}; "
    sentence += f"the pipeline's is {made}" if made else f"the pipeline has no {name}"
    return seen(value, has, of, (finding(code, about, sentence, CATALOGUE[code].remedy),))


_PAGE: tuple[Source, ...] = ("page", "sources")
CHECKS: tuple[Check, ...] = (
    Check(
        "release",
        "the SDK reports the release that the pipeline made",
        "sdk",
        ("page", "build", "sources"),
        _release,
        "release",
    ),
    Check("dist", "the SDK reports the dist of the pipeline", "sdk", _PAGE, _dist, "dist"),
    Check(
        "environment",
        "the SDK reports the environment of the pipeline",
        "sdk",
        _PAGE,
        _environment,
        "environment",
    ),
)
