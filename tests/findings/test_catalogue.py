"""The catalogue: one row for each code, and nothing of a code anywhere else."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from buildtools.acceptance import fault
from buildtools.findings import catalogue, page
from buildtools.findings.catalogue import ALIASES, CATALOGUE, GROUPS, canonical, row_of
from buildtools.findings.catalogue.row import Row
from buildtools.stages import ORDER

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "buildtools"


def test_every_code_is_one_row_and_old_names_are_none() -> None:
    """A name that means two things would accept what nobody meant."""
    rows = [row for rows in GROUPS.values() for row in rows]
    names = Counter(name for row in rows for name in (row.code, *row.former))

    assert [] == [name for name, times in names.items() if times > 1]
    assert {row.resume for row in rows} <= set(ORDER)


@pytest.mark.parametrize(("old", "new"), sorted(ALIASES.items()))
def test_an_old_code_holds_for_good(old: str, new: str) -> None:
    """Where a user wrote it, it means what it is called by now."""
    assert (new, CATALOGUE[new]) == (canonical(old), row_of(old))
    assert (None, None) == (fault(old), fault(new))


@pytest.mark.parametrize("row", CATALOGUE.values(), ids=CATALOGUE)
def test_a_row_says_what_is_so_and_leads_to_a_page(row: Row) -> None:
    """One line each, and a heading that is there."""
    name, _, anchor = row.page.partition("#")
    headings = {
        line.lstrip("#").strip().lower().replace(" ", "-")
        for line in (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }

    assert row.title
    assert row.why
    assert not any("|" in text or "\n" in text for text in (row.title, row.why, row.remedy))
    assert not anchor or anchor in {
        "".join(c for c in each if c not in "`,.?") for each in headings
    }


@pytest.mark.parametrize("group", ["Live site", "Public files and policies"])
def test_what_a_live_site_shows_is_found_after_the_proof(group: str) -> None:
    """Else the proof would call an acceptance of it unused, before anybody has looked."""
    assert [] == [row.code for row in GROUPS[group] if not row.late]


def test_an_error_says_what_helps() -> None:
    """It stops a release: somebody has to do something."""
    assert [] == [
        row.code for row in CATALOGUE.values() if row.severity == "error" and not row.remedy
    ]


def _named() -> dict[str, set[str]]:
    """Return which modules of the package name a code, the catalogue aside."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        if path.is_relative_to(PACKAGE / "findings" / "catalogue"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in CATALOGUE:
                module = path.relative_to(PACKAGE).as_posix()
                found.setdefault(str(node.value), set()).add(module)
    return found


def test_a_finding_is_told_in_two_files() -> None:
    """Its row and the check that finds it: reports, ledger and acceptances know no code."""
    elsewhere = ("reports/", "ledger", "acceptance", "tasks", "chain", "output", "run", "pipeline")
    named = _named()

    assert set(CATALOGUE) == set(named), "a code that nothing finds"
    assert [] == [
        (code, module)
        for code, modules in named.items()
        for module in modules
        if module.startswith(elsewhere)
        # one is the acceptances' own; of the other the number stands in the step's line
        if code not in ("acceptance-unused", "map-not-judged")
    ]


def test_a_row_alone_brings_a_finding_to_page_and_acceptance() -> None:
    """Nothing else has to be told of a new one."""
    toy = Row("toy-broken", "warning", "a toy is broken", "nobody plays", former=("toy-odd",))

    assert "| [`toy-broken`](proof.md#the-three-proofs) | warning | a toy is broken |" in page.line(
        toy
    )
    assert catalogue.aliases([toy]) == {"toy-odd": "toy-broken"}


def _calls() -> list[tuple[str, ast.Call]]:
    """Return every call of `finding` in the package, and where it stands."""
    return [
        (f"{path.relative_to(PACKAGE)}:{node.lineno}", node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "finding"
    ]


def test_no_subject_is_a_text() -> None:
    """What is put together as a text has to be taken apart again by who wants the line."""
    texts = [
        place
        for place, call in _calls()
        if isinstance(call.args[1], ast.JoinedStr)
        or (isinstance(call.args[1], ast.Constant) and isinstance(call.args[1].value, str))
    ]

    assert len(_calls()) > 100
    assert [] == texts
