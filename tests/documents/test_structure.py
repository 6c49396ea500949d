"""Which lines of a Markdown file stand at its top level, held against markdown-it-py."""

import random
import re

import pytest
from markdown_it import MarkdownIt

from buildtools.documents.structure import Scanner

MARK = re.compile(r" {0,3}<!-- M -->$")
SWALLOWS = re.compile(
    r"<(?:script|pre|style|textarea)(?:\s|>|$)|<!--|<\?|<!\[CDATA\[|<![A-Z]", re.I
)
PIECES = (
    *("text", "more", "", "", "# H", "===", "---", "***", "- - -", "    code", "\tcode"),
    *("```", "````", "~~~", "```js", "```a`b", "~~~~ x", "  ```", "   ~~~", "     ```"),
    *("<!-- M -->", "<!-- M -->", "  <!-- M -->", "   <!-- M -->", "    <!-- M -->"),
    *("> quote", "> ```", ">", "> - a", ">   ```", "- item", "-", "* ```", "-\ttab", "- - deep"),
    *("1. one", "2. two", "10) ten", "- > q", "  in", "    in4", "  - sub", "1. ```", "  2. x"),
    *("<div>", "</div>", "<details>", "<b>", "<a href='x'>", "<x-y a=1 b>", "<!-- open", "-->"),
    *("close -->", "<script>", "</script>", "<pre>x</pre>", "<?php", "?>", "<?x?>", "<!-->"),
    *("<![CDATA[", "]]>", "<!DOCTYPE html", "<!X>", "<STYLE", "</textarea>"),
)


def judged(lines: list[str]) -> set[int]:
    """Return the marks that a parser of CommonMark sees at the top level."""
    found = set()
    for token in MarkdownIt("commonmark").parse("\n".join(lines) + "\n"):
        if token.type == "html_block" and token.level == 0 and token.map:
            first, after = token.map
            swallows = SWALLOWS.match(lines[first].strip())
            found |= {
                at
                for at in range(first, after)
                if MARK.match(lines[at]) and (at == first or not swallows)
            }
    return found


def ours(lines: list[str]) -> tuple[set[int], bool]:
    """Return the marks that we see, and whether something is open at the end."""
    scanner = Scanner()
    found = {
        at for at, line in enumerate(lines) if scanner.feed(line, at + 1) and MARK.match(lines[at])
    }
    return found, scanner.open is not None


def test_random_lines_are_read_as_a_parser_reads_them() -> None:
    """A mark that is taken for code, or code for a mark, costs somebody's words."""
    seen, swallowing = 0, 0
    for seed in range(4000):
        draw = random.Random(seed)
        lines = [draw.choice(PIECES) for _ in range(draw.randrange(1, 9))]
        wanted = judged(lines)
        would_be_seen = len(lines) + 1 in judged([*lines, "", "<!-- M -->"])
        seen, swallowing = seen + len(wanted), swallowing + (not would_be_seen)

        assert (wanted, not would_be_seen) == ours(lines), lines
    assert seen > 600
    assert swallowing > 200


@pytest.mark.parametrize(
    ("lines", "kind", "number"),
    [
        (["text", "```js", "code"], "code fence", 2),
        (["~~~", "```", "~~"], "code fence", 1),
        (["<!-- a", "", "b"], "HTML comment", 1),
        (["", "<script>", "let a", ""], "HTML element", 2),
        (["<?php"], "processing instruction", 1),
        (["<![CDATA["], "CDATA section", 1),
        (["<!DOCTYPE"], "declaration", 1),
    ],
)
def test_what_is_open_is_named_with_its_line(lines: list[str], kind: str, number: int) -> None:
    """Who has to end it has to find it."""
    scanner = Scanner()
    for at, line in enumerate(lines, 1):
        scanner.feed(line, at)

    assert (kind, number) == scanner.open


@pytest.mark.parametrize(
    "lines", [["- a", "  ```", "  code"], ["> ```"], ["<div>", "x"], ["```", "```"], []]
)
def test_what_ends_by_itself_is_not_open(lines: list[str]) -> None:
    """A list, a quote and a blank line end what is in them."""
    scanner = Scanner()
    for at, line in enumerate(lines, 1):
        scanner.feed(line, at)

    assert scanner.open is None
