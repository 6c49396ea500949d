"""Subjects: what a finding is about, as people read it and as programs do."""

import msgspec
import pytest

from buildtools.findings import MOST_SUBJECTS, Finding, finding, subjects
from buildtools.findings.subjects import Subject

TEXTS: list[tuple[Subject, str]] = [
    (subjects.File("dist/a.js"), "dist/a.js"),
    (subjects.File("dist/a.js", 1, 20), "dist/a.js:1:20"),
    (subjects.File("dist/a.js", 3), "dist/a.js:3"),
    (subjects.Folder("dist"), "dist"),
    (subjects.Url("~/a.js"), "~/a.js"),
    (subjects.DebugId("0a"), "0a"),
    (subjects.DebugId("0a", "map"), "the map of 0a"),
    (subjects.Bundle("0b"), "bundle 0b"),
    (subjects.Event("0c"), "event 0c"),
    (subjects.Release("shop@1"), "shop@1"),
    (subjects.Environment("production"), "production"),
    (subjects.Repository("acme/shop"), "acme/shop"),
    (subjects.Exposed("npm token", "src/a.ts"), "npm token in src/a.ts"),
    (subjects.Setting("verify.events"), "verify.events"),
    (subjects.Setting("accept", "map-stale of a"), "accept: map-stale of a"),
    (subjects.Endpoint("deploys"), "deploys"),
    (subjects.Endpoint("listing", "web"), "listing of web"),
]


@pytest.mark.parametrize(("about", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_a_subject_reads_as_it_always_did_and_comes_back_typed(about: Subject, text: str) -> None:
    """Those who script against the text keep it; those who want the line need not parse it."""
    found = finding("map-stale", about, "is old", also=(about,))
    read = msgspec.json.decode(msgspec.json.encode(found), type=Finding)

    assert (text, about, (about,)) == (read.subject, read.about, read.also)
    assert found == read


def test_a_finding_of_an_earlier_version_has_the_text_alone() -> None:
    """Its ledger is read, and its code is called as it is by now."""
    old = b'{"code":"name-kept","severity":"info","subject":"a.js","sentence":"is"}'
    found = msgspec.json.decode(old, type=Finding)

    assert Finding("immutable-name-kept", "info", "a.js", "is") == found
    assert (None, (), 0) == (found.about, found.also, found.unnamed)


def test_a_finding_about_very_many_names_some_and_counts_the_rest() -> None:
    """A ledger is saved after each step, and a build may have a hundred thousand scripts."""
    many = (subjects.File(f"{number}.js") for number in range(1, 1000))
    found = finding("immutable-name-kept", subjects.File("0.js"), "is", also=many)

    assert MOST_SUBJECTS == 1 + len(found.also)
    assert 1000 == 1 + len(found.also) + found.unnamed
    assert subjects.File("99.js") == found.also[-1]


def test_a_finding_can_be_said_of_something_else() -> None:
    """The text follows the value."""
    found = finding("map-stale", subjects.Folder(""), "is old").of(subjects.File("a.js", 1, 2))

    assert ("a.js:1:2", subjects.File("a.js", 1, 2)) == (found.subject, found.about)


def test_a_finding_about_all_scripts_is_about_the_setting_where_there_is_none() -> None:
    """Nothing of it was looked at: that is where to look."""
    assert [subjects.Setting("build.outputs")] == subjects.outputs([])
    assert [subjects.File("a.js"), subjects.File("b.js")] == subjects.outputs(["a.js", "b.js"])
