"""`doctor` and the look before a build on a real Bugsink: what it tells of itself is used."""

import json

import pytest

from tests.bugsink.bugsink_server import Project
from tests.stories.shopping import Shop

pytestmark = pytest.mark.bugsink


def said(shop: Shop, *words: str) -> dict[str, str]:
    """Return the state of each check that asks the server."""
    ended = shop.invoke("doctor", "--only=token,network,server,dsn", "--json", *words)
    return {each["check"]: each["state"] for each in json.loads(ended.out)["checks"]}


def test_a_bugsink_is_told_as_one_and_nothing_is_wrong(shop: Shop) -> None:
    """It has no organizations, and lists its projects."""
    states = said(shop)

    assert "error" not in states.values()
    assert {"ok"} == {
        states[name] for name in ("token", "server", "organization", "project", "dsn")
    }


def test_a_project_that_it_has_not_ends_a_release_before_its_build(
    shop: Shop, project: Project
) -> None:
    """With one that is written alike, and the code of the upload that would have ended."""
    shop.environ["SENTRY_PROJECT"] = f"{project.slug}s"
    ended = shop.invoke("release")

    assert 30 == ended.code
    assert f"did you mean {project.slug}?" in ended.err
    assert not (shop.root / "out").exists()


def test_a_token_that_it_does_not_know_ends_one_too(shop: Shop) -> None:
    """By the code of a token."""
    shop.environ["SENTRY_AUTH_TOKEN"] = "0" * 40

    assert 10 == shop.invoke("release").code
    assert not (shop.root / "out").exists()
