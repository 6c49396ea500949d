"""Digests in tags, held against bytes as browsers do."""

import base64
import hashlib

import pytest

from buildtools.checks.integrity import Broken, broken, holds

BODY = b"export const oven = 220;"


def digest(algorithm: str, body: bytes = BODY) -> str:
    """The digest of bytes as a tag has it."""
    made = base64.b64encode(hashlib.new(algorithm, body).digest()).decode()
    return f"{algorithm}-{made}"


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_the_right_bytes_hold_and_others_do_not(algorithm: str) -> None:
    """Each algorithm that browsers know."""
    assert holds(digest(algorithm), BODY) is True
    assert holds(digest(algorithm), BODY + b" ") is False


def test_the_strongest_algorithm_decides() -> None:
    """A weaker digest that holds does not help, one of two of the strongest does."""
    assert holds(f"{digest('sha256')} {digest('sha384', b'other')}", BODY) is False
    assert holds(f"{digest('sha384', b'other')} {digest('sha384')}?opt", BODY) is True


@pytest.mark.parametrize("integrity", ["", "md5-abc", "nothing", "sha1-xyz"])
def test_what_names_no_digest_forbids_nothing(integrity: str) -> None:
    """Browsers take what they do not know for none."""
    assert holds(integrity, BODY) is None


def test_a_digest_that_cannot_be_read_holds_for_nothing() -> None:
    """It names an algorithm, so it counts."""
    assert holds("sha256-é", BODY) is False
    assert holds("sha256-!", BODY) is False


def test_the_finding() -> None:
    """One for all, with the page of the first."""
    (found,) = broken([Broken("~/a.js", "~/"), Broken("~/b.js", "~/x")])
    assert (found.code, found.subject, [str(each) for each in found.also]) == (
        *("integrity-broken", "~/a.js"),
        ["~/b.js"],
    )
    assert "integrity that ~/ names" in found.sentence
    assert broken([]) == []
