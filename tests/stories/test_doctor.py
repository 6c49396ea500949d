"""Before anything is done it can be asked what is wrong, of all or of one subject."""

import pytest

from tests.stories.shopping import Shop


def test_doctor_says_its_lines_and_counts_them(shop: Shop) -> None:
    """The last line is what a person looks at first."""
    ended = shop.invoke("doctor", "--env=local", "--verbose")

    assert 0 == ended.code, ended.err
    assert "not checked" in ended.out.splitlines()[-1]


def test_as_json_each_check_is_an_object_with_its_state(shop: Shop) -> None:
    """A CI reads which check failed, and how."""
    ended = shop.invoke("doctor", "--env=local", "--json")

    assert 0 == ended.code, ended.err
    assert ended.json is not None


def test_a_check_that_does_not_exist_is_refused_by_name(shop: Shop) -> None:
    """A misspelt topic that checks nothing would read as all is well."""
    ended = shop.invoke("doctor", "--env=local", "--only=tokn")

    assert 20 == ended.code
    assert "doctor has no check tokn; did you mean 'token'?" in ended.err


@pytest.mark.parametrize("flag", ["--no-preflight", "--through=inject"])
def test_a_release_that_asks_no_server_first_is_made(shop: Shop, flag: str) -> None:
    """Whoever does not want to be asked says so; a build alone asks nobody."""
    ended = shop.invoke("release", "--env=local", flag)

    assert 0 == ended.code, ended.err
    assert "preflight" not in ended.err


def test_doctor_ends_with_the_code_of_the_first_error(shop: Shop) -> None:
    """A CI that asks the doctor first must not go on where a step would end."""
    ended = shop.invoke("doctor", "--env=production", "--only=token-set")

    assert 10 == ended.code
    assert "✗ whether there is a token" in ended.out
    assert "set SENTRY_AUTH_TOKEN" in ended.out
