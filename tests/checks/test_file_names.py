"""Names and links of built files that a release cannot take."""

import pytest

from buildtools.checks.file_names import is_odd, left_out, links, odd
from buildtools.texts.patterns import glob


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("caf\udce9.js", "is not UTF-8"),
        ("caf\udce9/a.js.map", "is not UTF-8"),
        ("a\x1b[2J.js", "has a control character in it"),
        ("a\nb.js", "has a control character in it"),
        ("a\x9b.mjs", "has a control character in it"),
        ("a\\b.js", "has a backslash in it, which other systems take for a folder"),
        ("a /b.js", "has a space at its end, which other systems drop"),
        ("a.js ", "has a space at its end, which other systems drop"),
        ("a.js\n", "has a control character in it"),
        ("C:a.js", "begins like a drive of Windows"),
    ],
)
def test_an_odd_name_is_an_error_with_a_way_out(name: str, why: str) -> None:
    """The file is named as it can be written, and the pattern that leaves it alone meets it."""
    (found,) = odd(".", [name])
    pattern = found.remedy.partition('["')[2].removesuffix('"]')

    assert ("file-name", "error", f"its name {why}") == (found.code, found.severity, found.sentence)
    assert found.subject.isprintable()
    assert found.remedy.isprintable()
    assert glob(pattern).fullmatch(name)
    assert is_odd(".", name)


@pytest.mark.parametrize(
    "name", ["a.js", "größe 東京.js", "a b/c.js", "-rf.js", "a%0a.js", "x\n.png"]
)
def test_other_names_are_taken_as_they_are(name: str) -> None:
    """Spaces within, other alphabets, and what is not released at all."""
    assert [] == odd("dist", [name])
    assert not is_odd("dist", name)


def test_files_that_cannot_be_looked_into_are_told_once() -> None:
    """A folder of photographs with names of another age is one line."""
    (found,) = left_out("dist", ["caf\udce9.html", "b\udce9.png", "c\udce9.js"])

    assert ("dist/caf\\xe9.html", "info") == (found.subject, found.severity)
    assert "and 1 more" in found.sentence
    assert [] == left_out("dist", ["c\udce9.js"])


def test_links_are_told_by_where_they_lead() -> None:
    """Out of the project is an error for each; within it is one line for all."""
    found = links("dist", {"dist/a.js": "/else/a.js", "dist/b.js": None, "dist/c.js": None})

    assert [("link-leads-out", "dist/a.js"), ("link-followed", "dist/b.js")] == [
        (each.code, each.subject) for each in found
    ]
    assert "/else/a.js" in found[0].sentence
    assert "and 1 more" in found[1].sentence
    assert [] == links("dist", {})
