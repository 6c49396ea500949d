"""A review by hand: an app with tracing, whose figures were measured once."""

from typing import Any

import msgspec

from buildtools.findings import finding
from buildtools.findings.subjects import File, Setting
from buildtools.review.plan import Deviation, Item, Plan
from buildtools.review.reviewed import Figure, Reviewed, Table, Verdict

GZIP = "gzip 6 of the scripts in the page's HTML, by source maps"
PAIRED = "main thread in Chromium 156, paired with the page without Sentry"

FIGURES = (
    Figure("weight-first-page", 166_470, "the scripts in the page's HTML, by source maps"),
    Figure("weight-first-page-gz", 56_854, GZIP),
    Figure("weight-first-page-share", 0.2887, GZIP),
    Figure("weight-page-gz", 196_912, GZIP),
    Figure("weight-all-gz", 62_551, "gzip 6 of 19 scripts for browsers, by source maps"),
    Figure("weight-pipeline", 6_365, "snippets in 19 scripts for browsers"),
    Figure("weight-error-gz", 0.0204, "against a build without Sentry"),
    Figure("page-cpu", 39.3, PAIRED, n=9, low=33.1, high=52.4),
    Figure("server-request-cpu", 221.4, "Node 24, empty handler, CPU of the process", 3, 180, 254),
    Figure("pii-recall", 0.3476, "309 of 889 planted items, by sentry-relay 0.10.1"),
    Figure("pii-recall-shapes", 0.3875, "279 of 720 with a shape, by sentry-relay 0.10.1"),
    Figure("secrets", 0, "19 scripts and 19 maps"),
    Figure("checks-unknown", 3, "verdicts"),
)

TABLES = (
    Table(
        "weight-packages",
        "Bytes by package, first page",
        ("package", "raw, bytes", "gzip 6, bytes"),
        (("@sentry/core", 100_002, None), ("@sentry/browser", 28_629, None)),
        "source maps of the scripts that the page's HTML names",
        "compressed bytes have no owner: gzip is of Sentry as one group",
    ),
    Table(
        "weight-features",
        "What each feature weighs here",
        ("feature", "first page, raw, bytes", "in all, raw, bytes"),
        (("tracing", 67_841, 67_841), ("replay", 0, 0)),
        "source maps",
    ),
    Table(
        "pii-places",
        "Recall by place",
        ("place", "planted, n", "struck, n"),
        (("exception message", 22, 0), ("request headers | cookies", 96, 27)),
        "sentry-relay 0.10.1, defaults of a new project",
    ),
)

VERDICTS = (
    Verdict("sdk-browser", "met", "@sentry/nextjs 11.8.0", source="page"),
    Verdict("release", "met", "web@1.4.0", "= pipeline", source="page", value="web@1.4.0"),
    Verdict(
        "traces-sample-rate",
        "differs",
        "1.0, in src/instrumentation-client.ts:4",
        "0.1",
        "5 M spans a month on the plan",
        source="page",
        value=1.0,
    ),
    Verdict("tunnel", "accepted", "none", because="a proxy costs more (web team, 2026-11-20)"),
    Verdict("replay", "absent", "no replay integration runs", source="page"),
    Verdict("data-collection", "unplanned", "all on, by default", source="page"),
    Verdict("send-default-pii", "met", "not set", source="sources"),
    Verdict("flags", "met", "none is set", source="build"),
    Verdict("region", "met", "de, as the organization", source="page", value="de"),
    Verdict("quota", "unknown", why="the token may not read it: it needs org:read"),
    Verdict("alerts", "unknown", why="the token may not read it: it needs alerts:read"),
    Verdict("token-scopes", "unknown", why="this server does not tell a token's scopes"),
    Verdict("csp", "not-asked", why="asked by --browser"),
    Verdict(
        "weight-first-page-gz", "differs", "56.9 kB", "<= 45 kB", "a budget", source=GZIP,
        value=56_854.0,
    ),
)  # fmt: skip

FINDINGS = (
    finding(
        "plan-differs",
        Setting("sentry-plan.yml: traces-sample-rate"),
        "traces-sample-rate is 1.0, in src/instrumentation-client.ts:4, and the plan wants 0.1",
    ),
    finding("home-path-in-build", File("dist/main.js", 1), "it names /home/***/x.js"),
)

PLAN = Plan(
    1,
    (
        Item("release", "= pipeline"),
        Item("traces-sample-rate", 0.1, "5 M spans a month on the plan", "2026-05", "2027-01"),
        Item("weight-first-page-gz", "<= 45 kB", "a budget"),
        Item("pii-recall-shapes", ">= 95 %", "what has a shape can be struck"),
    ),
    (Deviation("tunnel", "none", "a proxy costs more", "web team", "2026-11-20"),),
)

REVIEWED = Reviewed(
    "_",
    "production",
    "web@1.4.0",
    None,
    "2026-11-27",
    {"buildtools": "0.1.0", "sentry-relay": "0.10.1", "chromium": "156"},
    ("sources", "build", "exposure", "server", "page", "privacy", "cost"),
    VERDICTS,
    FIGURES,
    TABLES,
    FINDINGS,
)


def measured(release: str = "web@1.4.0", /, **figures: float | None) -> Reviewed:
    """Return the review of another release, some of whose figures are others.

    A figure's name is written with `_`; one of None was not measured.
    """
    new = {name.replace("_", "-"): value for name, value in figures.items()}
    told = [(each, new.get(each.name, each.value)) for each in FIGURES]
    kept = tuple(
        msgspec.structs.replace(each, value=value) for each, value in told if value is not None
    )
    return changed(release=release, figures=kept)


def changed(**fields: Any) -> Reviewed:
    """Return the review with other fields."""
    return msgspec.structs.replace(REVIEWED, **fields)
