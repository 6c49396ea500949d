"""Pairing: every script finds its own map, and no other's."""

import pytest

from buildtools.sourcemaps.pairing import is_map, is_script, pair, url_of

S = "app/.next/static/chunks"
N = "app/.next/server/chunks"


def _urls(*maps: str) -> dict[str, str]:
    return {path: url_of("~/_next/static", path.removeprefix("app/.next/static/")) for path in maps}


def _codes(paired: object) -> list[tuple[str, str, str]]:
    return [(f.code, f.severity, f.subject) for f in paired.findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("script", "reference", "map_"),
    [
        pytest.param(f"{S}/458f.js", "1t-1b.js.map", f"{S}/1t-1b.js.map", id="turbopack-client"),
        pytest.param(
            f"{N}/[root-of-the-server]__17._.js",
            "%5Broot-of-the-server%5D__17._.js.map",
            f"{N}/[root-of-the-server]__17._.js.map",
            id="turbopack-server",
        ),
        pytest.param(
            f"{N}/turbopack-[x].js", "%5Bx%5D.js.map", f"{N}/[x].js.map", id="encoded-and-prefixed"
        ),
        pytest.param(f"{N}/turbopack-x.js", "x.js.map", f"{N}/x.js.map", id="turbopack-edge"),
        pytest.param(f"{S}/a.js", "a.js.map?v=12#x", f"{S}/a.js.map", id="query-and-fragment"),
        pytest.param(f"{S}/a.js", "../maps/a.map", "app/.next/static/maps/a.map", id="subfolder"),
        pytest.param(
            f"{S}/a.js",
            "https://cdn.example.com/_next/static/m/b.map",
            "app/.next/static/m/b.map",
            id="absolute",
        ),
        pytest.param(
            f"{S}/a.js",
            "//cdn/_next/static/m/b.map",
            "app/.next/static/m/b.map",
            id="without-scheme",
        ),
        pytest.param(f"{S}/a.js", "/_next/static/m/b.map", "app/.next/static/m/b.map", id="rooted"),
        pytest.param(f"{S}/a.js", "/unknown/path/b.map", f"{S}/b.map", id="unknown-public-path"),
        pytest.param(
            f"{S}/a.js", "https://maps.example/static/m/b.map", "app/.next/static/m/b.map", id="end"
        ),
        pytest.param(f"{S}/a.js", "..\\m\\b.map", "app/.next/static/m/b.map", id="windows"),
        pytest.param(f"{S}/a.js", "a%20b.map", f"{S}/a%20b.map", id="percent-in-the-real-name"),
        pytest.param("dist/js/a.js", "a.js.map", "dist/maps/a.js.map", id="one-folder-differs"),
        pytest.param(f"{S}/a.js", "gone.map", f"{S}/a.js.map", id="named-wrong-but-beside"),
        pytest.param(f"{S}/a.js", None, f"{S}/a.js.map", id="hidden"),
        pytest.param(f"{S}/a.mjs", None, f"{S}/a.map", id="guess-stem"),
        pytest.param(f"{S}/a.min.js", None, f"{S}/a.map", id="guess-min-stem"),
        pytest.param(f"{S}/a.min.js", None, f"{S}/a.js.map", id="guess-min-plain"),
        pytest.param(f"{S}/a.min.js", None, f"{S}/a.min.map", id="guess-min"),
    ],
)
def test_a_script_finds_its_map(script: str, reference: str | None, map_: str) -> None:
    """Each way of naming a map was seen in a real build; sentry-cli misses some of them."""
    paired = pair({script: reference}, _urls(map_, "other/unrelated.js.map"))

    assert {script: map_} == paired.maps
    assert ("other/unrelated.js.map",) == paired.orphans
    assert ((), ()) == (paired.findings, paired.without_map)


def test_an_embedded_map_is_no_file() -> None:
    """A map beside it is then not this script's map."""
    paired = pair({"a.js": "data:application/json;base64,e30="}, {"a.js.map": "~/a.js.map"})

    assert {"a.js": None} == paired.maps
    assert ("a.js.map",) == paired.orphans


def test_a_named_map_that_is_not_there_is_an_error() -> None:
    """Most often a deploy step has deleted the maps already: nothing would resolve."""
    paired = pair({"a.js": "a.js.map", "b.js": None}, {})

    assert [("map-named-but-missing", "error", "a.js")] == _codes(paired)
    assert ("a.js", "b.js") == paired.without_map


def test_a_missing_map_on_another_host_is_a_warning() -> None:
    """Copied vendor scripts name their map on a CDN; they are not this build's."""
    paired = pair({"a.js": "https://unpkg.com/x/a.js.map"}, {})

    assert [("map-named-but-missing", "warning", "a.js")] == _codes(paired)


def test_a_map_that_two_scripts_would_guess_goes_to_neither() -> None:
    """The wrong map is worse than none: it resolves to wrong lines."""
    paired = pair({"foo.js": None, "foo.min.js": None}, {"foo.map": "~/foo.map"})

    assert {} == paired.maps
    assert [("map-ambiguous", "error", "foo.js"), ("map-ambiguous", "error", "foo.min.js")] == (
        _codes(paired)
    )


def test_two_guesses_for_one_script_are_a_doubt() -> None:
    """Either map may be of another build of the same script."""
    paired = pair({"a.min.js": None}, {"a.map": "~/a.map", "a.js.map": "~/a.js.map"})

    assert [("map-ambiguous", "error", "a.min.js")] == _codes(paired)


def test_a_guess_never_takes_a_map_that_is_claimed() -> None:
    """a.js.map belongs to a.js beside it; the minified copy simply has no map."""
    paired = pair({"a.js": None, "a.min.js": None}, {"a.js.map": "~/a.js.map"})

    assert {"a.js": "a.js.map"} == paired.maps
    assert ("a.min.js",) == paired.without_map
    assert () == paired.findings


def test_a_near_map_is_not_taken_from_its_own_script() -> None:
    """A deleted map must not be replaced by another script's: every line would be wrong."""
    paired = pair(
        {"a/index.js": "index.js.map", "b/index.js": "index.js.map"},
        {"b/index.js.map": "~/b/index.js.map"},
    )

    assert {"b/index.js": "b/index.js.map"} == paired.maps
    assert [("map-named-but-missing", "error", "a/index.js")] == _codes(paired)


def test_maps_of_one_url_in_two_outputs_are_a_doubt() -> None:
    """Two outputs configured with one URL: either map may be meant."""
    paired = pair({"a.js": "/x/a.map"}, {"m/a.map": "~/x/a.map", "n/a.map": "~/x/a.map"})

    assert [("map-ambiguous", "error", "a.js")] == _codes(paired)


def test_two_near_maps_are_a_doubt() -> None:
    """A name that fits two folders equally well is refused, not taken by chance."""
    paired = pair(
        {"dist/js/a.js": "a.map"}, {"dist/m/a.map": "~/m/a.map", "dist/n/a.map": "~/n/a.map"}
    )

    assert [("map-ambiguous", "error", "dist/js/a.js")] == _codes(paired)


def test_two_scripts_may_name_one_map() -> None:
    """Turbopack's entries share one empty map; whether that is harm depends on what is in it."""
    paired = pair({"a.js": "x.map", "b.js": "x.map"}, {"x.map": "~/x.map"})

    assert {"a.js": "x.map", "b.js": "x.map"} == paired.maps


def test_the_order_does_not_depend_on_the_input() -> None:
    """The same build gives the same ledger."""
    scripts = {"b.js": "gone", "a.js": "gone", "c.js": "c.map"}
    there = {"c.map": "~/c.map", "z.map": "~/z.map"}

    assert pair(scripts, there) == pair(dict(reversed(scripts.items())), there)


@pytest.mark.parametrize(
    ("prefix", "url"),
    [
        ("~", "~/a/[slug].js"),
        ("~/_next/", "~/_next/a/[slug].js"),
        ("app:///", "app:///a/[slug].js"),
        ("https://c.example.com/s/", "https://c.example.com/s/a/[slug].js"),
    ],
)
def test_urls_are_prefix_and_path(prefix: str, url: str) -> None:
    """Frames name scripts by these, so they must match sentry-cli's to the letter."""
    assert url == url_of(prefix, "a/[slug].js")


def test_files_are_told_by_their_names() -> None:
    """Maps of styles and of type declarations belong to no script."""
    names = ("a.js", "a.mjs", "a.cjs", "A.JS", "a.json", "a.js.map", "a.css.map", "a.d.ts.map")

    assert ["a.js", "a.mjs", "a.cjs"] == [name for name in names if is_script(name)]
    assert ["a.js.map"] == [name for name in names if is_map(name)]


def test_an_address_finds_the_map_that_shares_most_of_its_end() -> None:
    """Two maps of one name lie in folders that only one of them has in the address."""
    maps = {f"dist/{folder}/maps/b.map": f"~/{folder}/maps/b.map" for folder in ("one", "two")}
    found = pair({"dist/a.js": "https://maps.example/x/two/maps/b.map"}, maps)
    unsure = pair({"dist/a.js": "https://maps.example/x/maps/b.map"}, maps)
    nothing = pair({"dist/a.js": "https://maps.example/x/b.map"}, maps)

    assert found.maps == {"dist/a.js": "dist/two/maps/b.map"}
    assert _codes(unsure) == [("map-ambiguous", "error", "dist/a.js")]
    assert _codes(nothing) == [("map-named-but-missing", "warning", "dist/a.js")]


def test_the_end_of_an_address_never_takes_a_claimed_map() -> None:
    """A vendor's script may name a map as ours is called."""
    maps = {"dist/js/app.js.map": "~/js/app.js.map"}
    paired = pair({"dist/js/app.js": None, "dist/w.js": "https://cdn.example/js/app.js.map"}, maps)

    assert paired.maps["dist/js/app.js"] == "dist/js/app.js.map"
