"""What a connection lacks is told before anybody is asked, and first."""

from tests.inspections.doctor.conftest import Doctor


def test_what_is_there_is_told(doctor: Doctor) -> None:
    """Of a server that is complete nothing is wrong."""
    (answer,) = doctor.says()["server-settings"]

    assert ("ok", f"web of acme at {doctor.url}") == (answer.state, answer.said)
    assert "token-set" not in doctor.says()


def test_projects_that_nobody_names_are_missing(doctor: Doctor) -> None:
    """It ends a step with 20, before it connects."""
    doctor.projects = "[]"
    (answer,) = doctor.says()["server-settings"]

    assert ("error", 20) == (answer.state, answer.exit_code)
    assert "server.projects: not set" in answer.said


def test_without_a_token_that_comes_first_though_the_server_is_none(doctor: Doctor) -> None:
    """A step would end by it before it looks for the server."""
    doctor.token, doctor.unset, doctor.url = "", ("TOKEN",), "http://127.0.0.1:9"
    states = [(name, each.exit_code) for name, (each, *_) in doctor.says().items()]

    assert ("token-set", 10) == next((name, code) for name, code in states if code)
