"""From staging to production on a Bugsink, which has no releases and no deploys."""

import pytest

from tests.stories.shopping import Shop

pytestmark = pytest.mark.bugsink


def test_a_promotion_goes_as_far_as_the_server_does(shop: Shop) -> None:
    """The bundle is there already; what Bugsink lacks is skipped, and a rollback refused."""
    environ = dict(shop.environ)
    del shop.environ["SENTRY_ENVIRONMENT"]
    first = shop.invoke("release", "--env=staging")
    told = shop.invoke("promote", "--from=staging", "--env=production", "--json")
    again = shop.invoke("promote", "--from=staging", "--env=production", "--json")
    back = shop.invoke("rollback", "--env=production")
    shop.environ = environ

    assert 0 == first.code, first.err
    steps = {each["step"]: each["type"] for each in told.json["steps"]}
    assert 0 == told.code, told.err
    assert ("skipped", "verified") == (steps["create"], steps["verify"])
    assert "upload" not in steps
    assert (0, []) == (again.code, again.json["steps"])
    assert (30, True) == (back.code, "no rollback can be recorded: Bugsink" in back.err)
