"""The plan beside sentry.yml: read with all its faults at once."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.checks.review import BY_NAME
from buildtools.config import write_plan_schema
from buildtools.config.plan_file import read_plan
from buildtools.config.schema import SHIPPED_PLAN
from buildtools.errors import ConfigurationError
from buildtools.review.figures import FIGURES
from buildtools.review.plan import NO_PLAN, Plan
from tests.stories.shopping import PACKAGE

CHECKS = ("traces-sample-rate", "replay", "tunnel", "environment")

GOOD = """\
version: 1
plan:
  - {check: traces-sample-rate, want: 0.1, because: "5 M spans a month", since: 2026-05}
  - {check: replay, want: off, revisit: 2027-01-31}
  - {check: weight-first-page-gz, want: "<= 45 kB"}
  - {check: environment, want: "= pipeline"}
deviations:
  - {check: tunnel, now: none, accepted: "cheaper than a proxy", by: web team, on: 2026-11-20}
"""


def plan(folder: Path, text: str) -> Path:
    file = folder / "sentry-plan.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_plan_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Days and words such as off need no quotes."""
    read = read_plan(plan(tmp_path, GOOD), CHECKS)

    assert [0.1, "off", "<= 45 kB", "= pipeline"] == [each.want for each in read.plan]
    assert "2027-01-31" == read.plan[1].revisit
    (deviation,) = read.deviations
    assert ("none", "2026-11-20") == (deviation.now, deviation.on)
    assert read.item("replay") == read.plan[1]
    assert read.deviation("tunnel") == deviation


def test_without_a_plan_nothing_is_wanted(tmp_path: Path) -> None:
    """A review works without one."""
    assert NO_PLAN == read_plan(tmp_path / "sentry-plan.yml", CHECKS)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    """Correcting one fault a run is how a morning is lost."""
    text = """\
version: 1
plan:
  - {check: traces-rate, want: 0.1}
  - {check: replay, want: "<= many"}
  - {check: replay, want: on}
  - {check: weight-first-page-gz, want: "<= 45 %"}
  - {check: environment, want: "= pipeline", since: May}
deviations:
  - {check: tunnel, now: none, accepted: "", by: " ", on: 2026-13-40}
"""
    with pytest.raises(ConfigurationError) as failure:
        read_plan(plan(tmp_path, text), CHECKS)

    told = "\n".join(failure.value.evidence)
    assert "sentry-plan.yml:3: plan[0].check: no check and no figure is called so" in told
    assert "did you mean 'traces-sample-rate'?" in told
    assert "sentry-plan.yml:4: plan[1].want: '<= many' is no comparison" in told
    assert "sentry-plan.yml:5: plan[2].check: replay is named twice" in told
    assert "sentry-plan.yml:6: plan[3].want: weight-first-page-gz is a number (bytes)" in told
    assert "sentry-plan.yml:7: plan[4].since: a month or a day" in told
    assert "sentry-plan.yml:9: deviations[0].accepted: is empty" in told
    assert "sentry-plan.yml:9: deviations[0].on: the day" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("version: 2\n", "another number"),
        ("version: 1\nplans: []\n", "no such key; did you mean 'plan'?"),
        ("version: 1\nplan: [{want: 1}]\n", "plan[0].check: is missing"),
        ("version: 1\nplan: {}\n", "expected a list"),
        ("version: 1\nplan: [\n", "is not valid YAML"),
        ("version: 1\nplan: [{check: replay, want: {a: {b: c}}}]\n", "expected text"),
        ("version: 1\nplan: [{check: replay, want: !!binary aGk=}]\n", "found a tagged value"),
        ("version: 1\nplan: [{check: replay, want: }]\n", "says nothing"),
        ("version: 1\nplan: [{check: replay, want: ''}]\n", "says nothing"),
        ("version: 1\nplan: [{check: replay, want: .nan}]\n", "says nothing"),
        ("version: 1\nplan: [{check: replay, want: ≤ 3}]\n", "is no comparison"),
        ("version: 1\nplan: [{check: replay, want: one of}]\n", "leaves something out"),
        ("version: 1\nplan: [{check: replay, want: 'one of a,'}]\n", "leaves something out"),
        ("version: 1\nplan: [{check: replay, want: 'contains '}]\n", "leaves something out"),
        ("version: 1\nplan: [{check: pii-recall, want: '>= 95'}]\n", "100 % at most"),
        ("version: 1\nplan: [{check: pii-recall, want: '>= 950 %'}]\n", "100 % at most"),
        ("version: 1\nplan: [{check: pii-recall, want: one of 95 %}]\n", "is a number (share)"),
        ("version: 1\nplan: [{check: weight-all, want: contains 3}]\n", "is a number (bytes)"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A plan that is half read would meet what it does not."""
    with pytest.raises(ConfigurationError) as failure:
        read_plan(plan(tmp_path, text), CHECKS)

    assert told in "\n".join((failure.value.what, *failure.value.evidence))


ODD = (
    *("- ", "{", "}", "[", "]", ": ", "\n", "  ", "\t", "&a ", "*a", "<<: *a", "---\n", "...\n"),
    *("!!int ", "!!float ", "!!bool ", "!!null ", "!!binary aGk= ", "!!set ", "!own "),
    *("|\n", ">", "'", '"', "#", "%YAML 1.1\n", "\ufeff", "\x00", "\x85", "\u2028"),
    *("1e999", "-.inf", ".nan", "0x1f", "1:30", "2026-13-01", "2026-02-30", "~", "yes", "9" * 400),
    *("version: 2\n", "plan: []\n", "deviations:\n", "want: [a, [b]]", "? [a]\n: b\n"),
    *("one of ", "contains ", "= pipeline", "<= "),
)


@settings(deadline=None, max_examples=150)
@given(
    st.booleans(),
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(("", *ODD))),
        max_size=5,
    ),
)
def test_a_plan_is_read_whole_or_refused_with_lines(
    is_whole: bool, changes: list[tuple[int, int, str]]
) -> None:
    """Whatever people type: never a traceback, and never the half of a plan."""
    text = GOOD if is_whole else ""
    for at, gone, new in changes:
        text = text[:at] + new + text[at + gone :]
    with TemporaryDirectory() as folder:
        told, read = _told(plan(Path(folder), text))
    assert all(line.startswith("sentry-plan.yml:") for line in told)
    if read is not None:
        there = yaml.load(text, yaml.BaseLoader)
        assert len(there.get("plan") or ()) == len(read.plan)
        assert len(there.get("deviations") or ()) == len(read.deviations)


def _told(file: Path) -> tuple[Sequence[str], Plan | None]:
    """Return the faults of a plan, or the plan."""
    try:
        return (), read_plan(file, CHECKS)
    except ConfigurationError as failure:
        return failure.evidence, None


def test_a_plan_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Neither another encoding nor a folder of that name is an empty plan."""
    (tmp_path / "sentry-plan.yml").write_bytes(b"version: 1 # \xff\n")
    with pytest.raises(ConfigurationError, match="is not UTF-8"):
        read_plan(tmp_path / "sentry-plan.yml", CHECKS)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_plan(tmp_path / "folder", CHECKS)


def test_the_shipped_schema_is_that_of_the_types(tmp_path: Path) -> None:
    """`nox -s schema` writes it; an editor offers the names of all checks and figures."""
    file = tmp_path / "sentry-plan.schema.json"

    assert write_plan_schema(file)
    assert not write_plan_schema(file)
    assert SHIPPED_PLAN.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")
    assert set(BY_NAME) | set(FIGURES) == set(
        json.loads(file.read_text())["$defs"]["Item"]["properties"]["check"]["enum"]
    )


def test_the_plan_that_the_page_shows_can_be_used(tmp_path: Path) -> None:
    """What is shown is copied."""
    text = (PACKAGE / "docs/review.md").read_text(encoding="utf-8")
    shown = text.partition("```yaml\n# sentry-plan.yml\n")[2].partition("```")[0]

    read = read_plan(plan(tmp_path, shown), {*BY_NAME, *CHECKS})

    assert 5 == len(read.plan)
