"""SARIF is what its schema and GitHub take."""

import gzip
import json
import re
from typing import Any

import pytest

from buildtools.findings.catalogue import CATALOGUE
from buildtools.reports.formats.sarif import MOST_PACKED, MOST_RESULTS, render
from tests.reports.formats.hostile import hostile, many
from tests.reports.goldens import RUNS, report_of


def run_of(text: str) -> dict[str, Any]:
    """Return the only run, its form looked through as GitHub does."""
    told = json.loads(text)
    (run,) = told["runs"]
    assert "2.1.0" == told["version"]
    assert told["$schema"].endswith("/sarif-schema-2.1.0.json")
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert 0 < len(result["locations"]) + len(result.get("relatedLocations", ())) <= 1_000
        for each in (*result["locations"], *result.get("relatedLocations", ())):
            artifact = each["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"[\w.~/%-]+", artifact["uri"], re.ASCII)
            assert not artifact["uri"].startswith(("/", "./"))
            assert artifact["uriBaseId"] in run["originalUriBaseIds"]
            assert each["physicalLocation"]["region"]["startLine"] >= 1
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]
    assert len(set(prints)) == len(prints)
    return run  # type: ignore[no-any-return]


@pytest.mark.parametrize("run", [*RUNS, "hostile"])
def test_every_run_is_taken(run: str) -> None:
    """A file that is refused shows nothing at all."""
    report = hostile() if run == "hostile" else report_of(run)
    told = run_of(render(report))

    assert told["invocations"][0]["exitCode"] == report.exit_code
    assert told["invocations"][0]["executionSuccessful"] == (report.failure is None)


def test_rules_help_as_the_catalogue_does() -> None:
    """Whoever reads an alert has no other page open."""
    (rule, *_) = run_of(render(many(2)))["tool"]["driver"]["rules"]
    row = CATALOGUE["map-stale"]

    assert ("map-stale", "MapStale") == (rule["id"], rule["name"])
    for part in (row.title, row.why, row.remedy):
        assert part[1:] in rule["help"]["text"]
        assert part[1:] in rule["help"]["markdown"]


def test_a_failure_without_a_finding_is_a_result_too() -> None:
    """An upload that failed would leave the page empty, as if all were well."""
    results = run_of(render(report_of("failed-upload")))["results"]

    assert ("step-failed", "error") == (results[0]["ruleId"], results[0]["level"])
    assert "answered 503" in results[0]["message"]["text"]


def test_what_is_accepted_is_suppressed_with_its_reason() -> None:
    """GitHub closes such an alert."""
    (excused,) = run_of(render(hostile()))["results"][-1]["suppressions"]

    assert ("external", "accepted") == (excused["kind"], excused["status"])
    assert excused["justification"]


def test_no_more_is_written_than_is_kept_and_the_rest_is_counted() -> None:
    """GitHub refuses 25,001 results, and says nothing of those after 5,000."""
    run = run_of(render(many(MOST_RESULTS + 3)))
    note = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]

    assert MOST_RESULTS == len(run["results"])
    assert note.startswith("3 more findings are left out")
    assert {"error"} == {each["level"] for each in run["results"][:1_600]}


def test_a_file_that_would_be_too_large_has_fewer_results() -> None:
    """The bound is of the packed file."""
    report = many(400, also=5)
    most = len(gzip.compress(render(report).encode(), 6, mtime=0)) - 1
    text = render(report, most_packed=most)

    assert len(gzip.compress(text.encode(), 6, mtime=0)) <= most
    assert 200 == len(run_of(text)["results"])
    assert run_of(render(report, most_packed=1))["results"] == []
    assert MOST_PACKED == 10_000_000


def test_paths_are_encoded_and_relative_to_the_repository() -> None:
    """A name may hold a blank, a hash or a colon."""
    results = run_of(render(hostile()))["results"]
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]

    assert any("%3Cscript%3E" in uri for uri in uris)
    assert any("%F0%9F%9A%80" in uri for uri in uris)
    first = run_of(render(report_of("failed-proof")))["results"][0]["locations"][0]
    assert "apps/shop/out/web/page.js" == first["physicalLocation"]["artifactLocation"]["uri"]
