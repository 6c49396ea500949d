"""Acceptances: what a project takes as it is, and what nobody may."""

from pathlib import Path

import pytest

from buildtools.acceptance import applied, fault, mark, unused
from buildtools.config import load
from buildtools.findings import Finding, finding, forbidding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.proof import Proof
from buildtools.results import Built, Injected, Result, Skipped, Stripped, Verified, findings_of
from buildtools.settings import Acceptance
from tests.config.test_config_faults import faults

NEVER = [code for code, row in CATALOGUE.items() if row.never]
OLD = finding("map-stale", subjects.File("web/dist/old-[a].js.map"), "is old")
NEW = finding("map-stale", subjects.File("web/dist/new.js.map"), "is old")
KEPT = Acceptance("map-stale", "web/dist/old-*.map", "chunks of the last release")


def test_an_accepted_finding_keeps_its_severity_and_forbids_nothing() -> None:
    """It is still an error in every report, only with the reason why nobody minds."""
    old, new = mark((OLD, NEW), (KEPT,))

    assert (old.severity, old.accepted) == ("error", "chunks of the last release")
    assert new == NEW
    assert forbidding((old, new)) == (NEW,)
    assert Proof({}, (old,)).errors == ()


@pytest.mark.parametrize(
    ("code", "path", "accepted"),
    [
        pytest.param("map-stale", "web/dist/new.js.map", True, id="the file itself"),
        pytest.param("map-stale", "web/dist", True, id="a folder, for all in it"),
        pytest.param("map-stale", "new.*", True, id="a name at any depth"),
        pytest.param("map-stale", "**/*.map", True, id="folders between"),
        pytest.param("map-stale", "dist/new.js.map", False, id="a path that begins elsewhere"),
        pytest.param("map-empty", "**", False, id="another code"),
        pytest.param("map-stale", "web/*.map", False, id="a star stays within a folder"),
    ],
)
def test_code_and_path_must_both_meet(code: str, path: str, *, accepted: bool) -> None:
    """An acceptance that is wider than it looks hides the next fault."""
    (found,) = mark((NEW,), (Acceptance(code, path, "why"),))

    assert accepted == (found.accepted == "why")


@pytest.mark.parametrize("path", ["web/page.js", "web/page.js:1:*", "page.*", "web"])
def test_a_place_in_a_file_is_accepted_by_the_file(path: str) -> None:
    """Where in it the fault stands changes with each build."""
    place = finding("source-contradicts", subjects.File("web/page.js", 1, 9), "other words")
    (found,) = mark((place,), (Acceptance("source-contradicts", path, "why"),))

    assert found.accepted == "why"


@pytest.mark.parametrize("path", ["3 of 55 pairs", "* pairs", "a.js"])
def test_a_pattern_for_many_pairs_still_holds(path: str) -> None:
    """They were one text before each of them was named."""
    told = "3 of 55 pairs: the debug ID was there before"
    many = finding("positions-not-compared", subjects.File("a.js"), told)
    (found,) = mark((many,), (Acceptance("positions-not-compared", path, "why"),))

    assert found.accepted == "why"


def test_the_first_acceptance_that_meets_gives_the_reason_and_old_notes_go() -> None:
    """The ledger of an earlier run must not accept what sentry.yml accepts no more."""
    (first,) = mark((OLD,), (KEPT, Acceptance("map-stale", "**", "later")))

    assert first.accepted == KEPT.reason
    assert mark((first,), ()) == (OLD,)


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Built((), 0, 0, (OLD,)), id="build"),
        pytest.param(Injected((), (OLD,)), id="inject"),
        pytest.param(Verified(Proof({}, (OLD,))), id="verify"),
        pytest.param(Stripped((), "q", (OLD,)), id="strip"),
    ],
)
def test_it_holds_for_whatever_step_found_it(outcome: Result) -> None:
    """One place marks them all."""
    assert [KEPT.reason] == [found.accepted for found in findings_of(applied(outcome, (KEPT,)))]


def test_what_noticed_nothing_stays_as_it_is() -> None:
    """A skipped step has no findings to mark."""
    assert applied(Skipped("no"), (KEPT,)) == Skipped("no")


def test_a_name_that_a_code_had_before_holds_for_good() -> None:
    """A sentry.yml that was right once is not broken by our renaming."""
    wrong = Finding("map-wrong", "error", "a.js.map", "no")
    (found,) = mark((wrong,), (Acceptance("map-dishonest", "a.*", "known"),))

    assert found.accepted == "known"
    assert fault("map-dishonest") is None
    assert fault("map-wrong") is None


@pytest.mark.parametrize("code", NEVER)
def test_some_things_cannot_be_accepted(code: str) -> None:
    """Of these a yes would make the whole proof worthless."""
    found = Finding(code, "error", "a.js", "no")

    assert f"cannot be accepted: {CATALOGUE[code].never}" in str(fault(code))
    assert mark((found,), (Acceptance(code, "**", "please"),)) == (found,)


def test_a_code_that_is_misspelt_is_told_the_right_one() -> None:
    """It would accept nothing, and nobody would see why."""
    assert "did you mean 'map-stale'?" in str(fault("map-stael"))
    assert fault("zzz") == "no finding has this code"
    assert [] == [code for code in CATALOGUE if code not in NEVER and fault(code)]


def test_an_acceptance_that_meets_nothing_is_a_warning_after_the_proof() -> None:
    """It lies in wait for a fault that nobody has seen yet."""
    late = Acceptance("source-published", "**", "meant so")
    (told,) = unused((KEPT, late), (NEW,))
    proven = applied(Verified(Proof({}, ())), (KEPT,), (NEW,))

    assert (told.code, told.severity) == ("acceptance-unused", "warning")
    assert "map-stale of web/dist/old-*.map" in told.subject
    assert [] == list(unused((KEPT, late), (OLD,)))
    assert ["acceptance-unused"] == [found.code for found in findings_of(proven)]
    assert () == findings_of(applied(Verified(Proof({}, ())), (KEPT,), (OLD,)))


def test_what_cannot_be_accepted_is_refused_with_its_line(tmp_path: Path) -> None:
    """When sentry.yml is read, before anything is built."""
    section = (
        "server: sandbox\n"
        "accept:\n"
        "  - {code: frame-wrong, path: '**', reason: never mind}\n"
        "  - {code: map-stal, path: '**', reason: ''}\n"
        "  - {code: map-stale, path: '**'}\n"
    )
    told = "\n".join(faults(tmp_path, section))

    assert "sentry.yml:6: environments.a.accept[0].code: " not in told
    assert "sentry.yml:8: environments.a.accept[2].reason: is missing" in told
    told = "\n".join(faults(tmp_path, section.rsplit("  - ", 1)[0]))
    assert "sentry.yml:6: accept[0].code: frame-wrong cannot be accepted" in told
    assert (
        "sentry.yml:7: accept[1].code: no finding has this code; did you mean 'map-stale'" in told
    )
    assert "sentry.yml:7: accept[1].reason: is empty" in told


def test_acceptances_stand_beside_build(tmp_path: Path) -> None:
    """At the top of an environment: they are not of the build alone."""
    (tmp_path / "sentry.yml").write_text(
        "version: 1\nenvironments: {a: {server: sandbox, accept: "
        "[{code: map-dishonest, path: 'dist/x.js', reason: obfuscated}]}}\n"
    )

    assert load(tmp_path / "sentry.yml", "a", {}).settings.accept == (
        Acceptance("map-dishonest", "dist/x.js", "obfuscated"),
    )
