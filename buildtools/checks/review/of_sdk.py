"""Is the SDK set up where it should be, once, in a version that is kept up."""

from collections.abc import Iterator

from buildtools.checks.review.check import Check, Look, Source, absent, missing, seen, unknown
from buildtools.checks.review.majors import GONE, NEWEST, Installed, installed, locked
from buildtools.checks.review.options import inits, parsed, place
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import File, Setting, Subject, Url
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Call, Runtime, SourcesSeen
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count

_SCRIPTS = {
    "browser": "browser script",
    "server": "server script",
    "edge": "edge script",
}
_REPORTING = frozenset(
    {
        *("captureException", "captureError", "reactErrorHandler", "captureReactException"),
        *("captureUnderscoreErrorException",),
    }
)
_BOUNDARIES = frozenset(
    {
        *("ErrorBoundary", "withErrorBoundary", "handleErrorWithSentry", "createErrorHandler"),
        *("reactErrorHandler", "createSentryHandleError", "sentryHandleError", "withSentry"),
        *("SentryErrorHandler", "setupExpressErrorHandler", "setupFastifyErrorHandler"),
        *("setupKoaErrorHandler", "setupHapiErrorHandler"),
    }
)
"""What of Sentry's is put around code that renders or answers, and reports what it catches."""


def _browser(evidence: Evidence) -> Look:
    """Look whether the SDK runs in the page, else in which built scripts it is set up."""
    page, build = evidence.page, evidence.build
    if not isinstance(page, PageSeen):
        return _runtime(evidence, "browser")
    if page.enabled:
        version = ", ".join(page.versions)
        return seen(
            True, f"{page.sdk or 'the SDK'} {version} runs in {page.url}", "page", ruled=True
        )
    if isinstance(build, BuildSeen) and not build.initialised.get("browser"):
        return _runtime(evidence, "browser")
    if not page.versions:
        return absent(f"no SDK is in {page.url}", "page")
    sentence = f"SDK {', '.join(page.versions)} is loaded, and no client of it has a DSN and a way"
    return seen(False, sentence, "page", (finding("sdk-not-running", Url(page.url), sentence),))


def _server(evidence: Evidence) -> Look:
    return _runtime(evidence, "server")


def _edge(evidence: Evidence) -> Look:
    return _runtime(evidence, "edge")


def _runtime(evidence: Evidence, runtime: Runtime) -> Look:
    """Look at the built scripts of a runtime, else at what the sources call for it."""
    build, sources = evidence.build, parsed(evidence)
    calls = sources.of("init", runtime) if isinstance(sources, SourcesSeen) else ()
    if isinstance(build, BuildSeen) and runtime in build.runtimes:
        scripts = build.initialised.get(runtime, ())
        if scripts:
            text = f"set up in {count(len(scripts), _SCRIPTS[runtime])}"
            return seen(True, text, "build", ruled=True)
        if not calls and (dark := _of_no_runtime(sources)):
            return unknown(f"no {_SCRIPTS[runtime]} sets it up; {dark}")
        if not calls:
            return absent(f"no {_SCRIPTS[runtime]} sets it up", "build")
        faults = tuple(_not_built(call, runtime) for call in calls)
        return seen(False, f"init is called in {faults[0].subject}, and not built", "build", faults)
    if isinstance(sources, Unseen):
        return missing(build, sources)
    if calls:
        where = ", ".join(str(place(call)) for call in calls)
        return seen(True, f"init is called in {where}; no built script says it", "sources")
    if dark := _of_no_runtime(sources):
        return unknown(dark)
    return absent("no init is called for it", "sources")


def _of_no_runtime(sources: SourcesSeen | Unseen) -> str:
    """Return where an init is of which nobody knows where it runs; empty for none."""
    calls = () if isinstance(sources, Unseen) else sources.of("init")
    dark = next((each for each in calls if each.runtime is None), None)
    return f"init is called in {place(dark)}, and it is not known where that runs" if dark else ""


def _not_built(call: Call, runtime: Runtime) -> Finding:
    sentence = f"init is called here, and no {_SCRIPTS[runtime]} holds it"
    return finding("sdk-not-in-build", place(call), sentence)


def _copies(evidence: Evidence) -> Look:
    """Look how many versions of the SDK run, are built, are installed: one is right."""
    found = list(_counted(evidence))
    if not found:
        return _no_version(evidence)
    faults = tuple(_several(*each[:3]) for each in found if len(set(each[0])) > 1)
    most = max(len(set(each[0])) for each in found)
    text = "; ".join(f"{', '.join(dict.fromkeys(each[0]))} {each[1]}" for each in found)
    return seen(most, text, found[0][3], faults, ruled=True)


def _counted(evidence: Evidence) -> Iterator[tuple[tuple[str, ...], str, Subject, Source]]:
    page, build, sources = evidence.page, evidence.build, evidence.sources
    if isinstance(page, PageSeen) and page.versions:
        yield (
            page.versions,
            f"{_are(page.versions, 'runs', 'run')} in {page.url}",
            Url(page.url),
            "page",
        )
    if isinstance(build, BuildSeen) and build.copies:
        yield (
            build.copies,
            f"{_are(build.copies)} in scripts for browsers",
            Setting("build.outputs"),
            "build",
        )
    if isinstance(sources, SourcesSeen) and (versions := locked(sources)):
        yield versions, f"{_are(versions)} installed", File(sources.lock_file), "sources"


def _are(versions: tuple[str, ...], one: str = "is", several: str = "are") -> str:
    return one if len(set(versions)) == 1 else several


def _no_version(evidence: Evidence) -> Look:
    """Return why no version of an SDK is known, or that there is none."""
    sources = evidence.sources
    if isinstance(sources, Unseen):
        return missing(evidence.page, evidence.build, sources)
    if sources.lock_file:
        return absent(f"{sources.lock_file} has no SDK", "sources")
    return unknown("; ".join(sources.unread) or "no lock file of a known form is there")


def _several(versions: tuple[str, ...], where: str, about: Subject) -> Finding:
    named = " and ".join(dict.fromkeys(versions))
    return finding("sdk-doubled", about, f"SDK {named} {where}")


def _version(evidence: Evidence) -> Look:
    """Look how many majors the SDK is behind, and whether options are set that went with one."""
    found = [each for each in installed(evidence) if each.major is not None]
    if not found:
        return _no_version(evidence)
    oldest = min(found, key=lambda each: each.major or 0)
    faults = (*_behind(oldest), *_gone(evidence, oldest.major or 0))
    text = f"{oldest.version} {oldest.where}; newest known: {NEWEST.version}, of {NEWEST.on}"
    return seen(oldest.major, text, oldest.source, faults, ruled=True)


def _behind(oldest: Installed) -> Iterator[Finding]:
    behind = NEWEST.major - (oldest.major or 0)
    if behind > 0:
        majors = count(behind, "major version")
        sentence = f"SDK {oldest.version} is {majors} behind {NEWEST.version} of {NEWEST.on}"
        remedy = f"follow Sentry's migration guide to {(oldest.major or 0) + 1}, one at a time"
        yield finding("sdk-behind", Setting("package.json: @sentry"), sentence, remedy)


def _gone(evidence: Evidence, major: int) -> Iterator[Finding]:
    found = inits(evidence)
    for init in () if isinstance(found, Look) else found:
        for name, (since, instead) in GONE.items():
            if major >= since and name in init.options:
                sentence = f"{name} is set, which SDK {since} and later do not read"
                yield finding("option-ignored", init.about, sentence, f"remove it: {instead}")


def _instrumentation(evidence: Evidence) -> Look:
    """Look whether the framework's files are there, and export what it calls."""
    sources = parsed(evidence)
    if isinstance(sources, Unseen):
        return missing(sources)
    if not sources.files:
        return absent("no file is there that the framework runs to set an SDK up", "sources")
    faults = tuple(
        finding(
            "set-up-lacks-export",
            File(file),
            f"{name} is not exported, which the framework calls",
            f"export const {name} = {value}" if value else f"export {name}",
        )
        for file, name, value in sources.lacking
    )
    files = sorted(sources.files)
    return seen(files, ", ".join(files), "sources", faults, ruled=True)


def _boundary(evidence: Evidence) -> Look:
    """Look whether what is shown for an error reports it."""
    sources = parsed(evidence)
    if isinstance(sources, Unseen):
        return missing(sources)
    reporting = [call for call in sources.calls if call.name in _REPORTING | _BOUNDARIES]
    silent = [
        each for each in sources.boundaries if not any(call.file == each for call in reporting)
    ]
    faults = tuple(
        finding("boundary-silent", File(each), "it is shown for an error, and reports none")
        for each in silent
    )
    told = [
        call for call in reporting if call.file in sources.boundaries or call.name in _BOUNDARIES
    ]
    where = ", ".join(dict.fromkeys(f"{call.name} in {place(call)}" for call in told[:3]))
    if faults:
        return seen(False, ", ".join(each.subject for each in faults), "sources", faults)
    if not told:
        return absent("no boundary of the framework or of Sentry's is in the sources", "sources")
    return seen(True, where, "sources", ruled=True)


_ALL: tuple[Source, ...] = ("page", "build", "sources")
_WRITTEN: tuple[Source, ...] = ("sources",)
_BUILT: tuple[Source, ...] = ("build", "sources")
CHECKS: tuple[Check, ...] = (
    Check("sdk-browser", "the SDK is set up in browsers", "sdk", _ALL, _browser),
    Check("sdk-server", "the SDK is set up on the server", "sdk", _BUILT, _server),
    Check("sdk-edge", "the SDK is set up at the edge", "sdk", _BUILT, _edge),
    Check("sdk-copies", "one version of the SDK runs, and is built", "sdk", _ALL, _copies),
    Check("sdk-version", "the SDK is of the newest major version known", "sdk", _ALL, _version),
    Check(
        "instrumentation",
        "the framework's files that set the SDK up export what it calls",
        "sdk",
        _WRITTEN,
        _instrumentation,
    ),
    Check("error-boundary", "what is shown for an error reports it", "sdk", _WRITTEN, _boundary),
)
