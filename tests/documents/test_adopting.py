"""A document without markers gets them: lines come in, and no word is touched."""

import random
from collections.abc import Iterator

import pytest

from buildtools.documents.adopting import Adoption, Wanted, adopt
from buildtools.documents.blocks import update
from buildtools.documents.markers import Refused, parse

WANTED = (
    Wanted("weight", "Weight and cost", ("performance", "bundle size")),
    Wanted("privacy", "Privacy", ("data protection",)),
    Wanted("security", "Security for those who maintain it", ("security",)),
    Wanted("roadmap", "Recommendations", ("roadmap", "next steps")),
)

THEIRS = """\
# Sentry at our shop

We use Sentry.

## 1. Performance

Our words on it:

```md
## Privacy
```

### Bundles

More words.
Security & Privacy
------------------
Their words
## Raodmap
- a plan
"""


def _placed(adoption: Adoption) -> dict[str, tuple[int, str, str]]:
    return {each.block: (each.line, each.heading, each.found) for each in adoption.placements}


def _is_within(short: list[str], long: list[str]) -> bool:
    """Whether a text's lines are all there, in order: lines were put in, and nothing else done."""
    left: Iterator[str] = iter(long)
    return all(line in left for line in short)


def test_each_block_comes_below_the_heading_that_is_about_it() -> None:
    """Behind its own words, before the next heading; one in code is none."""
    found = adopt(THEIRS, "review", WANTED, "DOC.md")

    assert {
        "weight": (11, "1. Performance", "heading"),
        "privacy": (18, "Security & Privacy", "heading"),
        "security": (18, "Security & Privacy", "heading"),
        "roadmap": (20, "Raodmap", "near"),
    } == _placed(found)
    assert "```\n\n<!-- review:weight begin -->\n<!-- review:weight end -->\n\n###" in found.text
    assert "Their words\n\n<!-- review:privacy begin -->" in found.text
    assert "<!-- review:security end -->\n\n## Raodmap" in found.text


def test_only_lines_come_in() -> None:
    """As the diff shows it."""
    found = adopt(THEIRS, "review", WANTED, "DOC.md")
    changed = [line for line in found.diff.splitlines() if line[:1] in "+-"]

    assert ["--- DOC.md", "+++ DOC.md"] == changed[:2]
    assert not [line for line in changed[2:] if line.startswith("-")]
    assert _is_within(THEIRS.splitlines(), found.text.splitlines())


def test_what_was_adopted_can_be_written() -> None:
    """And adopting it once more does nothing."""
    found = adopt(THEIRS, "review", WANTED)
    written = update(found.text, "review", {each.name: "seen" for each in WANTED})

    assert 4 == written.count("seen")
    again = adopt(written, "review", WANTED)
    assert (written, (), "") == (again.text, again.placements, again.diff)


@pytest.mark.parametrize("text", ["", "words", "# Title\n", "a\r\n\r\nb", "# T\n\n# Other\n\n"])
def test_a_block_without_a_heading_gets_one_at_the_end(text: str) -> None:
    """In the order of the sections."""
    found = adopt(text, "review", WANTED)

    assert {"none"} == {each.found for each in found.placements}
    assert found.text.startswith(text)
    assert ["weight", "privacy", "security", "roadmap"] == list(parse(found.text, "review").blocks)
    assert "## Weight and cost" in found.text
    assert ("\r\n" in text) == ("\r\n" in found.text)


def test_blocks_that_are_there_stay() -> None:
    """A document may have some of them."""
    text = "## Privacy\n\n<!-- review:weight begin -->\n<!-- review:weight end -->\nwords\n"
    found = adopt(text, "review", WANTED[:2])

    assert ["privacy"] == list(_placed(found))
    assert found.text.endswith(
        "words\n\n<!-- review:privacy begin -->\n<!-- review:privacy end -->\n"
    )


def test_a_block_that_nobody_would_see_is_refused() -> None:
    """Code that never ends would hold it."""
    with pytest.raises(Refused, match=r"DOC\.md:3: the code fence would swallow") as refused:
        adopt("## Performance\n\n```\ncode", "review", WANTED[:1], "DOC.md")

    assert "swallowed" == refused.value.fault


PIECES = (
    *("# Title", "## Performance", "## Security & Privacy", "Roadmap", "===", "---", "### 2. Cost"),
    *("words", "", "", "```", "- item", "  more", "> quote", "| a | b |", "<div>", "<!-- x -->"),
    *("---", "title: x", "## Perfomance", "##", "# Performance #", "1. one", "    code", "<!--"),
)


def test_random_documents_lose_no_line() -> None:
    """Every line of theirs stands there afterwards, in order, and every block is seen."""
    adopted, faults = 0, set()
    for seed in range(3000):
        draw = random.Random(seed)
        lines = [draw.choice(PIECES) for _ in range(draw.randrange(14))]
        text = draw.choice(("\n", "\r\n")).join(lines) + draw.choice(("", "\n"))
        try:
            found = adopt(text, "review", WANTED)
        except Refused as refused:
            faults.add(refused.fault)
            continue
        adopted += 1
        assert _is_within(text.splitlines(), found.text.splitlines()), text
        assert {each.name for each in WANTED} == set(parse(found.text, "review").blocks), text
        assert found.text == adopt(found.text, "review", WANTED).text
    assert adopted > 1500
    assert {"swallowed"} == faults
