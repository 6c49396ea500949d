"""What the SDK of npm weighs in real bundles: the same as another's reader of maps says."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_weight import CHECKS
from buildtools.facts.sdk_code import FEATURES
from buildtools.inspections.review.weight import look
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen
from buildtools.sourcemaps.maps.packages import APP, package_of
from tests.inspections.review.weight import made
from tests.reviewing.builds import Packages, run

pytestmark = pytest.mark.review

DSN = 'dsn: "http://0123456789abcdef@127.0.0.1:9/1", release: "shop@1"'
IMPORT = 'import * as Sentry from "@sentry/browser";\n'
NOT_READ = Unseen("sources are not read", asked=False)
REPLAY_FLAGS = {
    "__RRWEB_EXCLUDE_IFRAME__": "true",
    "__RRWEB_EXCLUDE_SHADOW_DOM__": "true",
    "__SENTRY_EXCLUDE_REPLAY_WORKER__": "true",
}


def init(integrations: str = "", more: str = "", behind: str = "") -> str:
    """Write a program that initialises the SDK, with integrations beside the usual ones."""
    listed = f", integrations: [{integrations}]" if integrations else ""
    return f"{IMPORT}Sentry.init({{{DSN}{listed}{more}}});{behind}"


TRACING, REPLAY = "Sentry.browserTracingIntegration()", "Sentry.replayIntegration()"
FEEDBACK = "Sentry.feedbackIntegration({autoInject: false})"
PROGRAMS = {
    "init": init(),
    "tracing": init(TRACING, ", tracesSampleRate: .1"),
    "replay": init(REPLAY, ", replaysOnErrorSampleRate: 1"),
    "both": init(f"{TRACING}, {REPLAY}", ", tracesSampleRate: .1, replaysOnErrorSampleRate: 1"),
    "canvas": init(f"{REPLAY}, Sentry.replayCanvasIntegration()"),
    "feedback": init(FEEDBACK),
    "logs": init("Sentry.consoleLoggingIntegration()", ", enableLogs: true"),
    "metrics": init(behind='Sentry.metrics.count("x", 1);'),
    "profiling": init(f"{TRACING}, Sentry.browserProfilingIntegration()", ", tracesSampleRate: .1"),
    "everything": init(
        f"{TRACING}, {REPLAY}, {FEEDBACK}, Sentry.consoleLoggingIntegration()",
        ", enableLogs: true",
        'Sentry.logger.info("x");',
    ),
    "escaped": init(behind=" window.S = Sentry;"),
}
HOLD = {
    "init": (),
    "tracing": ("tracing",),
    "replay": ("replay",),
    "both": ("tracing", "replay"),
    "canvas": ("replay", "replay canvas"),
    "feedback": ("feedback",),
    "logs": ("logs",),
    "metrics": ("metrics",),
    "profiling": ("tracing", "profiling"),
    "everything": ("tracing", "replay", "feedback", "logs"),
    "escaped": tuple(each.name for each in FEATURES),
}


@pytest.fixture(scope="module")
def bundles(packages: Packages) -> Mapping[str, Path]:
    """Return the programs, bundled."""
    return {name: packages.bundle(f"weight-{name}", code) for name, code in PROGRAMS.items()}


def seen(project: Path, sources: SourcesSeen | Unseen = NOT_READ) -> BuildSeen:
    found = look(made.scope(project), sources)
    assert isinstance(found, BuildSeen)
    return found


def figure(found: BuildSeen, name: str) -> float:
    return next(each.value for each in found.figures if each.name == name)


def told(check: str, build: BuildSeen, sources: SourcesSeen | Unseen = NOT_READ) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    unseen = dict.fromkeys(Evidence.__struct_fields__, NOT_READ)
    known = {"kept": Kept("shop", "local", "shop@1"), "sources": sources, "build": build}
    return row.decide(Evidence(**(unseen | known)))  # type: ignore[arg-type] # by their names


def by_package(project: Path) -> dict[str, int]:
    """Return what we say of each package; what is the app's or nobody's apart."""
    table = next(each for each in seen(project).tables if each.name == "weight-by-package")
    sums = {"Sentry, as one", "all scripts for browsers"}
    return {str(row[0]): int(row[1] or 0) for row in table.rows if row[0] not in sums}


def by_another(packages: Packages, project: Path) -> Counter[str]:
    """Return what source-map-explorer says of each package."""
    script = project / "dist" / "main.js"
    said = run(
        packages.folder, "npx", "source-map-explorer", str(script), "--json", "--no-border-checks"
    )
    found: Counter[str] = Counter()
    for name, each in json.loads(said)["results"][0]["files"].items():
        found[name if name.startswith("[") else package_of(name)] += each["size"]
    return found


def test_the_sdk_weighs_what_it_was_seen_to(
    packages: Packages, bundles: Mapping[str, Path]
) -> None:
    """With nothing but init: what four readers of its map have counted. As modules, which esbuild
    need not wrap one by one, it is four per cent less."""
    wrapped = packages.bundle("weight-wrapped", PROGRAMS["init"], kind="commonjs")
    found = seen(wrapped, made.sources("init"))

    assert 93_904 == figure(found, "weight-all") == figure(found, "weight-first-page")
    assert 93_904 == sum(
        size for name, size in by_another(packages, wrapped).items() if name.startswith("@sentry")
    )
    assert 89_969 == figure(seen(bundles["init"]), "weight-all")
    assert ("11.8.0",) == found.copies


@pytest.mark.parametrize("name", ["init", "both", "everything"])
def test_another_reader_says_the_same(
    packages: Packages, bundles: Mapping[str, Path], name: str
) -> None:
    """Byte for byte, of each package."""
    ours, theirs = by_package(bundles[name]), by_another(packages, bundles[name])
    ours.pop(APP)

    named = {package: size for package, size in ours.items() if package != "not mapped"}
    assert named == {package: theirs[package] for package in named}
    unowned = sum(size for package, size in theirs.items() if package.startswith("["))
    assert ours["not mapped"] == unowned


@pytest.mark.parametrize("name", HOLD)
def test_features_are_known_in_real_bundles(bundles: Mapping[str, Path], name: str) -> None:
    """Each that is used, and none that is not."""
    assert HOLD[name] == seen(bundles[name]).features_all


def test_a_feature_weighs_about_what_it_adds(bundles: Mapping[str, Path]) -> None:
    """Its row counts its own code alone; what it shares is less than a sixth of the difference."""
    alone = figure(seen(bundles["init"]), "weight-all")
    for name in ("tracing", "replay", "feedback"):
        found = seen(bundles[name], made.sources("init"))
        table = next(each for each in found.tables if each.name == "features")
        row = next(row for row in table.rows if row[0] == name)
        added = figure(found, "weight-all") - alone
        assert added * 5 / 6 < float(row[2] or 0) <= added * 1.05, name


def test_an_escaped_namespace_is_found_in_a_real_bundle(bundles: Mapping[str, Path]) -> None:
    """By the build alone, and by calls; bundles of much use are right."""
    for sources in (NOT_READ, made.sources("init")):
        fault = told("namespace", seen(bundles["escaped"], sources)).faults[0]
        assert ("namespace-escaped", "dist/main.js") == (fault.code, str(fault.subject))
    calls = ("init", "replayIntegration", "feedbackIntegration", "browserTracingIntegration")
    right = seen(bundles["everything"], made.sources(*calls))
    assert () == told("namespace", right).faults


def test_flags_take_their_words_out(packages: Packages) -> None:
    """Each flag's own words are gone with it, and are there without."""
    define = {"__SENTRY_DEBUG__": "false", "__SENTRY_TRACING__": "false"} | REPLAY_FLAGS
    flags = tuple((name, "build.mjs:4") for name in define)
    project = packages.bundle("weight-flags", PROGRAMS["replay"], define)
    without = packages.bundle("weight-no-flags", PROGRAMS["replay"])

    set_ = told("flags", seen(project, made.sources("init", flags=flags)))
    assert (list(define), ()) == (set_.value, set_.faults)
    unset = told("flags", seen(without, made.sources("init", flags=flags)))
    assert ["flag-without-effect"] * len(define) == [each.code for each in unset.faults]


def test_a_bundle_without_its_dsn_has_no_weight(packages: Packages) -> None:
    """Sentry.init is folded away, and most of the SDK with it."""
    code = (
        f"{IMPORT}if (process.env.DSN) Sentry.init({{dsn: process.env.DSN}});"
        'window.report = () => Sentry.captureException(new Error("x"));'
    )
    project = packages.bundle("weight-no-dsn", code, {"process.env.DSN": '""'})

    assert "unknown" == told("weight", seen(project)).state
    assert () == seen(project).figures


def test_what_a_bundler_does_not_split_is_found(packages: Packages) -> None:
    """esbuild puts all of a package that the first page names into the first page."""
    late = f"{IMPORT}export const add = () => Sentry.addIntegration({REPLAY});"
    main = f'{init()} void import("./late.js").then((late) => late.add());'
    project = packages.bundle("weight-lazy", {"main.js": main, "late.js": late})

    (fault,) = told("lazy-features", seen(project)).faults
    assert ("lazy-in-first-page", "src/main.js") == (fault.code, str(fault.subject))
    assert "replay is loaded by import()" in fault.sentence
