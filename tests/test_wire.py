"""Docstrings tell their sources: a heading of docs/wire.md, or a public document."""

import re
from pathlib import Path

import pytest

from buildtools.sourcemaps.injection.inject import compute_id
from tests.stories.shopping import PACKAGE
from tests.test_docs import anchors, table, words

WIRE = PACKAGE / "docs/wire.md"
OURS = ("buildtools", "bench", "tests/bugsink")
"""Whose docstrings are asked."""
NAMES = re.compile(r"[Ss]entry(?:'s|-cli)|symbolicator|\bRelay\b|Bugsink|GlitchTip", re.ASCII)
"""Whose facts stand on the page, so that a docstring names its heading instead."""
_SOURCE = re.compile(r"\bSource:\s+((?:.+\n?)+?)(?=\s*(?:\"\"\"|\n\n|\Z))")


def sources(text: str) -> list[str]:
    """Return what follows each `Source:` up to the end of its paragraph."""
    return [" ".join(found.split()).strip('" ') for found in _SOURCE.findall(text)]


FOUND = {
    f"{path.relative_to(PACKAGE)}: {source}": source
    for top in OURS
    for path in sorted((PACKAGE / top).rglob("*.py"))
    for source in sources(path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("source", FOUND.values(), ids=list(FOUND))
def test_a_source_can_be_looked_up(source: str) -> None:
    """Whoever doubts a rule finds what it rests on, and how that is known."""
    named = re.findall(r"docs/wire\.md#([\w-]+)", source)

    assert set(named) <= anchors(WIRE)
    assert source.count("docs/wire.md") == len(named)
    assert named or not NAMES.search(source), source


def test_the_sources_are_found() -> None:
    """The control: of one line, of several, and in the middle of one."""
    text = '"""A. Source: RFC 1; b\nc."""\n"""\nSource: docs/wire.md#x.\n\nMore.\n"""\n'

    assert ["RFC 1; b c.", "docs/wire.md#x."] == sources(text)
    assert len(FOUND) > 60


def test_every_heading_but_those_of_tests_is_named() -> None:
    """A fact that no code rests on is not ours to tell."""
    heads = anchors(WIRE) - {"the-wire-and-debug-ids", "test-vectors"}
    named = {
        anchor for source in FOUND.values() for anchor in re.findall(r"wire\.md#([\w-]+)", source)
    }

    assert set() == heads - named


def test_each_fact_says_how_it_is_known() -> None:
    """Recorded, read or documented: the reader weighs it by that."""
    text = Path(WIRE).read_text(encoding="utf-8").partition("## Requests")[2]
    facts = re.findall(r"^- (?:.+\n)(?:  .+\n)*", text, re.M)

    assert len(facts) > 70
    assert [] == [fact for fact in facts if not re.search(r"\*[^*]*(recorded|read|docum)", fact)]


@pytest.mark.parametrize(
    "row", table("wire.md", "script", "map", "debug ID"), ids=lambda row: row[2]
)
def test_the_vectors_of_debug_ids_hold(row: tuple[str, ...]) -> None:
    """Whoever writes another client of this kind can hold theirs against them."""
    script = "".join(words(row[0])).replace("\\n", "\n").encode()
    map_ = re.search(r"The map is `(\{.*\})`", WIRE.read_text(encoding="utf-8"))
    assert map_

    assert f"`{compute_id(script, map_[1].encode() if row[1] == 'yes' else None)}`" == row[2]
