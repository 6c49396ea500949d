"""docs/first-use.md says what runs have found, and of apps that there are."""

from tests.apps.first_use import Record, kept
from tests.apps.first_use_page import EVERY, PAGE, page


def test_the_page_is_made_of_the_records() -> None:
    """A page that is edited by hand tells what nobody has seen."""
    assert page(kept()) == PAGE.read_text(encoding="utf-8")


def test_records_are_of_apps_that_there_are() -> None:
    """What the table no longer has cannot be proven again."""
    assert set() == set(kept()) - {app.name for app in EVERY}


def test_what_was_asked_for_is_told() -> None:
    """An app that needed a flag is not counted among those that needed nothing."""
    name = EVERY[0].name
    text = page({name: Record(("dist ~/ browser",), "npm run build", 3, "--output dist=~/")})

    assert "0\nwithout a line edited" in text
    assert "| none; asked for `--output dist=~/` | 3 |" in text
    assert "`dist ~/`" in text
