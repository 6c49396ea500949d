"""What is asked for is told from the words alone."""

import pytest

from buildtools.findings.catalogue import ALIASES
from buildtools.inspections.explain.asked import Asked, debug_id_of, guess, read

HEX = "e08a2094fb8b58ccbcc518d78fd46660"
DASHED = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("map-wrong", Asked("code", "map-wrong")),
        (" map-wrong\n", Asked("code", "map-wrong")),
        (next(iter(ALIASES)), Asked("code", next(iter(ALIASES)))),
        ("uploaded-after-event", Asked("code", "uploaded-after-event")),
        (HEX, Asked("id", HEX)),
        (HEX.upper(), Asked("id", HEX)),
        (DASHED, Asked("id", HEX)),
        (f"{DASHED}-1f", Asked("debug-id", f"{DASHED}-1f")),
        (f"https://acme.sentry.example/issues/7/events/{HEX}/?project=1", Asked("event", HEX)),
        (f"https://bugsink.example/issues/issue/{'0' * 32}/event/{DASHED}/", Asked("event", HEX)),
        (f"http://127.0.0.1:4000/events/{HEX}/", Asked("event", HEX)),
        ("https://shop.example/a.js:1:2", Asked("text", "https://shop.example/a.js:1:2")),
        ("https://[shop/a.js:1:2", Asked("text", "https://[shop/a.js:1:2")),
        ("./map-wrong", Asked("text", "./map-wrong")),
        ("map-wronk", Asked("text", "map-wronk")),
        (
            f"at f (https://shop.example/{HEX}/a.js:1:2)",
            Asked("text", f"at f (https://shop.example/{HEX}/a.js:1:2)"),
        ),
        ("-", Asked("text", "-")),
    ],
)
def test_words_are_told_apart(words: str, asked: Asked) -> None:
    """Nobody wants to say first what it is that was copied."""
    assert asked == read(words)


def test_an_id_may_be_of_an_event_or_of_a_pair() -> None:
    """Both are 32 hex digits, so both are asked for."""
    assert DASHED == debug_id_of(read(HEX))
    assert f"{DASHED}-1f" == debug_id_of(read(f"{DASHED}-1f"))


@pytest.mark.parametrize(
    ("words", "guessed"),
    [
        ("map-wronk", "; did you mean 'map-wrong'?"),
        ("uploaded-after-events", "; did you mean 'uploaded-after-event'?"),
        ("at f (x.js:1:2)", ""),
    ],
)
def test_a_code_that_was_meant_is_guessed(words: str, guessed: str) -> None:
    """Codes are long, and typed by hand."""
    assert guessed == guess(words)
