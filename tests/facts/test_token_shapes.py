"""What a token is by its form, and that one which was cut is known by it."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.facts.token_shapes import shape_of

END = "x" * 43
HEX = "0123456789abcdef" * 4


def org_token(end: str = END, **said: object) -> str:
    """Make an organization token whose payload says this."""
    payload = {
        "iat": 1772323200.0,
        "url": None,
        "region_url": "https://de.sentry.io",
        "org": "acme",
    }
    return f"sntrys_{base64.b64encode(json.dumps(payload | said).encode()).decode()}_{end}"


def test_an_organization_token_says_whose_it_is() -> None:
    """Its payload is readable by anybody, which is no secret."""
    shape = shape_of(org_token())

    assert ("organization", "", "acme") == (shape.kind, shape.cut, shape.org)
    assert ("2026-03-01", "https://de.sentry.io", "") == (shape.made, shape.region_url, shape.url)
    assert shape.may_be_one


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"sntryu_{HEX}", "person"),
        (f"sntryi_{HEX}", "integration"),
        (f"sntrya_{HEX}", "application"),
        (HEX, "older"),
        (HEX[:40], "bugsink"),
    ],
)
def test_each_kind_of_token_is_known(text: str, kind: str) -> None:
    """Whole ones: a server may take them."""
    shape = shape_of(text)

    assert (kind, "", True) == (shape.kind, shape.cut, shape.may_be_one)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (org_token()[:-1], "it ends after 42 of 43 characters"),
        (org_token() + "yz", "it has 45 characters"),
        (org_token().rpartition("_")[0], "it has one underscore and not two"),
        (org_token()[:30], "it has one underscore"),
        (org_token(end=END[:-1] + "-"), "odd characters"),
        ("sntrys_eyJvcm_" + END, "its middle cannot be read"),
        ("sntrys_W10=_" + END, "its middle cannot be read"),
        (org_token().removeprefix("sntry"), "its beginning"),
        (org_token().removeprefix("sntrys_"), "its beginning"),
        (f"sntryu_{HEX[:-4]}", "it ends after 60 of 64 digits"),
        (f"sntryu_{HEX}00", "it has 66 digits"),
        (f"sntryi_{HEX[:-1]}g", "other characters"),
        (f"ryu_{HEX}", "its beginning"),
        (HEX[:-1], "63 of 64"),
    ],
)
def test_a_token_that_was_cut_is_known_without_asking(text: str, why: str) -> None:
    """By which part is missing, so that nobody looks for rights or servers."""
    shape = shape_of(text)

    assert why in shape.cut
    assert not shape.may_be_one


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "JSON Web Token"),
        ("ghp_" + "a" * 36, "GitHub"),
        ("glpat-" + "a" * 20, "GitLab"),
        ("npm_" + "a" * 36, "npm"),
        ("xoxb-1-2-abc", "Slack"),
        ("AKIA" + "A" * 16, "AWS"),
        (HEX[:32], "DSN"),
        ("0b0fd04e-2b6c-4b6a-9b2c-6f6d5f3b1a11", "UUID"),
        ("_" * 43, "Relay"),
        ("correct horse", "13 characters of a form that no token of Sentry has"),
    ],
)
def test_another_secret_is_named_for_what_it_is(text: str, name: str) -> None:
    """So that the one who pasted it knows which two were mixed up."""
    shape = shape_of(text)

    assert name in shape.name
    assert not shape.may_be_one


@pytest.mark.parametrize("iat", [None, "soon", 1e300, float("inf")])
def test_a_day_that_cannot_be_read_is_left_out(iat: object) -> None:
    """Nothing depends on it."""
    assert shape_of(org_token(iat=iat)).made == ""


@given(st.text(max_size=200))
def test_any_text_has_a_form_and_none_of_it_is_shown(text: str) -> None:
    """A secret never reaches a message."""
    shape = shape_of(text)

    assert shape.name
    assert len(text) < 12 or text not in f"{shape.name} {shape.cut}"
