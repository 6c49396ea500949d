"""Names of files and functions, case by case."""

import pytest

from buildtools.sandbox import frames
from buildtools.sandbox.artifacts import last_reference
from buildtools.sandbox.functions import folded, function_name
from buildtools.sourcemaps.maps.positions import Original


@pytest.mark.parametrize(
    ("base", "source", "joined"),
    [
        ("https://h/js/a.js.map", "src/a.ts", "https://h/js/src/a.ts"),
        ("https://h/js/a.js.map", "../src/a.ts", "https://h/src/a.ts"),
        ("https://h/js/a.js.map", "/src/a.ts", "https://h/src/a.ts"),
        ("https://h/js/a.js.map", "~/src/a.ts", "https://h/src/a.ts"),
        ("https://h/js/a.js.map", "webpack:///./src/a.ts", "webpack:///./src/a.ts"),
        ("https://h/js/a.js.map", "turbopack:///[project]/a.ts", "turbopack:///[project]/a.ts"),
        ("https://h/a.js.map", "../../src/a.ts", "https://h/src/a.ts"),
        ("https://h/js/a.js.map", "//[x]/a?b#c.ts", "https://h/[x]/a?b#c.ts"),
        ("app:///js/a.js.map", "../a.ts", "app:///a.ts"),
        ("/srv/js/a.js", "../a.ts", "/srv/a.ts"),
    ],
)
def test_a_source_is_placed_beside_its_map(base: str, source: str, joined: str) -> None:
    """The abs_path of a resolved frame; one with a scheme of its own stays."""
    assert joined == frames.join(base, source)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("webpack:///src/a.ts", "src/a.ts"),
        ("webpack://_N_E/./src/a.ts", "./src/a.ts"),
        ("webpack:///../~/react/index.js", "~/react/index.js"),
        ("turbopack:///[project]/src/a.ts", "src/a.ts"),
        ("src/a.ts", "src/a.ts"),
    ],
)
def test_names_that_bundlers_give_are_shortened(source: str, shown: str) -> None:
    """What a person reads in the stack trace."""
    assert shown == frames.source_filename(source)


@pytest.mark.parametrize(
    ("url", "module"),
    [
        ("https://h/static/js/app/main.min.js?x=1", "app/main"),
        ("https://h/main.js", "main"),
        ("webpack:///./src/a.ts", "src/a"),
        ("https://h/1.2.3/a.b/c", "a.b/c"),
        ("app:///src/a.ts", "src/a"),
        ("turbopack:///[project]/src/a.ts", "src/a"),
        ("/srv/a.js", None),
        ("file:///a.js", None),
    ],
)
def test_a_module_is_named_by_its_url(url: str, module: str | None) -> None:
    """Grouping depends on it; files on disk have none."""
    assert module == frames.module_of(url)


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://h/a.js?v=1#x", ["https://h/a.js?v=1", "https://h/a.js", "~/a.js?v=1", "~/a.js"]),
        ("https://h/a.js", ["https://h/a.js", "~/a.js"]),
        ("/srv/a.js", ["/srv/a.js", "~/srv/a.js"]),
        ("a.js", ["a.js"]),
    ],
)
def test_a_file_is_looked_for_under_several_names(url: str, names: list[str]) -> None:
    """The most exact first."""
    assert names == list(frames.candidates(url))


def test_a_long_line_is_cut_around_the_column() -> None:
    """Minified lines are a megabyte; what counts stays in sight."""
    line = "a" * 500 + "X" + "b" * 500
    cut = frames.snip(line, 500)

    assert cut.startswith("{snip} a")
    assert cut.endswith("b {snip}")
    assert 140 == len(cut.replace("{snip}", "").replace(" ", ""))
    assert "X" in cut
    assert frames.snip(line, 0).startswith("a")
    assert frames.snip(line, 1000).endswith("b")
    assert "short" == frames.snip("short", 3)


@pytest.mark.parametrize(
    ("content", "reference"),
    [
        (b"f()\n//# sourceMappingURL=a.js.map\n", "a.js.map"),
        (b"f()\n//@ sourceMappingURL=a.js.map", "a.js.map"),
        (b"//# sourceMappingURL=a\n//# sourceMappingURL=b c\n", "b"),
        (b"//# sourceMappingURL=\n", None),
        (b"f()", None),
    ],
)
def test_the_last_comment_names_the_map(content: bytes, reference: str | None) -> None:
    """Wherever it stands: the server does not parse the script for it."""
    assert reference == last_reference(content)


def original(function: str | None, name: str | None = None) -> Original:
    """Make a position in a function."""
    return Original("a.ts", 0, 0, name, function)


@pytest.mark.parametrize(
    ("found", "raw", "called_as", "expected"),
    [
        (original("hello"), "h", "other", "hello"),
        (original("<anonymous>"), "h", "onClick", "onClick"),
        (original("<anonymous>"), "h", None, "h"),
        (original("<anonymous>"), None, None, "<anonymous>"),
        (original("__webpack_require__"), "n", None, "n"),
        (original(None), "h", "other", "h"),
        (original(None), None, None, "<unknown>"),
        (original(None, "run"), "$async$run", None, "run"),
        (original(None), "$async$run", None, "$async$run"),
        (original("a.a.a"), "h", None, "{a#2}.a"),
    ],
)
def test_a_function_is_named_by_the_best_witness(
    found: Original, raw: str | None, called_as: str | None, expected: str
) -> None:
    """Scope first, then the name it was called by, then the name in the script."""
    assert expected == function_name(found, raw, called_as)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a", "a"), ("a.b.c", "a.b.c"), ("a.a.b.b.b.c", "{a#2}.{b#3}.c"), ("a.a", "a.a")],
)
def test_repeats_are_folded(name: str, shown: str) -> None:
    """The last part is never folded."""
    assert shown == folded(name)


def test_extra_data_that_is_no_object_is_dropped() -> None:
    """Any JSON may stand there; a text cost the whole event before."""
    frame = {"filename": "https://h/a.js", "data": "https://h/a.js"}
    frame = frames.typed(frame)

    assert "data" not in frame


@pytest.mark.parametrize("column", [0, 70, 3000])
def test_a_large_script_shows_the_lines_of_a_small_one(column: int) -> None:
    """It is not taken apart for that; columns count UTF-16 units, as in stacks."""
    lines = [f"say('line {number}');" for number in range(20)]
    lines[10] = "say('決');" * 900
    text = "\r\n".join(lines)
    small = frames.ScriptLines(text.encode())
    large = frames.ScriptLines((text + "\n" + "//" + "x" * frames._SMALL).encode())

    assert small.around(10, column, 5) == large.around(10, column, 5)
    assert small.around(2, 0, 5) == large.around(2, 0, 5)
    assert large.around(40, 0, 5) is small.around(40, 0, 5) is None
