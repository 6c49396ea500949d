"""Markers: read where a reader's comment stands, refused where they cannot be right."""

import pytest

from buildtools.documents.markers import Block, Refused, parse

BLOCK = "<!-- review:a begin -->\n<!-- review:a end -->\n"


def _names(text: str) -> list[str]:
    return list(parse(text, "review").blocks)


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        "# Title\n\ntext\n" + BLOCK + "text",
        BLOCK.replace("\n", "\r\n"),
        BLOCK.replace("\n", "\r"),
        BLOCK.removesuffix("\n"),
        "\ufeff" + BLOCK,
        "   " + BLOCK,
        "- item\n" + BLOCK,
        "> quote\n" + BLOCK,
        "<details>\n" + BLOCK + "</details>\n",
        "---\n\nno front matter\n" + BLOCK + "---\n",
        "---\ntitle: x\n---\n" + BLOCK,
        "- ```\n  code in a list ends with it\n\n" + BLOCK,
        "````\n```\n````\n" + BLOCK,
        "text \x0b with\x1c odd \u2028 characters\n" + BLOCK,
    ],
)
def test_a_marker_at_the_top_level_is_one(text: str) -> None:
    """And its pieces join to what was there."""
    document = parse(text, "review")

    assert ["a"] == list(document.blocks)
    joined = [
        part if isinstance(part, str) else part.opening + part.body + part.closing
        for part in document.parts
    ]
    assert text == "".join(joined)


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + BLOCK + "```\n",
        "~~~~ md\n~~~\n" + BLOCK + "~~~~\n",
        "".join(f"    {line}\n" for line in BLOCK.splitlines()),
        "<!--\n" + BLOCK.replace("-->", "") + "-->\n",
        "<script>\n" + BLOCK + "</script>\n",
        "---\ntitle: x\n# " + BLOCK.replace("\n", "\n# ") + "\n---\n",
        "- item\n\n  " + BLOCK.replace("\n", "\n  "),
        "> " + BLOCK.replace("\n", "\n> "),
        "a <!-- review:a begin --> b\n",
        BLOCK.replace("review", "roadmap"),
        "<!-- review: please -->\n",
    ],
)
def test_a_marker_elsewhere_is_a_text(text: str) -> None:
    """A page that shows how markers look has none."""
    assert [] == _names(text)


@pytest.mark.parametrize(
    ("text", "fault", "block", "line"),
    [
        ("\n<!-- review:a begin -->\n", "unclosed", "a", 2),
        ("<!-- review:a end -->\n", "end", "a", 1),
        ("<!-- review:a begin -->\n<!-- review:b end -->\n", "end", "b", 2),
        ("<!-- review:a begin -->\n<!-- review:b begin -->\n", "nested", "b", 2),
        (BLOCK + "text\n" + BLOCK, "twice", "a", 4),
        ("<!-- review:A begin -->\n", "malformed", "", 1),
        ("x\n\n<!-- review:a begin sha=123 -->\n", "malformed", "", 3),
        ("<!-- review:a begin --> text\n", "malformed", "", 1),
        ("<!-- review:a begin -->\nx\n<!-- review:a end --> text\n", "malformed", "", 3),
        ("<!--review:a  end\n-->\n", "malformed", "", 1),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_line(
    text: str, fault: str, block: str, line: int
) -> None:
    """A guess would cost words; a line is found at once."""
    with pytest.raises(Refused, match=rf"DOC\.md:{line}: ") as refused:
        parse(text, "review", "DOC.md")

    told = refused.value
    assert (fault, block, line) == (told.fault, told.block, told.line)
    assert told.remedy
    assert 20 == told.exit_code


def test_what_a_block_leaves_open_is_known() -> None:
    """Its reader would see the end of the document as code."""
    (block,) = parse(BLOCK.replace("\n", "\n```\n", 1), "review").blocks.values()

    assert isinstance(block, Block)
    assert ("code fence", 2) == block.open
