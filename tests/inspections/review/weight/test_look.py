"""What built scripts weigh and hold, seen in builds that were made by hand."""

import base64
from pathlib import Path

import pytest

from buildtools.inspections.review.asked import Asked
from buildtools.inspections.review.weight import look
from buildtools.ledger import Entry, Ledger
from buildtools.results import Built
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.page import HERE, LIVE, PageSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.reviewed import Table
from buildtools.review.unseen import Unseen
from buildtools.settings import Output
from buildtools.sourcemaps.scripts.snippet import snippet
from buildtools.values import DebugId, Pair
from tests.inspections.review.weight import made

NOT_READ = Unseen("sources are not read", asked=False)
ID = DebugId("11111111-2222-4333-8444-555555555555")


def seen(root: Path, sources: SourcesSeen | Unseen = NOT_READ, **more: object) -> BuildSeen:
    """Look, where there is something to be seen."""
    found = look(made.scope(root, **more), sources)  # type: ignore[arg-type] # named by tests
    assert isinstance(found, BuildSeen), found
    return found


def figures(found: BuildSeen) -> dict[str, float]:
    return {each.name: each.value for each in found.figures}


def table(found: BuildSeen, name: str) -> Table:
    return next(each for each in found.tables if each.name == name)


def rows(found: BuildSeen, name: str) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in table(found, name).rows}


def test_a_build_is_weighed_by_package_page_and_feature(tmp_path: Path) -> None:
    """The first page has what its HTML names; the rest is in all scripts alone."""
    pieces = (made.APP, made.CLIENT, made.VERSION, made.TRACING, made.REACT)
    made.script(tmp_path / "dist", "main.js", pieces)
    made.script(tmp_path / "dist", "later.js", (made.REPLAY,))
    (tmp_path / "dist" / "plain.js").write_text("data()")
    made.page(tmp_path / "dist", "index.html", "/main.js", "/plain.js")
    found = seen(tmp_path, made.sources("init"))

    sdk = sum(len(text) for _, text in (made.CLIENT, made.VERSION, made.TRACING))
    numbers = figures(found)
    assert sdk == numbers["weight-first-page"]
    assert sdk + len(made.REPLAY[1]) == numbers["weight-all"]
    assert numbers["weight-first-page-gz"] < numbers["weight-all-gz"] < numbers["weight-all"]
    assert 0 == numbers["weight-pipeline"]
    assert ("dist/main.js", "dist/plain.js") == found.first_page
    assert ("tracing",) == found.features_first
    assert ("tracing", "replay") == found.features_all
    assert {"browser": ("dist/main.js",)} == found.initialised
    assert (("11.8.0",), ("web@1",), ("127.0.0.1:9/1",)) == (
        found.copies,
        found.releases,
        found.dsns,
    )
    assert {"tracing": "first page", "replay": "later"} == {
        name: row[0] for name, row in rows(found, "features").items()
    }


def test_what_is_loaded_later_saves_one_copy_of_it(tmp_path: Path) -> None:
    """Builds repeat it for other routers; of parts that differ a page loads all."""
    made.script(tmp_path / "dist", "main.js", (made.APP, made.CLIENT))
    made.page(tmp_path / "dist", "index.html", "/main.js")
    for name in ("one.js", "other.js"):
        made.script(tmp_path / "dist", name, (made.REPLAY,))
    twice = rows(seen(tmp_path), "optimizations")["replay is loaded later"]
    made.script(tmp_path / "dist", "part.js", ((f"{made.SDK}/replay/src/more.ts", "m();" * 900),))
    parts = rows(seen(tmp_path), "optimizations")["replay is loaded later"]

    alone = rows(seen(tmp_path), "features")["replay"]
    assert ("in effect", "in effect") == (twice[0], parts[0])
    assert 0 < int(str(twice[1])) < int(str(parts[1])) < int(str(alone[2]))


def test_the_rows_of_packages_are_all_that_there_is(tmp_path: Path) -> None:
    """Scripts without a map are a class of their own, and so is what no source has."""
    made.script(tmp_path / "dist", "main.js", (made.APP, made.CLIENT, made.REACT))
    (tmp_path / "dist" / "plain.js").write_text("data()")
    by_package = rows(seen(tmp_path), "weight-by-package")

    total = by_package.pop("all scripts for browsers")
    sentry = by_package.pop("Sentry, as one")
    assert total[0] == sum(int(str(row[0])) for row in by_package.values())
    assert len(made.CLIENT[1]) == sentry[0] == by_package["@sentry/core"][0]
    assert 6 == by_package["scripts without a map"][0]
    assert {"the app", "react", "not mapped"} < by_package.keys()


def test_what_the_pipeline_added_is_told_apart(tmp_path: Path) -> None:
    """It is Sentry's too, and no code of the SDK; a script without a map may have it."""
    made.script(tmp_path / "dist", "main.js", (made.APP, made.CLIENT))
    before = figures(seen(tmp_path))
    statement = snippet(ID).decode()
    for name in ("main.js", "plain.js"):
        path = tmp_path / "dist" / name
        code = path.read_text() if path.is_file() else "data();"
        path.write_text(f"{code}\n{statement}\n//# debugId={ID}")
    after = seen(tmp_path)

    added = 2 * (len(statement) + len(f"//# debugId={ID}"))
    assert added == figures(after)["weight-pipeline"]
    assert before["weight-all"] + added == figures(after)["weight-all"]
    assert added == rows(after, "weight-by-package")["what the pipeline added"][0]


def test_a_script_goes_by_the_map_that_the_ledger_names(tmp_path: Path) -> None:
    """Where `strip` took the comment away nothing else says it."""
    made.script(tmp_path / "dist", "main.js", (made.APP, made.CLIENT))
    script = tmp_path / "dist" / "main.js"
    script.write_text(script.read_text().partition("\n")[0])
    (tmp_path / "dist" / "main.js.map").rename(tmp_path / "dist" / "other.map")
    pair = Pair("dist/main.js", "dist/other.map", "~/main.js", "~/other.map", "browser")
    entry = Entry(1, {}, Built((pair,), 1, 0), "2026-01-01T00:00:00Z", 1.0)
    ledger = Ledger("local", "web@1", entries={"build": entry})

    assert 0 == figures(seen(tmp_path))["weight-all"]
    assert len(made.CLIENT[1]) == figures(seen(tmp_path, ledger=ledger))["weight-all"]


def test_a_map_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """And its script is none of anybody's."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT,))
    (tmp_path / "dist" / "main.js.map").write_text("{")
    found = seen(tmp_path)

    assert 1 == len(found.unread)
    assert found.unread[0].startswith("dist/main.js: ")
    assert "scripts without a map" in rows(found, "weight-by-package")


@pytest.mark.parametrize(
    ("outputs", "place"),
    [
        (made.BROWSER, "dist/index.html"),
        ((Output("dist/assets", "~/assets"),), "dist/index.html"),
        ((Output(".next/static", "~/_next/static"),), ".next/server/app/index.html"),
    ],
)
def test_pages_are_found_where_builds_leave_them(
    tmp_path: Path, outputs: tuple[Output, ...], place: str
) -> None:
    """In an output, above one, and where a framework has them."""
    (output,) = outputs
    made.script(tmp_path / output.path, "main.js", (made.CLIENT,))
    made.page(tmp_path, place, f"{output.url.removeprefix('~').rstrip('/')}/main.js")
    found = seen(tmp_path, outputs=outputs)

    assert place in next(x.source for x in found.figures if x.name == "weight-first-page")
    assert (f"{output.path}/main.js",) == found.first_page


def test_a_page_that_is_only_served_is_not_known(tmp_path: Path) -> None:
    """No figure of it is made up."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT,))
    found = seen(tmp_path)
    assert "no page lies in the build" in found.first_page_unknown
    assert "weight-first-page" not in figures(found)

    made.page(tmp_path / "dist", "about.html", "/main.js")
    found = seen(tmp_path)
    assert "/ is no page of the build, which made /about: review.page names the first" == (
        found.first_page_unknown
    )
    assert ("dist/main.js",) == seen(tmp_path, first="/about").first_page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (PageSeen("/en", HERE, html='<script type="module" src="/main.js"></script>'), True),
        (PageSeen("/en", HERE, html="<script>import('./main.js')</script>"), True),
        (PageSeen("/en", HERE), False),
        (PageSeen("/en", LIVE, html='<script src="/main.js"></script>'), False),
        (Unseen("--browser was not given", asked=False), False),
    ],
)
def test_a_page_that_the_app_served_to_a_browser_is_known(
    tmp_path: Path, page: PageSeen | Unseen, expected: bool
) -> None:
    """What a live site serves may be of another build."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT,))
    made.script(tmp_path / "dist", "later.js", (made.REPLAY,))
    found = look(made.scope(tmp_path), NOT_READ, None, page)

    assert isinstance(found, BuildSeen)
    assert (("dist/main.js",) if expected else ()) == found.first_page
    sources = [each.source for each in found.figures if each.name == "weight-first-page"]
    assert [
        "by source maps, 1 script that the page /en, as it was served, names"
    ] * expected == sources


def test_a_first_page_that_lies_in_the_build_stands_before_a_served_one(tmp_path: Path) -> None:
    """It is there without a browser, too: both reviews tell the same."""
    for name in ("main.js", "other.js"):
        made.script(tmp_path / "dist", name, (made.CLIENT,))
    made.page(tmp_path / "dist", "index.html", "/main.js")
    served = PageSeen("/", HERE, html='<script src="/other.js"></script>')
    found = look(made.scope(tmp_path), NOT_READ, None, served)

    assert isinstance(found, BuildSeen)
    assert ("dist/main.js",) == found.first_page
    assert ["/, before it works"] == [
        row[0] for row in table(found, "weight-by-page").rows if "before" in str(row[0])
    ]


def test_a_build_without_its_dsn_has_no_weight(tmp_path: Path) -> None:
    """What is left of the SDK then says nothing of what it weighs with it."""
    made.script(tmp_path / "dist", "main.js", (made.APP, made.VERSION))
    found = seen(tmp_path)

    assert "the SDK's init is not in the scripts" in found.weightless
    assert ((), ()) == (found.figures, found.tables)
    assert {"browser": ()} == found.initialised


def test_flags_are_held_against_what_is_still_there(tmp_path: Path) -> None:
    """Where they are set is what the sources say."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT, made.DEBUG))
    flags = (("__SENTRY_DEBUG__", "next.config.ts:9"), ("__SENTRY_TRACING__", "next.config.ts:9"))
    found = {each.name: each for each in seen(tmp_path, made.sources("init", flags=flags)).flags}

    assert ("dist/main.js",) == found["__SENTRY_DEBUG__"].left
    assert () == found["__SENTRY_TRACING__"].left
    assert "next.config.ts:9" == found["__SENTRY_TRACING__"].where
    assert "" == found["__RRWEB_EXCLUDE_IFRAME__"].where


@pytest.mark.parametrize(
    ("pieces", "calls", "escaped"),
    [
        ((made.REPLAY, made.CANVAS, made.FEEDBACK), ("init",), 3),
        ((made.REPLAY, made.CANVAS), ("init", "replayIntegration"), 0),
        ((made.REPLAY, made.CANVAS), (), 0),
        ((made.REPLAY, *map(made.vendor, ("statsig", "unleash", "growthbook"))), (), 1),
        ((made.REPLAY, *map(made.vendor, ("statsig",))), (), 0),
    ],
)
def test_a_namespace_has_escaped_where_all_of_it_is_there(
    tmp_path: Path, pieces: tuple[made.Piece, ...], calls: tuple[str, ...], escaped: int
) -> None:
    """Several packages without a call, or integrations that nobody uses side by side."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT, *pieces))
    found = seen(tmp_path, made.sources(*calls) if calls else NOT_READ)

    assert escaped == len(found.escaped)
    assert bool(escaped) is bool(found.escaped_in)


def test_what_is_meant_to_be_later_is_told_by_the_sources(tmp_path: Path) -> None:
    """By the text that the map has of the app's own module."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").touch()
    text = 'init(); import("@sentry/replay").then((m) => add(m.replayIntegration()));'
    made.script(tmp_path / "dist", "main.js", (made.APP, made.CLIENT), {made.APP[0]: text})

    assert (("replay", "src/main.ts"),) == seen(tmp_path).loaded_later


def test_servers_and_the_edge_are_told_apart(tmp_path: Path) -> None:
    """A server may take the SDK from node_modules."""
    outputs = (
        Output(".next/static", "~/_next/static"),
        Output(".next/server", "app:///_next/server", "node"),
    )
    made.script(tmp_path / ".next/static", "main.js", (made.CLIENT,))
    made.script(tmp_path / ".next/server", "edge/chunks/a.js", (made.CLIENT,))
    call = 'require("@sentry/node").init({dsn:d})'
    made.script(tmp_path / ".next/server", "app.js", (("../src/a.ts", call),))
    found = seen(tmp_path, outputs=outputs)

    assert {
        "browser": (".next/static/main.js",),
        "edge": (".next/server/edge/chunks/a.js",),
        "server": (".next/server/app.js",),
    } == found.initialised


def test_an_app_without_scripts_for_browsers_has_no_weight(tmp_path: Path) -> None:
    """No kilobytes of nothing are measured for a server alone."""
    made.script(tmp_path / "dist", "index.js", (made.CLIENT,))
    found = seen(tmp_path, outputs=(Output("dist", "app:///dist", "node"),))

    assert {"server": ("dist/index.js",)} == found.initialised
    assert ((), ()) == (found.figures, found.tables)


def test_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    """Nothing built, or left out by --only."""
    nothing = look(made.scope(tmp_path), NOT_READ)
    assert Unseen("there are no built scripts: invoke build") == nothing

    made.script(tmp_path / "dist", "main.js", (made.CLIENT,))
    left_out = look(made.scope(tmp_path, asked=Asked(only=frozenset({"server"}))), NOT_READ)
    assert Unseen("--only=server leaves it out", asked=False) == left_out


def test_an_inline_map_counts(tmp_path: Path) -> None:
    """The script holds it itself."""
    made.script(tmp_path / "dist", "main.js", (made.CLIENT,))
    place, script = tmp_path / "dist" / "main.js.map", tmp_path / "dist" / "main.js"
    map_ = base64.b64encode(place.read_bytes()).decode()
    place.unlink()
    code = script.read_text().partition("\n")[0]
    script.write_text(f"{code}\n//# sourceMappingURL=data:application/json;base64,{map_}")

    assert len(made.CLIENT[1]) == figures(seen(tmp_path))["weight-all"]
