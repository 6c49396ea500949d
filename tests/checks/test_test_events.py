"""Proof by a round trip: which frames are sent, and how an answer is judged."""

from pathlib import Path

import pytest

from buildtools.checks.injected_pairs import Side
from buildtools.checks.probing import choose
from buildtools.checks.test_events import Probe, Seen, batches, judge, same_file, stack_name
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply
from buildtools.values import DebugId, Kind

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made"
ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")


def pair(name: str) -> tuple[Side, Side]:
    before = Side((MADE / name).read_bytes(), (MADE / f"{name}.map").read_bytes())
    planned = plan(before.script, before.map)
    return before, Side(apply(before.script, planned.script), apply(before.map, planned.map))


def probe(kind: Kind = "browser", function: str | None = "checkout") -> Probe:
    return Probe(kind, "a.js", "~/a.js", ID, 3, 17, "../../src/cart.ts", 27, function)


@pytest.mark.symbolic
def test_frames_with_a_function_name_come_first() -> None:
    """A frame whose function can be compared proves more than one whose line can."""
    sides = pair("server/server.js")
    chosen = choose("node", "server.js", "app:///server.js", ID, sides, 4)

    functions = {"readOrder", "handleOrder", "checkout", "addCents", "formatCents", "Cart"}

    assert len(chosen) == 4
    assert {each.function for each in chosen[:3]} <= functions


def test_positions_are_of_the_injected_file_and_originals_of_the_one_before() -> None:
    """Otherwise a wrong shift would agree with itself."""
    before, after = pair("server/server.js")
    lines = {each.line for each in choose("node", "s.js", "app:///s.js", ID, (before, after), 9)}
    start = after.script.count(b"\n") - before.script.count(b"\n")

    assert start - 1 <= min(lines)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(Seen(True, "../../src/cart.ts", 28, "checkout"), id="as the map says"),
        pytest.param(Seen(True, "src/cart.ts", 28, "checkout"), id="without leading dots"),
    ],
)
def test_a_frame_that_came_back_as_its_original_is_right(seen: Seen) -> None:
    """The positive case."""
    assert [] == list(judge(probe(), seen))


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        pytest.param(None, "frame-not-resolved", id="cut away"),
        pytest.param(Seen(False, "/a.js", 4, "?"), "frame-not-resolved", id="minified"),
        pytest.param(Seen(True, "src/cart.ts", 29, "checkout"), "frame-wrong", id="line"),
        pytest.param(Seen(True, "src/card.ts", 28, "checkout"), "frame-wrong", id="file"),
        pytest.param(Seen(True, "src/cart.ts", 28, "total"), "frame-wrong", id="function"),
        pytest.param(Seen(True, "", 28, "checkout"), "frame-wrong", id="no file"),
    ],
)
def test_any_other_answer_is_an_error(seen: Seen | None, code: str) -> None:
    """File, line and function each count."""
    assert [code] == [found.code for found in judge(probe(), seen)]


def test_a_frame_that_is_not_there_is_not_called_minified() -> None:
    """An event that was trimmed is another fault than a frame without its map."""
    (absent,) = judge(probe(), None)
    (minified,) = judge(probe(), Seen(False, "/a.js", 4, "?"))

    assert "is missing in the event" in absent.sentence
    assert "minified" not in absent.sentence
    assert "came back minified" in minified.sentence


def test_a_function_that_cannot_be_compared_is_not_judged() -> None:
    """An anonymous function has as many names as there are servers."""
    assert [] == list(judge(probe(function=None), Seen(True, "src/cart.ts", 28, "e")))


@pytest.mark.parametrize(
    ("source", "shown", "same"),
    [
        pytest.param("webpack://_N_E/./src/a.ts", "./src/a.ts", True, id="webpack"),
        pytest.param("turbopack:///[project]/src/a.ts", "src/a.ts", True, id="turbopack"),
        pytest.param("../../src/a.ts", "src/a.ts", True, id="relative"),
        pytest.param("webpack://app/./src/a.ts?e642", "./src/a.ts", True, id="with a query"),
        pytest.param("lib/src/a.ts", "a.ts", False, id="only the name is equal"),
        pytest.param("src/a.ts", "src/b.ts", False, id="another file"),
        pytest.param("a.ts", "", False, id="nothing shown"),
    ],
)
def test_a_file_is_known_by_all_of_its_path_but_the_namespace(
    source: str, shown: str, same: bool
) -> None:
    """Every app has many an index.ts: the last part alone proves nothing."""
    assert same is same_file(source, shown)


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        pytest.param(
            "~/a.js", "https://www.example.com/", "https://www.example.com/a.js", id="site"
        ),
        pytest.param("~/a.js", None, "https://app.invalid/a.js", id="no site"),
        pytest.param("app:///s.js", "https://www.example.com", "app:///s.js", id="server"),
    ],
)
def test_a_stack_names_scripts_by_absolute_urls(url: str, site: str | None, expected: str) -> None:
    """`~` is Sentry's word for any site; no stack ever says it."""
    assert expected == stack_name(url, site)


def test_an_event_holds_frames_of_one_kind_only() -> None:
    """Its platform says how its frames are read."""
    sent = list(batches([probe(), probe("node"), probe(), probe()], 2))

    assert [["browser", "browser"], ["browser"], ["node"]] == [
        [each.kind for each in batch] for batch in sent
    ]


def test_a_fault_anywhere_in_a_stored_map_would_show() -> None:
    """Fields of a map are sums over all before: the last position is always among those sent."""
    before, after = pair("server/server.js")
    last = [each for each in after.resolver.tokens() if each.source][-1]
    chosen = choose("node", "s.js", "app:///s.js", ID, (before, after), 3)

    assert (last.dst_line, last.dst_column) in {(each.line, each.column) for each in chosen}


KNOWN = probe()._replace(original_column=4, text="  return total;")


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        pytest.param(5, "  return total;", None, id="right"),
        pytest.param(None, "  return total;", None, id="no column told"),
        pytest.param(5, "  re{snip}", None, id="a long line, cut"),
        pytest.param(8, "  return total;", "frame-wrong", id="column"),
        pytest.param(5, "  return sum;", "frame-wrong", id="another line of source"),
        pytest.param(5, None, "frame-without-source", id="no line of source"),
    ],
)
def test_column_and_source_line_count_too(
    column: int | None, text: str | None, code: str | None
) -> None:
    """The right line number with the wrong code beside it misleads whoever reads it."""
    seen = Seen(True, "src/cart.ts", 28, "checkout", column, text)

    assert ([code] if code else []) == [found.code for found in judge(KNOWN, seen)]
