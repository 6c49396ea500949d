"""All that proposes a version, with its source, and which one a build would take."""

from pathlib import Path
from typing import TYPE_CHECKING

from buildtools.pipeline.candidates import candidates
from tests.pipeline.test_version import loaded

if TYPE_CHECKING:
    from tests.conftest import Checkout


def test_each_candidate_says_where_it_comes_from(checkout: "Checkout") -> None:
    """The first is what a build takes; the others are what a project may have meant."""
    sha = checkout.commit()
    checkout.git("tag", "v2.1.0")
    (checkout.path / "package.json").write_text('{"name": "@acme/web", "version": "2.1.0"}')
    environ = checkout.environ | {"CIRCLE_SHA1": "c" * 40}
    told, failure = candidates(
        loaded(checkout.path, "web@{package.version}", environ), checkout.path
    )

    assert (None, "web@2.1.0") == (failure, told.version)
    assert [
        ("web@2.1.0", "template web@{package.version}", True),
        ("c" * 40, "CIRCLE_SHA1", False),
        ("v2.1.0", "git tag", False),
        (sha, "git HEAD", False),
        ("acme-web@2.1.0", "package.json", False),
    ] == [(each.version, each.source, each.used) for each in told.candidates]
    assert [True, False, False, False, True] == [
        each.read_as.is_semver for each in told.candidates if each.read_as
    ]


def test_what_is_taken_is_not_listed_twice(checkout: "Checkout") -> None:
    """With `auto` the first variable is the version."""
    checkout.commit()
    environ = checkout.environ | {"CIRCLE_SHA1": "c" * 40}
    told, _ = candidates(loaded(checkout.path, "auto", environ), checkout.path)

    assert [("CIRCLE_SHA1", True), ("git HEAD", False)] == [
        (each.source, each.used) for each in told.candidates
    ]


def test_what_cannot_be_used_says_which_rule_it_breaks(tmp_path: Path) -> None:
    """And a merge commit that nobody made is not to be used, though it could be."""
    (tmp_path / "event.json").write_text('{"pull_request": {"head": {"sha": "%s"}}}' % ("a" * 40))
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_SHA": "b" * 40,
        "GITHUB_HEAD_REF": "feature",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "CIRCLE_SHA1": "a/b",
    }
    told, _ = candidates(loaded(tmp_path, "web@1", environ), tmp_path)
    rows = {each.source: each for each in told.candidates}

    assert "it names a merge commit" == rows["GITHUB_SHA"].fault
    assert rows["CIRCLE_SHA1"].fault.startswith("slashes")
    assert ("a-b", None) == (rows["CIRCLE_SHA1"].instead, rows["CIRCLE_SHA1"].read_as)


def test_a_template_that_cannot_be_filled_is_a_candidate_with_its_failure(tmp_path: Path) -> None:
    """The others stand beside it: one of them may be what is wanted."""
    (tmp_path / "package.json").write_text('{"name": "web", "version": "1.0.0"}')
    told, failure = candidates(loaded(tmp_path, "web@{git.short}"), tmp_path)

    assert failure is not None
    assert (None, "") == (told.version, told.candidates[0].version)
    assert failure.what == told.candidates[0].fault
    assert "package.json" == told.candidates[-1].source


def test_a_secret_is_not_shown_as_a_candidate(tmp_path: Path) -> None:
    """A build would refuse it too."""
    environ = {"CIRCLE_SHA1": "sntryu_" + "0" * 64}
    told, _ = candidates(loaded(tmp_path, "web@1", environ), tmp_path)

    assert ("", "the text of a secret is in it") == (
        told.candidates[1].version,
        told.candidates[1].fault,
    )


def test_a_package_json_that_proposes_nothing_is_no_candidate(tmp_path: Path) -> None:
    """Many private apps have no version; one that is broken, or impossible, says so."""
    faults = []
    for text in ('{"name": "web"}', "[]", '{"name": "a\\tb", "version": "1"}'):
        (tmp_path / "package.json").write_text(text)
        told, _ = candidates(loaded(tmp_path, "web@1"), tmp_path)
        faults.append("".join(each.fault for each in told.candidates[1:]))

    assert "" == faults[0]
    assert "is not a JSON object" in faults[1]
    assert "cannot be a release version" in faults[2]
