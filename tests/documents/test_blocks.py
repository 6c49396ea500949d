"""Generated blocks: prose stays byte for byte, words are refused rather than lost."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.documents.blocks import differing, empty, update
from buildtools.documents.markers import Refused, parse

NEW = {"a": "new | text\n--- | ---\n72,331 | x", "c": "more\n\n```text\nfenced\n```"}
HEADINGS = {"c": "More"}

PIECES = (
    *("text\n", "\n", "```\n", "~~~~\n", "```js\n", "---\n", "key: x\n", "- item\n", "> q\n"),
    *("    <!-- review:a begin -->\n", "  <!-- review:a end -->\n", "<!-- review:a begin -->\n"),
    *("<!-- review:a begin -->\n", "<!-- review:a end -->\n", "<!-- review:a end -->\n"),
    *("<!-- review:b begin sha=00000000 -->\n", "<!-- review:b end -->\r\n", "<!-- x -->\n"),
    *("<!-- open\n", "-->\n", "<div>\n", "line\r\n", "<!-- review:a begn -->\n", "\u2028\x0b\n"),
    *("<!-- review:c begin sha=5 -->\n", "<!-- roadmap:a begin -->\n", "last line"),
)


def _prose(text: str) -> str:
    return "".join(part for part in parse(text, "review").parts if isinstance(part, str))


def _written(text: str, *, force: bool) -> tuple[str, str]:
    """Return the document that was written, or nothing and the fault it was refused for."""
    try:
        return update(text, "review", NEW, headings=HEADINGS, force=force), ""
    except Refused as refused:
        return "", refused.fault


def _holds(text: str) -> bool:
    """Hold one document to the promises; whether it was written."""
    once, fault = _written(text, force=True)
    careful, why_not = _written(text, force=False)
    if fault:
        assert fault not in ("text", "changed")
        assert why_not in (fault, "changed")
        return False
    assert (once, "") == _written(once, force=False), text
    assert _prose(once).startswith(_prose(text)), text
    assert () == differing(once, "review", NEW)
    assert (careful, why_not) in ((once, ""), ("", "changed"))
    left = parse(text, "review").blocks.get("b")
    assert left is None or left.opening + left.body + left.closing in once
    return True


def test_random_documents_keep_their_prose() -> None:
    """Twenty thousand: written twice as once, prose byte for byte, what is malformed refused."""
    written = 0
    for seed in range(20_000):
        draw = random.Random(seed)
        written += _holds("".join(draw.choice(PIECES) for _ in range(draw.randrange(9))))

    assert 4_000 < written < 16_000


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12).map("".join))
def test_documents_of_any_text_keep_their_prose(text: str) -> None:
    """The same with texts that nobody would think of."""
    _holds(text)


def test_a_document_without_blocks_gets_them_at_its_end() -> None:
    """In their order, below their headings; none of its bytes is another one."""
    written = update("# Ours\r\n\r\nwords", "review", NEW, headings=HEADINGS)

    assert written.startswith("# Ours\r\n\r\nwords\r\n\r\n<!-- review:a begin sha=")
    assert "## More\r\n\r\n<!-- review:c begin sha=" in written
    assert "\n" not in written.replace("\r\n", "")


def test_an_empty_pair_of_markers_is_filled() -> None:
    """So a person says where a block is to stand."""
    written = update("text\n\n" + empty("review", "a") + "end", "review", {"a": "seen"})

    assert "text\n\n<!-- review:a begin sha=" in written
    assert "-->\n\nseen\n\n<!-- review:a end -->\nend" in written


def test_a_block_that_says_the_same_keeps_its_bytes() -> None:
    """Else a formatter and a command write in turns, for ever."""
    once = update("", "review", NEW)
    formatted = once.replace("--- | ---", "------ | :------").replace("new | text", "new   |  text")

    assert formatted != once
    assert formatted == update(formatted, "review", NEW)
    assert () == differing(formatted, "review", NEW)


def test_words_in_a_block_are_refused_and_stay() -> None:
    """The block is named, its line, and what to do; every other one that was changed too."""
    once = update("words\n", "review", NEW)
    typed = once.replace("72,331", "72,332").replace("more", "more, we think")

    with pytest.raises(Refused, match=r"DOC\.md:3: block a was changed by hand") as refused:
        update(typed, "review", {"a": "newer", "c": "newer"}, file="DOC.md")

    assert ("changed", "a", 3) == (refused.value.fault, refused.value.block, refused.value.line)
    assert ("DOC.md:11: block c too",) == refused.value.evidence
    assert "--force" in refused.value.remedy
    assert "newest" in update(typed, "review", {"a": "newest", "c": "x"}, force=True)


def test_words_between_markers_without_checksum_are_refused_too() -> None:
    """Somebody put markers around their own text: it would be gone."""
    theirs = empty("review", "a").replace("\n", "\nour words\n", 1)

    with pytest.raises(Refused, match="changed by hand"):
        update(theirs, "review", NEW)


def test_a_checksum_that_was_changed_costs_no_words() -> None:
    """Where the block says what it is to say, only the marker is written anew."""
    once = update("", "review", {"a": "text"})
    spoiled = once.replace(once.partition("sha=")[2][:8], "00000000")

    assert once == update(spoiled, "review", {"a": "text"})


def test_a_block_of_another_name_is_left_alone() -> None:
    """A newer version may have written it, or another document's command."""
    theirs = "<!-- review:z begin sha=00000000 -->\nanything\n<!-- review:z end -->\n"

    assert theirs in update(theirs, "review", NEW, force=True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("text\n```\nnever ended\n", 2),
        ("<!-- never ended\n", 1),
        ("```\n<!-- review:a begin sha=00000000 -->\n<!-- review:a end -->\n```\n", 1),
        ("<!-- review:z begin -->\n```\n<!-- review:z end -->\n", 2),
    ],
)
def test_a_block_that_nobody_would_see_is_refused(text: str, line: int) -> None:
    """It would be written once more in every run."""
    with pytest.raises(Refused, match="nobody would see block") as refused:
        update(text, "review", NEW, force=True)

    assert ("swallowed", line) == (refused.value.fault, refused.value.line)


def test_a_fence_that_never_ends_behind_all_blocks_swallows_nothing() -> None:
    """It is the author's, and no block's."""
    once = update("", "review", NEW) + "\n```\nour example"

    assert once == update(once, "review", NEW)


@pytest.mark.parametrize(
    "text", ["a\n<!-- review:a end -->", "<!-- review:x begin -->", "```\nopen", "<!-- open"]
)
def test_a_text_that_would_break_its_block_is_refused(text: str) -> None:
    """What an app's sources say may come into a block."""
    with pytest.raises(Refused) as refused:
        update("", "review", {"a": text})

    assert "text" == refused.value.fault
