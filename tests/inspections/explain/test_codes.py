"""A code explained: out of the catalogue, with what the release here has of it."""

import msgspec
import pytest

from buildtools.findings import finding, subjects
from buildtools.findings.catalogue import ALIASES, CATALOGUE
from buildtools.inspections.explain.causes import BY_CODE
from buildtools.inspections.explain.codes import explained, lines, shown
from buildtools.ledger import Entry, Ledger
from buildtools.results import Built


def ledger_with(*scripts: str) -> Ledger:
    """Make a ledger whose build found `map-stale` for these scripts."""
    first, *more = [subjects.File(path) for path in scripts]
    found = finding("map-stale", first, "is older than its script", also=more)
    built = Built((), 1, 0, (msgspec.structs.replace(found, accepted="of the last release"),))
    return Ledger("local", "shop@1", entries={"build": Entry(1, {}, built, "", 0.0)})


def test_a_finding_is_explained_with_what_the_release_has_of_it() -> None:
    """What is so, why it matters, what helps, and whose it is."""
    told = explained("map-stale", ledger_with("a.js", "b.js", "c.js"))
    text = "\n".join(lines(told))
    row = CATALOGUE["map-stale"]

    assert all(each in text for each in (row.title, row.why, row.remedy, f"docs/{row.page}"))
    assert "shop@1 has 1 finding of it" in text
    assert "build: a.js: is older than its script (accepted: of the last release)" in text
    assert "the same of b.js, c.js" in text
    assert ("finding", "build", "a.js") == (
        *(shown(told)["kind"], shown(told)["findings"][0]["step"]),
        shown(told)["findings"][0]["subject"],
    )


def test_a_release_without_it_is_told_from_no_release_at_all() -> None:
    """None found, and nobody looked, are two things."""
    none = "\n".join(lines(explained("map-wrong", ledger_with("a.js"))))
    nobody = "\n".join(lines(explained("map-wrong", None)))

    assert "shop@1 has none" in none
    assert "no release was built here" in nobody


@pytest.mark.parametrize(("old", "new"), sorted(ALIASES.items()))
def test_a_former_code_is_explained_by_its_name_of_now(old: str, new: str) -> None:
    """It stands in logs of last year."""
    told = explained(old, None)

    assert (new, old) == (told.code, told.asked)
    assert f"{old} is its former name" in "\n".join(lines(told))


@pytest.mark.parametrize("code", BY_CODE)
def test_a_cause_is_explained_too(code: str) -> None:
    """A script that reads `--json` knows no other name of it."""
    told = explained(code, None)
    text = "\n".join(lines(told))

    assert BY_CODE[code].told_by in text
    assert "here" not in [line.split()[0] for line in text.splitlines()]
    assert "cause" == shown(told)["kind"]


@pytest.mark.parametrize("code", [code for code, row in CATALOGUE.items() if row.never])
def test_that_nobody_may_accept_it_is_said(code: str) -> None:
    """Before somebody writes it into sentry.yml."""
    assert "accepted   never" in "\n".join(lines(explained(code, None)))


def test_what_is_no_code_is_none() -> None:
    """The caller says what was meant."""
    with pytest.raises(KeyError):
        explained("map-wronk", None)
