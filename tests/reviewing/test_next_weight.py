"""What Sentry weighs in the example by Next.js, held against the same app built without it."""

import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from buildtools.inspections.review.asked import Asked, Scope
from buildtools.inspections.review.weight import look
from buildtools.inspections.review.without.lending import lent
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.settings import Output, Serve
from tests.inspections.review.weight import made
from tests.reviewing.builds import DSN, build_next
from tests.reviewing.test_weight import figure, told

pytestmark = [pytest.mark.review, pytest.mark.timeout(1200)]

OUTPUTS = (
    Output(".next/static", "~/_next/static"),
    Output(".next/server", "app:///_next/server", "node"),
)
CLIENT = "src/instrumentation-client.ts"
HEAD = """import * as Sentry from "@sentry/nextjs";
import { builtRelease } from "./release";
const dsn = process.env.NEXT_PUBLIC_SENTRY_DSN;
"""
TAIL = "export const onRouterTransitionStart = Sentry.captureRouterTransitionStart;\n"
EAGER = (
    "Sentry.init({ dsn, ...builtRelease, integrations: [Sentry.replayIntegration()],"
    " replaysOnErrorSampleRate: 1 });\n"
)
LAZY = (
    "Sentry.init({ dsn, ...builtRelease, replaysOnErrorSampleRate: 1 });\n"
    'void import("./replay-late").then((late) => late.add());\n'
)
LATE = """import { addIntegration, replayIntegration } from "@sentry/nextjs";
export const add = (): void => addIntegration(replayIntegration());
"""
CPU_SECONDS = 4
"""Of our own process, on any machine of today: a second was seen."""

Variant = Callable[..., Path]


@pytest.fixture(scope="module")
def variant(next_example: Path, tmp_path_factory: pytest.TempPathFactory) -> Variant:
    """Return a maker of variants of the example: each with another way to initialise the SDK."""

    def made_of(client: str, *, dsn: str = DSN) -> Path:
        folder = tmp_path_factory.mktemp("variant") / "app"
        ignored = shutil.ignore_patterns(".next")
        shutil.copytree(next_example, folder, symlinks=True, ignore=ignored)
        (folder / CLIENT).write_text(HEAD + client + TAIL)
        (folder / "src" / "replay-late.ts").write_text(LATE)
        return build_next(folder, dsn=dsn)

    return made_of


def scope(app: Path, *, asked: Asked = made.EVERYTHING) -> Scope:
    """Return the scope of a review that can build and serve the app."""
    known = made.scope(app, OUTPUTS, asked=asked)
    settings = known.loaded.settings
    build = msgspec.structs.replace(
        settings.build, command="npx next build", environment={"NEXT_PUBLIC_SENTRY_DSN": DSN}
    )
    serve = Serve("npx next start --hostname 127.0.0.1 --port {port}", ready="/api/release")
    settings = msgspec.structs.replace(settings, build=build, serve=serve)
    loaded = msgspec.structs.replace(known.loaded, settings=settings, variables=dict(os.environ))
    return msgspec.structs.replace(known, loaded=loaded)


def seen(app: Path, sources: SourcesSeen | None = None) -> BuildSeen:
    found = look(scope(app), sources or made.sources("init"))
    assert isinstance(found, BuildSeen)
    return found


def test_the_example_is_weighed(next_example: Path) -> None:
    """Its first page, all of its scripts and each runtime; within the time that it may take."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = seen(next_example)
    spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before

    assert spent < CPU_SECONDS
    assert {"browser", "server", "edge"} == {
        key for key, paths in found.initialised.items() if paths
    }
    (first,) = (each for each in found.figures if each.name == "weight-first-page")
    assert ".next/server/app/index.html" in first.source
    assert 0 < figure(found, "weight-first-page-gz") < figure(found, "weight-all-gz")
    assert ("tracing",) == found.features_first
    assert (("127.0.0.1:9/1",), ("web@1.0.0",)) == (found.dsns, found.releases)
    assert () == found.escaped
    assert "absent" == told("lazy-features", found).state
    assert () == told("namespace", found).faults


def test_attribution_is_near_the_truth(next_example: Path) -> None:
    """Three per cent raw, four in gzip; the page without Sentry comes to life in a browser."""
    before = {path: path.stat().st_mtime_ns for path in next_example.glob("*")}
    bare_scope = scope(next_example, asked=Asked(without_sentry=True))
    with lent(bare_scope) as bare:
        found = look(bare_scope, made.sources("init"), bare)
        copy = bare.scope()

    assert isinstance(found, BuildSeen)
    table = next(each for each in found.tables if each.name == "without-sentry")
    assert "was opened in a browser, and works" in table.note
    assert figure(found, "weight-error-raw") < 0.03
    assert figure(found, "weight-error-gz") < 0.04
    assert isinstance(copy, Scope)
    assert not copy.root.exists()
    assert before == {path: path.stat().st_mtime_ns for path in next_example.glob("*")}


def test_what_is_loaded_later_is_moved_and_not_removed(variant: Variant) -> None:
    """Before the page works it is less; in all it is not."""
    eager, lazy = seen(variant(EAGER)), seen(variant(LAZY))

    assert ["replay"] == told("lazy-features", lazy).value
    assert [] == told("lazy-features", eager).value
    assert () == told("lazy-features", lazy).faults
    assert (("replay", CLIENT),) == lazy.loaded_later
    first = [figure(each, "weight-first-page-gz") for each in (eager, lazy)]
    assert first[0] - first[1] > 25_000
    everything = [figure(each, "weight-all-gz") for each in (eager, lazy)]
    assert everything[1] > everything[0] * 0.98


def test_an_example_without_its_dsn_has_no_weight(variant: Variant) -> None:
    """What is left of the SDK is no third of it, and would be believed."""
    found = seen(variant("if (dsn) Sentry.init({ dsn, ...builtRelease });\n", dsn=""))

    assert () == found.initialised["browser"]
    assert "the SDK's init is not in the scripts" in told("weight", found).text
