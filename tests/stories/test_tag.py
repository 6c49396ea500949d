"""A release that is out gets its tag in git."""

import subprocess

from tests.stories.shopping import Shop

WHO = {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com"}


def git(shop: Shop, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=shop.root, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_release_is_tagged_on_the_commit_that_was_built(shop: Shop) -> None:
    """Whatever was committed since; and pushed where that is asked, once."""
    early = shop.invoke("tag", **WHO)
    assert (22, True) == (early.code, "finalize" in early.err)
    assert 0 == shop.invoke("release").code
    built = git(shop, "rev-parse", "HEAD")
    (shop.root / "more.txt").write_text("more")
    shop.commit("more")
    git(shop, "init", "--quiet", "--bare", "../shop.git")
    git(shop, "remote", "set-url", "origin", "../shop.git")
    release = shop.ledger()["release"]
    rehearsed = shop.invoke("tag", "--dry-run", "--push", **WHO)
    plain = shop.invoke("tag", **WHO)
    pushed = shop.invoke("tag", "--push", "--json", **WHO)
    again = shop.invoke("tag", "--remote=origin", **WHO)

    assert f"would be {release} on {built[:12]}, and be pushed to origin" in rehearsed.out
    assert f"tag: {release} on {built[:12]} made\n" == plain.out
    assert built == git(shop, "rev-parse", f"{release}^{{commit}}")
    assert (release, False, True) == tuple(pushed.json[key] for key in ("tag", "created", "pushed"))
    assert "stood there already, on origin already" in again.out


def test_the_shops_own_names_of_tags(shop: Shop) -> None:
    """A template in sentry.yml; one that says nothing of the release is refused as it is read."""
    shop.settings("default_environment: local", "default_environment: local\n")
    shop.settings(
        "local: {server: sandbox}", 'local: {server: sandbox, tag: {template: "t-{version}"}}'
    )
    shop.invoke("release")
    made = shop.invoke("tag", **WHO)
    shop.settings("t-{version}", "t")
    wrong = shop.invoke("tag", **WHO)

    assert "tag: t-" in made.out, made.err
    assert (20, True) == (wrong.code, "all releases would be one tag" in wrong.err)
