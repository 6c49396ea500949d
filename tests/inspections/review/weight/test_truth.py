"""How far off attribution is, from what two builds weigh."""

from pathlib import Path

from buildtools.files import disk
from buildtools.inspections.review.weight.scripts import map_of, scripts_of
from buildtools.inspections.review.weight.truth import compared, not_measured
from buildtools.inspections.review.weight.weighing import Weighed, weigh
from buildtools.inspections.review.without.opening import Opened
from buildtools.sourcemaps.scripts.snippet import snippet
from buildtools.values import DebugId
from tests.inspections.review.weight import made

WORKS = Opened(True, "its page / was opened in a browser, and works")
BROKEN = Opened(False, "its page / fails: TypeError")
UNSEEN = Opened(None, "its page was not opened")
GLUE = ("../src/glue.ts", "g" * 10)
NOTHING = (f"{made.SDK}/browser/nothing.mjs", "n" * 7)
BODY = ("../node_modules/react/index.js", "react()" * 400)


def weighed(root: Path, *pieces: made.Piece) -> list[Weighed]:
    """Weigh a build of one script."""
    made.script(root / "dist", "main.js", pieces)
    return again(root)


def again(root: Path) -> list[Weighed]:
    found = []
    for script in scripts_of(made.scope(root)):
        data = disk.read(root / script.path)
        map_ = map_of(root, script, data)
        assert map_ is not None
        found.append(weigh(script, data, map_, frozenset()))
    return found


def test_what_is_attributed_is_held_against_the_difference(tmp_path: Path) -> None:
    """What the bundler glued in between is nobody's; what is left of an emptied package is no
    code of the app."""
    with_ = weighed(tmp_path / "a", made.CLIENT, BODY, GLUE)
    bare = weighed(tmp_path / "b", NOTHING, BODY)
    figures, table = compared(with_, bare, WORKS)

    sdk = len(made.CLIENT[1])
    assert {"weight-error-raw": round(1 - sdk / (sdk + 10), 4)} == {
        each.name: each.value for each in figures if each.name.endswith("raw")
    }
    rows = {row[0]: row[1] for row in table.rows}
    assert sdk + 10 == rows["the difference"]
    assert sdk == rows["attributed to Sentry by source maps"]
    assert "was opened in a browser, and works" in table.note


def test_what_the_pipeline_added_is_no_difference(tmp_path: Path) -> None:
    """The other build was never injected."""
    bare = weighed(tmp_path / "b", BODY)
    plain = weighed(tmp_path / "a", made.CLIENT, BODY)
    script = tmp_path / "a" / "dist" / "main.js"
    statement = snippet(DebugId("11111111-2222-4333-8444-555555555555")).decode()
    script.write_text(f"{script.read_text()}\n{statement}")
    injected = again(tmp_path / "a")

    before, after = compared(plain, bare, UNSEEN), compared(injected, bare, UNSEEN)
    assert [each.value for each in before[0]] == [0.0, before[0][1].value]
    # The end of a line that came with it is nobody's, here and there.
    assert before[1].rows[3] == after[1].rows[3]


def test_a_page_that_fails_gives_no_figure(tmp_path: Path) -> None:
    """A build that does not work weighs too little: sizes are shown, and why they do not count."""
    with_, bare = weighed(tmp_path / "a", made.CLIENT, BODY), weighed(tmp_path / "b", BODY)
    figures, table = compared(with_, bare, BROKEN)

    assert () == figures
    assert "its page / fails: TypeError" in table.note


def test_builds_of_different_states_give_no_figure(tmp_path: Path) -> None:
    """All other code has to be the same in both."""
    with_ = weighed(tmp_path / "a", made.CLIENT, BODY)
    bare = weighed(tmp_path / "b", BODY, ("../src/new.ts", "n" * 400))
    figures, table = compared(with_, bare, WORKS)

    assert () == figures
    assert "invoke build, and review again" in table.note


def test_without_a_second_build_the_table_says_why() -> None:
    """An absent row would be taken for nothing wrong."""
    assert (
        "Not measured: build.command is not set." == not_measured("build.command is not set").note
    )
