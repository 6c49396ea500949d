"""Which lines are marked, and how sentry.yml raises each."""

from pathlib import Path

import pytest

from buildtools.checks.expectations import Mark
from buildtools.errors import ConfigurationError, NothingFound
from buildtools.inspections.scenarios.sources import cases, chosen, marked
from buildtools.settings import Build, Output
from buildtools.values import Scenario

BUILD = Build(directory="web", outputs=(Output("dist", "~/"), Output(".next/static", "~/x")))
OVEN = Mark("oven", "web/src/oven.ts", 3, "fail(); // @expect oven")


def write(root: Path, **files: str) -> Path:
    """Write files below a folder, by names with `__` for a slash."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_sources_of_the_app_are_read_and_nothing_else(tmp_path: Path) -> None:
    """A bundle has the comments of its sources, and is none; packages are not the project's."""
    mark = "fail(); // @expect {}"
    write(
        tmp_path,
        web__src__oven_dot_ts="\n\n" + mark.format("oven"),
        web__src__App_dot_vue=mark.format("view"),
        web__dist__app_dot_js=mark.format("bundle"),
        web__node_modules__a__a_dot_js=mark.format("package"),
        web___dot_next__static__a_dot_js=mark.format("hidden"),
        web__notes_dot_md=mark.format("notes"),
        other__a_dot_ts=mark.format("elsewhere"),
    )

    assert ["view", "oven"] == [mark.name for mark in marked(tmp_path, BUILD)]
    assert OVEN == marked(tmp_path, BUILD)[1]


def test_a_project_without_a_mark_is_told_what_one_is(tmp_path: Path) -> None:
    """It is what a newcomer begins with."""
    write(tmp_path, web__src__oven_dot_ts="fail();")
    with pytest.raises(NothingFound) as caught:
        marked(tmp_path, BUILD)

    assert "no line in web is marked with // @expect NAME" == caught.value.what
    assert 21 == caught.value.exit_code


def test_a_name_marks_one_line(tmp_path: Path) -> None:
    """Two would be two places to expect."""
    write(tmp_path, web__a_dot_ts="a(); // @expect a", web__b_dot_ts="b(); // @expect a")
    with pytest.raises(ConfigurationError) as caught:
        marked(tmp_path, BUILD)

    assert ("a is marked twice: web/a.ts:1, web/b.ts:1",) == caught.value.evidence


def test_what_cannot_be_read_as_a_source_is_passed_over(tmp_path: Path) -> None:
    """A link to nowhere, a huge file: neither is anything that anyone marks."""
    write(tmp_path, web__src__oven_dot_ts="\n\nfail(); // @expect oven")
    (tmp_path / "web" / "gone.ts").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "web" / "huge.js").open("wb") as file:
        file.truncate(5_000_000)

    assert [OVEN] == list(marked(tmp_path, BUILD))


def test_a_scenario_says_how_its_mark_is_raised() -> None:
    """The order is that of sentry.yml; a mark without a scenario is not forgotten."""
    marks = [
        OVEN,
        OVEN._replace(name="stock"),
        OVEN._replace(name="recipe"),
        OVEN._replace(name="x"),
    ]
    scenarios = {
        "stock": Scenario(request="/api/stock", where="edge"),
        "recipe": Scenario(request="/recipe?fail=1"),
        "oven": Scenario(click=("#open", "#bake"), cannot_resolve="a text"),
    }
    told = [
        (case.raising.mark.name, case.raising.where, case.raising.by, case.raising.cannot_resolve)
        for case in cases(marks, scenarios)
    ]

    assert [
        ("stock", "edge", "/api/stock", ""),
        ("recipe", "server", "/recipe?fail=1", ""),
        ("oven", "browser", "/, click #open, click #bake", "a text"),
        ("x", "browser", "", ""),
    ] == told
    assert [True, True, True, False] == [
        case.scenario is not None for case in cases(marks, scenarios)
    ]


def test_what_is_no_get_is_told_with_its_method() -> None:
    """The table says what was done."""
    (case,) = cases([OVEN], {"oven": Scenario(request="/api", method="POST")})

    assert ("server", "POST /api") == (case.raising.where, case.raising.by)


def test_some_are_chosen_by_their_names() -> None:
    """While one is written, nobody waits for the others."""
    every = cases([OVEN, OVEN._replace(name="b")], {"oven": Scenario(), "b": Scenario()})

    assert every == chosen(every, "")
    assert every[1:] == chosen(every, " b ,")
    with pytest.raises(ConfigurationError) as caught:
        chosen(every, "oven,ovne")
    assert ("ovne; did you mean 'oven'?",) == caught.value.evidence


def test_marks_that_nothing_raises_are_told_with_what_to_say() -> None:
    """A newcomer has marked a line, and not said how it is raised."""
    with pytest.raises(NothingFound) as caught:
        chosen(cases([OVEN], {}), "")

    assert ("web/src/oven.ts:3",) == caught.value.evidence


def test_a_scenario_without_a_mark_is_a_mistake() -> None:
    """It would silently test nothing; mostly a letter is wrong."""
    with pytest.raises(ConfigurationError) as caught:
        cases([OVEN], {"ovne": Scenario()})

    assert (
        "sentry.yml: scenarios.ovne: no line is marked so; did you mean 'oven'?",
    ) == caught.value.evidence
