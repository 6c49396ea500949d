"""Screening: what the long way finds in a text is never passed over by the quick look at it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buildtools.checks.secrets.hits import hits
from buildtools.checks.secrets.home_folders import WORDS, in_text
from buildtools.checks.secrets.patterns import PATTERNS, TOKENS, Pattern
from buildtools.checks.secrets.screening import may_hold, may_hold_secret

_ASSERTED = re.compile(r"^(?:\(\?:(?:\(\?<[=!][^()]*\)\|?)+\)|\(\?<[=!][^()]*\))|\(\?![^()]*\)$")
"""What has to stand before and behind a secret, in its expression."""
_AROUND = st.text(
    st.one_of(st.sampled_from("\"'=:/.+-_@% \n\\ntr2FA3a"), st.characters()), max_size=40
)
_RUNS = st.text(st.sampled_from("aA3_-+/."), max_size=60)


def _bodies(pattern: Pattern) -> st.SearchStrategy[str]:
    """Make what the middle of an expression matches, often no longer than it has to be."""
    return st.from_regex(_ASSERTED.sub("", pattern.expression.pattern), fullmatch=True)


def _ends(pattern: Pattern, text: str) -> list[int]:
    """Find where its words end: at an underscore, of tokens."""
    found = re.finditer("|".join(map(re.escape, pattern.words)), text)
    return [each.end() - 1 for each in found]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: f"{each.name}:{each.words[0]}")
@settings(max_examples=20)
@given(data=st.data())
def test_each_kind_of_secret_is_looked_at_closely(pattern: Pattern, data: st.DataObject) -> None:
    """Wherever it stands, also where its text goes on with letters of tokens."""
    before = data.draw(st.one_of(st.just(""), _AROUND, _RUNS.map(lambda run: f"{run} ")))
    begin = {"/api/webhooks/": "discord.com", "://": "https"}.get(pattern.words[0], "")
    text = before + begin + data.draw(_bodies(pattern)) + data.draw(_AROUND)
    assume(pattern.expression.search(text))
    assume(not pattern.token or any(TOKENS.match(text, at) for at in _ends(pattern, text)))

    assert may_hold(text.encode("utf-8", "surrogatepass"))
    assert may_hold_secret(text.encode("utf-8", "surrogatepass"))


@given(text=st.one_of(_AROUND, _RUNS, st.lists(st.one_of(_AROUND, _RUNS)).map("".join)))
def test_what_may_hold_nothing_holds_nothing(text: str) -> None:
    """Of any text whatever."""
    data = text.encode("utf-8", "surrogatepass")

    assert may_hold(data) or not (hits(text) or in_text(text))
    assert may_hold_secret(data) or not hits(text)


@given(secret=st.from_regex(r"[a-z][0-9]\S{10,20}", fullmatch=True), before=_AROUND, after=_AROUND)
def test_known_secrets_are_looked_for_as_they_stand(secret: str, before: str, after: str) -> None:
    """They may have any letters."""
    text = before + secret + after
    known = secret.encode("utf-8", "surrogatepass")

    assert hits(text, [secret])
    assert may_hold(text.encode("utf-8", "surrogatepass"), [known])
    assert may_hold_secret(text.encode("utf-8", "surrogatepass"), [known])


@pytest.mark.parametrize(
    "word", [*WORDS, *(word for each in PATTERNS if not each.token for word in each.words)]
)
@settings(max_examples=20)
@given(before=_AROUND, after=_AROUND)
def test_each_word_is_found_wherever_it_stands(word: str, before: str, after: str) -> None:
    """Whichever of its letters it is found by; that a password is in a URL is asked at once."""
    text = before + word + (after if word != "://" else "a:secret@example.com")

    assert may_hold(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("run", ["/home/", "\\Users\\", "\\\\Users\\\\", "/Users/", "C:/Users/"])
def test_home_folders_are_looked_at_closely(run: str) -> None:
    """Of any system, and however their slashes are written."""
    text = f'"{run}jane/app/a.ts"'

    assert may_hold(text.encode())
    assert not may_hold_secret(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "const token = process.env.TOKEN;",
        'import"https://example.com/a.js";// a@example.com',
        "a" * 100,
        "const getOwnPropertyDescriptorsOfAll_=Object.getOwnPropertyDescriptors;",
        "// " + "-" * 78,
        "npm_run_script hf_model xox- sk-and- SG github_pat_",
        "/homes/ Users home",
    ],
)
def test_code_is_passed_over(text: str) -> None:
    """Else nothing would be quicker."""
    assert not may_hold(text.encode(), [b"another"])
