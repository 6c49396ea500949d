"""The table of causes: each is told by its evidence, and not told without it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import pytest

from buildtools.findings import Finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.explain.causes import BY_CODE, ORDER, tell
from buildtools.inspections.explain.causes.evidence import (
    EventFacts,
    Evidence,
    FileFacts,
    Holder,
    LedgerFacts,
    Original,
    ServerFacts,
    SiteFacts,
    Stored,
)
from buildtools.inspections.explain.causes.page import SYMPTOMS, page
from buildtools.inspections.explain.causes.row import About, Cause
from buildtools.stacks import Frame, Kind
from tests.stories.shopping import PACKAGE

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATH = "https://shop.example/static/page.js"
OTHER = "https://shop.example/static/chunk.js"
ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
OTHER_ID = "540bca55-a45e-502a-9995-ed5fb773207c"
INVALID = "js_invalid_sourcemap_location"


def days_ago(days: int) -> str:
    return (NOW - timedelta(days=days)).isoformat()


FRAME = Frame("script", "r", PATH, 2, 40, f"at r ({PATH}:2:40)")
EVENT = EventFacts(
    type="TypeError",
    value="x is not a function",
    sdk_name="sentry.javascript.browser",
    sdk_version="10.78.0",
    release="shop@2",
    received=days_ago(1),
    page="https://shop.example/",
    images={PATH: ID},
    frames=3,
)
LEDGER = LedgerFacts(
    release="shop@2",
    url="~/static/page.js",
    script="out/page.js",
    debug_id=ID,
    owner="out/page.js",
    uploaded=days_ago(2),
)
SERVER = ServerFacts(
    project="web",
    sdk_support="full",
    least_sdk="7.56.0",
    has_bundles=True,
    has_release=True,
    has_ids=True,
    script_stored=True,
    map_stored=True,
    holders=(Holder("b1", days_ago(2), days_ago(2), ("shop@2",)),),
    elsewhere=(),
    listed=True,
    releases=("shop@2",),
)
SITE = SiteFacts(looked="2026-06-01T11:00:00Z")
PLACE = Original("src/page.ts", 12, 3, "receipt", "  return total;")
FILES = FileFacts("out/page.js", ID, ID, line_exists=True, original=PLACE)
ALL = Evidence(FRAME, NOW, ("https://shop.example",), EVENT, SERVER, LEDGER, SITE, FILES)
"""A frame of which nothing is wrong, as far as everybody can tell."""


def but(evidence: Evidence = ALL, **parts: dict[str, Any] | None) -> Evidence:
    """Return the evidence with some fields of its parts changed; None takes a part away."""
    changed: dict[str, Any] = {
        name: None if fields is None else msgspec.structs.replace(getattr(evidence, name), **fields)
        for name, fields in parts.items()
    }
    return msgspec.structs.replace(evidence, **changed)


def kind(of: Kind, path: str | None = None, line: int | None = None) -> Evidence:
    """Return a frame out of a pasted text, with nothing else known."""
    return Evidence(Frame(of, "f", path, line, 1, "    at f (…)"), NOW)


def live(code: str) -> Evidence:
    """Return what `live` has found for the frame's file."""
    about = subjects.Url(PATH)
    found = Finding(code, "error", str(about), "byte 20 differs", "deploy again", about=about)
    return msgspec.structs.replace(ALL, site=SiteFacts(SITE.looked, (found,)))


NO_IDS = but(
    event={"images": {}},
    ledger=None,
    server={
        **{"has_ids": False, "holders": None, "script_stored": False, "map_stored": False},
        **{"by_url": "unsuccessful", "map_by_url": "unsuccessful"},
        "named": (Stored("~/static/page.js", "", "shop@2"),),
    },
)
"""A project that uploads by release and URL."""
UNKNOWN = but(server={"holders": (), "script_stored": False, "map_stored": False, "listed": False})
"""The event's debug ID is not known in its project."""
RESOLVED = but(event={"original": PLACE})


class Case(NamedTuple):
    """Evidence in which a cause holds, the like in which it does not, and what it says."""

    made: Evidence
    control: Evidence
    says: str
    about: About = "minified"


SCRIPT = kind("script", PATH, 2)
NODE = but(NO_IDS, server={"by_url": "wrong-dist", "dists": ("7", "")}, event={"dist": "8"})
BARE = but(event={"images": {}})

CASES: dict[str, Case] = {
    "frame-native": Case(kind("native"), SCRIPT, "the frame says"),
    "frame-of-runtime": Case(kind("runtime", "node:fs", 3), SCRIPT, "the frame says"),
    "frame-of-extension": Case(kind("extension", "chrome-extension://x/y.js", 3), SCRIPT, ""),
    "frame-of-eval": Case(kind("eval", PATH, 3), SCRIPT, "the frame says"),
    "frame-of-dev-build": Case(kind("dev", "webpack-internal:///x", 3), SCRIPT, ""),
    "frame-of-blob": Case(kind("blob", "blob:https://shop.example/u", 3), SCRIPT, ""),
    "frame-of-wasm": Case(kind("wasm", "wasm://wasm/7", 3), SCRIPT, ""),
    "frame-of-bytecode": Case(kind("bytecode", "h0.hbc", 1), SCRIPT, ""),
    "frame-of-javascript-url": Case(kind("inline", "javascript:f()", 1), SCRIPT, ""),
    "frame-in-page": Case(
        but(frame={"url": "https://shop.example/"}, ledger={"url": ""}),
        but(ledger={"url": ""}),
        "is the page that the event happened on",
    ),
    "frame-of-third-party": Case(
        but(frame={"url": "https://ads.example/a.js"}, ledger={"url": ""}),
        but(frame={"url": "https://shop.example/a.js"}, ledger={"url": ""}),
        "it comes from https://ads.example",
    ),
    "frame-of-package": Case(
        kind("script", "/srv/app/node_modules/next/dist/server.js", 7),
        kind("script", "/srv/app/dist/server.js", 7),
        "next/dist/server.js lies in node_modules",
    ),
    "stack-missing": Case(but(event={"frames": 0}), ALL, "TypeError: x is not", "event"),
    "script-error": Case(
        but(event={"value": "Script error.", "frames": 0}), ALL, "without a stack", "event"
    ),
    "column-missing": Case(
        but(RESOLVED, frame={"column": None}), RESOLVED, "and no column", "resolved"
    ),
    "sdk-too-old": Case(
        but(BARE, event={"sdk_version": "7.55.0"}, server={"sdk_support": "needs-upgrade"}),
        but(BARE, event={"sdk_version": "7.56.0"}),
        "debug IDs are sent from 7.56.0 on",
    ),
    "script-not-injected": Case(live("served-not-injected"), ALL, "byte 20 differs"),
    "snippet-stripped": Case(live("served-snippet-missing"), ALL, "byte 20 differs"),
    "snippet-absent": Case(but(BARE, files={"snippet_id": None}), BARE, f"says debugId={ID}"),
    "frame-path-rewritten": Case(
        but(event={"images": {"/srv/static/page.js": ID}}),
        but(event={"images": {OTHER: OTHER_ID}}),
        f"debug ID {ID} for /srv/static/page.js",
    ),
    "worker-not-registered": Case(
        but(event={"images": {OTHER: OTHER_ID}}, files={"is_worker": True}),
        but(event={"images": {OTHER: OTHER_ID}}),
        "listens as a worker does",
    ),
    "image-missing": Case(BARE, ALL, f"none for {PATH}"),
    "bundle-in-other-project": Case(
        but(UNKNOWN, server={"elsewhere": ("app",)}), UNKNOWN, "a bundle of app has it"
    ),
    "bundle-not-stored": Case(
        but(UNKNOWN, ledger={"uploaded": "", "upload_failure": "the server said: error"}),
        but(UNKNOWN, ledger={"owner": ""}),
        "the upload ended so: the server said: error",
    ),
    "build-unknown": Case(
        but(UNKNOWN, ledger={"owner": "", "debug_id": OTHER_ID}),
        UNKNOWN,
        "does not know it either",
    ),
    "old-build-served": Case(
        but(UNKNOWN, ledger={"owner": "", "earlier": "shop@1"}),
        but(UNKNOWN, ledger={"owner": ""}),
        "is of release shop@1",
    ),
    "uploaded-after-event": Case(
        but(event={"received": days_ago(3)}), ALL, f"the event came at {days_ago(3)}"
    ),
    "map-not-stored": Case(but(server={"map_stored": False}), ALL, "no map with this debug ID is"),
    "script-not-stored": Case(
        but(server={"script_stored": False}), ALL, "no script with this debug ID is"
    ),
    "bundle-expired": Case(
        but(UNKNOWN, ledger={"uploaded": days_ago(91)}),
        but(UNKNOWN, ledger={"uploaded": days_ago(89)}),
        "it was uploaded 91 days ago",
    ),
    "bundle-not-indexed": Case(
        but(UNKNOWN, server={"listed": True}), UNKNOWN, "but its bundle is listed"
    ),
    "nothing-uploaded": Case(
        but(NO_IDS, server={"has_bundles": False, "has_release": False, "named": ()}),
        NO_IDS,
        "has no bundle at all",
    ),
    "release-differs": Case(
        but(NO_IDS, server={"has_release": False, "releases": ("shop@2.0", "app@7"), "named": ()}),
        NO_IDS,
        "there is a release called shop@2.0",
    ),
    "dist-differs": Case(NODE, NO_IDS, "the event has dist 8"),
    "url-differs": Case(
        but(NO_IDS, server={"named": (Stored("~/assets/page.js", "", "shop@2"),)}),
        but(NO_IDS, server={"by_url": "found", "map_by_url": "found"}),
        "they differ in the folder: /static/ and /assets/",
    ),
    "map-reference-wrong": Case(
        but(NO_IDS, server={"by_url": "found", "reference": "p.js.map"}),
        but(NO_IDS, server={"by_url": "found", "map_by_url": "found"}),
        "it names p.js.map, which is not stored",
    ),
    "map-of-other-build": Case(but(files={"line_exists": False}), ALL, "has no line 2, column 40"),
    "script-rewritten": Case(live("served-rewritten"), ALL, "its finding is served-rewritten"),
    "encoding-stale": Case(live("served-encoding-stale"), ALL, "byte 20 differs"),
    "position-unmapped": Case(
        but(files={"original": None}, event={"errors": (INVALID,)}), ALL, "has no entry at line 2"
    ),
    "map-broken": Case(
        but(files={"original": None, "map_fault": "not JSON: byte 7"}), ALL, "not JSON: byte 7"
    ),
    "fetch-failed": Case(
        but(files=None, event={"errors": ("js_scraping_disabled",)}), ALL, "js_scraping_disabled"
    ),
    "script-not-in-release": Case(
        but(event=None, server=None, files=None, ledger={"url": "", "debug_id": ""}),
        but(event=None, server=None, files=None),
        "no pair of shop@2 is served at",
    ),
    "source-text-missing": Case(
        but(event={"original": msgspec.structs.replace(PLACE, text=None)}),
        RESOLVED,
        "no text of src/page.ts",
        "resolved",
    ),
    "dependency-minified": Case(
        but(event={"original": msgspec.structs.replace(PLACE, source="node_modules/a/b.min.js")}),
        but(event={"original": msgspec.structs.replace(PLACE, source="node_modules/a/b.js")}),
        "which was minified before",
        "resolved",
    ),
    "function-name-minified": Case(
        but(event={"original": msgspec.structs.replace(PLACE, function="r")}),
        RESOLVED,
        "the function is told as r",
        "resolved",
    ),
    "stack-cut": Case(but(event={"omitted": 12}), ALL, "12 frames were left out", "event"),
    "frame-not-in-app": Case(
        but(RESOLVED, event={"in_app": False}), RESOLVED, "in_app: false", "resolved"
    ),
}


@pytest.mark.parametrize("code", BY_CODE)
def test_a_cause_is_told_by_its_evidence_and_not_without(code: str) -> None:
    """One that holds whatever is known would send people to the wrong place."""
    case = CASES[code]
    told, control = tell(case.made, case.about), tell(case.control, case.about)

    assert told.cause is not None
    assert code == told.cause.code
    assert case.says in " · ".join(told.evidence)
    assert control.cause is None or control.cause.code != code


def test_nothing_is_told_where_nothing_is_wrong() -> None:
    """And all that was asked is there to be printed."""
    told = tell(ALL)

    assert told.cause is None
    asked = [cause.code for cause in ORDER if "minified" in cause.about]
    assert sorted(asked) == sorted(code for code, _ in (*told.ruled_out, *told.unasked))
    assert () == told.unasked


def test_what_could_not_be_asked_is_never_taken_for_a_no() -> None:
    """A frame out of a pasted text: most of the table has nothing to go by."""
    told = tell(SCRIPT)
    unasked = dict(told.unasked)

    assert told.cause is None
    assert "the live site: invoke live" == unasked["script-not-injected"]
    assert {"uploaded-after-event", "script-not-in-release", "map-broken"} <= set(unasked)


def test_what_was_asked_before_is_kept_in_its_order() -> None:
    """`--verbose` prints it: a reader sees why it is none of these."""
    told = tell(but(event={"received": days_ago(3)}))
    before = [cause.code for cause in ORDER if "minified" in cause.about]

    assert told.cause is not None
    asked = {*dict(told.ruled_out), *dict(told.unasked)}
    assert asked == set(before[: before.index(told.cause.code)])


@pytest.mark.parametrize("cause", ORDER, ids=lambda cause: cause.code)
def test_a_row_says_everything_and_leads_to_a_heading(cause: Cause) -> None:
    """One line each; a code is of a cause or of a finding, never of both."""
    name, _, anchor = cause.page.partition("#")
    text = (PACKAGE / "docs" / name).read_text(encoding="utf-8")
    heads = {line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")}

    assert all((cause.title, cause.told_by, cause.why))
    assert not any("|" in one or "\n" in one for one in msgspec.structs.astuple(cause)[:5])
    assert anchor in {
        "".join(c for c in head if c not in "`,.?:").replace(" ", "-") for head in heads
    }
    assert cause.code not in CATALOGUE


def test_every_cause_stands_once_in_the_order_and_under_one_symptom() -> None:
    """A row that nobody asks, or that the page forgets, does not exist."""
    seen = Counter(code for symptom in SYMPTOMS for code in symptom.causes)

    assert set(CASES) == set(BY_CODE) == set(seen)
    assert {1} == set(seen.values())
    assert len(ORDER) == len(BY_CODE)
    assert len(ORDER) > 40


def test_the_page_is_that_of_the_table() -> None:
    """`nox -s schema` writes it."""
    assert page() == (PACKAGE / "docs" / "debugging.md").read_text(encoding="utf-8")


# One thing to look at closely: how two URLs differ, and which releases are alike


@pytest.mark.parametrize(
    ("path", "stored", "says"),
    [
        ("https://shop.example/a/p.js?dpl=7", "~/a/p.js", "the query ?dpl=7"),
        ("https://cdn.example/a/p.js", "https://shop.example/a/p.js", "the host"),
        ("https://shop.example/a/%5Bid%5D/p.js", "~/a/[id]/p.js", "how characters are escaped"),
        ("https://shop.example/A/p.js", "~/a/p.js", "upper and lower case"),
        ("https://shop.example/v2/a/p.js", "~/a/p.js", "the folder: /v2/a/ and /a/"),
    ],
)
def test_the_difference_of_two_urls_is_named(path: str, stored: str, says: str) -> None:
    """Two long URLs under each other hide a capital well."""
    evidence = but(
        NO_IDS, frame={"url": path}, event={}, server={"named": (Stored(stored, "", "shop@2"),)}
    )
    told = tell(evidence)

    assert told.cause is not None
    assert "url-differs" == told.cause.code
    assert any(says in line for line in told.evidence)


@pytest.mark.parametrize(
    ("name", "version", "held"),
    [
        ("sentry.javascript.nextjs", "7.119.0", True),
        ("sentry.javascript.nextjs", "8.0.0", False),
        ("sentry.javascript.electron", "4.6.0", False),
        ("sentry.javascript.react-native", "5.10.0", True),
        ("my.own.sdk", "99.0.0", True),
        ("", "", False),
    ],
)
def test_an_sdk_is_judged_without_a_server_too(name: str, version: str, held: bool) -> None:
    """Servers that are none of Sentry's do not say which SDKs can."""
    told = tell(but(BARE, event={"sdk_name": name, "sdk_version": version}, server=None))

    assert told.cause is not None
    assert held == (told.cause.code == "sdk-too-old")


def test_a_remedy_that_knows_better_replaces_the_usual_one() -> None:
    """It names the projects that are meant."""
    told = tell(CASES["bundle-in-other-project"].made)

    assert "upload to web (server.projects), or send events to app (the DSN)" == told.remedy
