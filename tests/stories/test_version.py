"""Which version a build would take, asked before it is built."""

from tests.stories.shopping import Shop


def test_a_shop_is_told_its_version_and_what_else_proposes_one(shop: Shop) -> None:
    """And the build then opens a release of that name."""
    shown = shop.invoke("version")
    told = shop.invoke("version", "--json").json
    bare = shop.invoke("version", "--quiet")
    shop.invoke("build")

    assert 0 == shown.code, shown.err
    assert f"> {told['version']}" in shown.out
    assert "Sentry reads " in shown.out
    assert f"{told['version']}\n" == bare.out
    assert shop.ledger()["release"] == told["version"]
    assert (True, None) == (told["candidates"][0]["used"], told["failure"])


def test_a_version_that_cannot_be_used_ends_with_20(shop: Shop) -> None:
    """As the build would; on stdout the candidates all the same."""
    ended = shop.invoke("version", SENTRY_RELEASE="web/1")
    told = shop.invoke("version", "--json", SENTRY_RELEASE="web/1")

    assert (20, 20) == (ended.code, told.code)
    assert "use 'web-1'" in ended.err
    assert "git HEAD" in ended.out
    assert (None, 20) == (told.json["version"], told.json["failure"]["exit_code"])


def test_a_name_is_judged_without_a_project(shop: Shop) -> None:
    """Whoever chooses one wants to know what Sentry makes of it."""
    (shop.root / "sentry.yml").unlink()
    good, bad = shop.invoke("version", "web@1.2.3"), shop.invoke("version", "--name=latest")
    none = shop.invoke("version", "--name=..")

    assert (0, 20, 20) == (good.code, bad.code, none.code)
    assert "sorted as a version" in good.out
    assert "use 'latest-1'" in bad.err
    assert "use another name" in none.err
