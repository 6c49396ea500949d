"""docs/frameworks.md says what a run proved, and the apps behind it are what they seem to be."""

import json
import re
from pathlib import Path

import pytest

from tests.apps.making import PLACEHOLDER, ours
from tests.apps.page import BEGIN, END, PAGE, page
from tests.apps.records import kept
from tests.apps.table import APPS, HERE, STARTERS, App

FILES = HERE / "files"
named = pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)


def test_the_page_is_made_of_the_records() -> None:
    """A page that is edited by hand tells what nobody has seen."""
    text = PAGE.read_text(encoding="utf-8")

    assert page(text) == text


def test_what_stands_between_the_devtool_marks_is_kept() -> None:
    """That part is of another run, and of another writer."""
    text = page(f"old\n{BEGIN}\nits table\n{END}\nold\n")

    assert text.endswith(f"{BEGIN}\nits table\n{END}\n")
    assert page("").endswith(f"{BEGIN}\n{END}\n")


def test_records_are_of_apps_that_there_are() -> None:
    """What the table no longer has cannot be proven again."""
    assert set() == set(kept()) - {app.name for app in APPS}


@named
def test_an_app_is_pinned_and_marked(app: App) -> None:
    """Each error that is raised has its one line, each package its version."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in ours(app).values())

    assert all(app.pinned(name) for name in app.packages)
    assert sorted(app.errors) == sorted(re.findall(r"// @expect (\S+)$", text, re.M))
    assert PLACEHOLDER in text
    assert bool(app.serve) != bool(app.start)


@named
def test_an_app_adds_no_more_than_a_template_would_have(app: App) -> None:
    """Nothing is bent: no tools of ours, no lock file, no packages but those of the table."""
    files = ours(app)
    manifest = json.loads(files["package.json"].read_text()) if "package.json" in files else {}

    assert "sentry.yml" in files
    assert set() == {name for name in files if "lock" in name or "buildtools" in name}
    assert set() == {"dependencies", "devDependencies", "overrides"} & set(manifest)
    assert ("package.json" in files) != bool(app.template)


def test_every_folder_belongs_to_an_app() -> None:
    """What nothing uses is not tried."""
    used = {folder for app in (*APPS, *STARTERS) for folder in app.files}

    assert used == {path.name for path in Path(FILES).iterdir()}
