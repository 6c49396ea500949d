"""One thing is told as one, wherever a number is said."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from buildtools.texts.wording import count, rest, size

PACKAGE = Path(__file__).resolve().parents[2] / "buildtools"

NOUNS = (
    *("pairs", "scripts", "maps", "files", "chunks", "commits", "requests", "events", "frames"),
    *("positions", "errors", "warnings", "sources", "copies", "lines", "controls", "debug IDs"),
)

MANY = {
    "api/upload/chunk_uploader.py": "a request of one chunk has no halves",
    "steps/inject/clashes.py": "several maps are what it is about",
    "inspections/live/judging.py": "of one script it is said otherwise",
    "inspections/review/page/visiting.py": "an SDK and a page are two scripts at least",
}
"""Where there is never one, and why."""


def said(text: str) -> Iterator[str]:
    """Return what a source says of a number by a noun that is always in the plural."""
    plural = re.compile(rf" (?:{'|'.join(NOUNS)})\b")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"\w\(s\)", node.value) or re.search(rf"%d{plural.pattern}", node.value):
                yield node.value
        elif isinstance(node, ast.JoinedStr):
            for value, behind in pairwise(node.values):
                is_number = isinstance(value, ast.FormattedValue) and "len(" in ast.unparse(value)
                words = behind.value if isinstance(behind, ast.Constant) else ""
                if is_number and plural.match(str(words)):
                    yield ast.unparse(node)


def test_no_sentence_has_a_plural_for_one() -> None:
    """`1 scripts` was on everybody's first screen."""
    found = {
        str(path.relative_to(PACKAGE)): told
        for path in sorted(PACKAGE.rglob("*.py"))
        if str(path.relative_to(PACKAGE)) not in MANY
        and (told := list(said(path.read_text(encoding="utf-8"))))
    }

    assert {} == found


@pytest.mark.parametrize(
    "text",
    ['f"{len(a)} maps"', '"%d chunks went"', '"1 file(s)"', 'f"{len(a) - 1} files changed"'],
)
def test_such_a_sentence_would_be_seen(text: str) -> None:
    """The control."""
    assert 1 == len(list(said(text)))


@pytest.mark.parametrize(
    ("number", "pairs", "copies", "more", "bytes_"),
    [
        (0, "no pairs", "no copies", "", "0 bytes"),
        (1, "1 pair", "1 copy", "and 1 more file", "1 byte"),
        (2, "2 pairs", "2 copies", "and 2 more files", "2 bytes"),
    ],
)
def test_numbers_are_said_with_the_right_noun(
    number: int, pairs: str, copies: str, more: str, bytes_: str
) -> None:
    """By the few functions that all sentences use."""
    assert pairs == count(number, "pair", none="no")
    assert copies == count(number, "copy", none="no", many="copies")
    assert more == rest(number, "file", before="")
    assert bytes_ == size(number)
