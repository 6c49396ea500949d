"""The token: what it is, whether the server takes it, and what it may do."""

import pytest

from buildtools.checks.doctor import tokens
from buildtools.facts.token_shapes import Shape
from buildtools.sandbox.serving import Running
from tests.inspections.doctor.conftest import Doctor

HEX = "0123456789abcdef" * 4


def test_a_good_token_is_named_and_never_shown(doctor: Doctor, sandbox: Running) -> None:
    """Its kind, whose it is, where it was read."""
    doctor.token = sandbox.token_with(["org:ci"]).reveal()
    answer = doctor.only("token")

    assert answer.state == "ok"
    assert "an organization token of acme" in answer.said
    assert "TOKEN" in answer.said
    assert doctor.token not in str(doctor.says())


@pytest.mark.parametrize(
    ("token", "code", "words"),
    [
        (f"sntryu_{HEX}", "token-refused", "“Invalid token”"),
        (f"sntryu_{HEX[:50]}", "token-cut", "it ends after 50 of 64 digits"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token-kind", "JSON Web Token"),
        (HEX[:32], "token-kind", "the key of a DSN"),
    ],
)
def test_a_token_that_is_refused_is_told_by_what_it_is(
    doctor: Doctor, token: str, code: str, words: str
) -> None:
    """One line for one fault: what rests on it is not checked."""
    doctor.token = token
    told = doctor.says("token", "server")
    (answer,) = told["token"]

    assert ("error", code, 10) == (answer.state, answer.code, answer.exit_code)
    assert words in answer.said
    assert answer.remedy
    for name in ("token-scopes", "server", "organization", "project"):
        assert ["not-checked"] == [each.state for each in told[name]], name


def test_a_form_alone_is_no_error_where_nobody_could_be_asked(doctor: Doctor) -> None:
    """The step would end by the network, and not by the token."""
    doctor.url, doctor.token = "http://127.0.0.1:1", f"sntryu_{HEX[:50]}"

    assert ("warning", "token-cut") == (doctor.only("token").state, doctor.only("token").code)
    doctor.token = HEX[:32]
    assert ("warning", "token-kind") == (doctor.only("token").state, doctor.only("token").code)
    doctor.token = f"sntryu_{HEX}"
    assert doctor.only("token").state == "not-checked"


def test_a_token_that_is_not_set_is_told_with_where_it_was_looked_for(doctor: Doctor) -> None:
    """Of which the rest is not checked, but for the way to the server."""
    doctor.token = ""
    doctor.unset = ("TOKEN",)
    told = doctor.says()
    (answer,) = told["token-set"]

    assert ("error", 10) == (answer.state, answer.exit_code)
    assert "variable TOKEN is not set" in answer.said
    assert "set TOKEN" in answer.remedy
    assert told["connection"][0].state == "ok"
    assert "there is no token" in told["project"][0].said


@pytest.mark.parametrize(
    ("scopes", "steps", "code"),
    [
        (["project:read", "org:read"], ("create", "set-commits", "upload", "finalize"), 11),
        (["event:read"], ("create", "upload"), 11),
        (["project:read"], ("verify",), 0),
        (["project:releases"], ("create", "set-commits", "upload", "verify", "finalize"), 0),
        (["org:ci"], ("create", "set-commits", "upload", "verify", "finalize"), 0),
    ],
)
def test_scopes_are_judged_by_the_steps_to_come(
    doctor: Doctor, sandbox: Running, scopes: list[str], steps: tuple[str, ...], code: int
) -> None:
    """What this command does not do takes no scope."""
    doctor.token, doctor.steps = sandbox.token_with(scopes).reveal(), steps
    doctor.variables = {"CI": "true", "GIT_COMMIT": HEX[:40]}
    answer = doctor.only("token-scopes")

    assert ("error" if code else "ok", code) == (answer.state, answer.exit_code)
    assert all(step in answer.said for step in steps) or not code
    assert ("scope-missing" if code else "") == answer.code


def test_what_an_organization_token_cannot_do_is_told_and_no_fault(
    doctor: Doctor, sandbox: Running
) -> None:
    """It is the kind that is made for this, and each step says what it leaves out."""
    doctor.token = sandbox.token_with(["org:ci"]).reveal()

    assert "read test events back" in doctor.only("token-scopes").said
    doctor.beside = "    verify: {events: false}\n    commits: {mode: local}"
    assert "not with it" not in doctor.only("token-scopes").said


def test_a_server_that_tells_no_scopes_leaves_them_unchecked(
    doctor: Doctor, sandbox: Running
) -> None:
    """Nothing is made up of what a server does not say."""
    sandbox.faults.add(
        path="/api/0/",
        status=200,
        body={"version": "0", "auth": {"scopes": []}, "user": {"id": "1"}},
    )

    assert doctor.only("token-scopes").state == "not-checked"


@pytest.mark.parametrize(
    ("region", "host", "differs"),
    [
        ("https://us.sentry.io", "de.sentry.io", True),
        ("https://de.sentry.io", "de.sentry.io", False),
        ("https://us.sentry.io", "sentry.io", False),
        ("https://us.sentry.io", "sentry.example", False),
        ("", "de.sentry.io", False),
    ],
)
def test_a_token_of_another_region_is_told(region: str, host: str, differs: bool) -> None:
    """The common host leads to every region, and a server of one's own has none."""
    shape = Shape("organization", "an organization token", org="acme", region_url=region)
    found = tokens.other_region(shape, host)

    assert differs == (found is not None)
    assert found is None or (found.code, region in found.remedy) == ("token-region-differs", True)
