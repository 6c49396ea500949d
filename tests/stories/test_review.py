"""A team reviews how Sentry is built into its shop, and plans what it wants of it."""

import json

from tests.stories.shopping import Shop


def test_a_shop_that_was_never_built_is_reviewed(shop: Shop) -> None:
    """What cannot be told yet is unknown, and the way to it is named."""
    ended = shop.invoke("review", "--offline")

    assert 0 == ended.code, ended.err
    assert ended.out.startswith("review of nothing built yet for local")
    assert "proof: the release was never verified: invoke release --env=local" in ended.out
    assert "--offline was given" in ended.out
    assert "nothing was built yet, and no review of nothing is kept" in ended.err
    assert not (shop.root / "docs").exists()
    assert not (shop.root / "docs/review").exists()
    checked = shop.invoke("review", "--offline", "--check")
    assert (50, True) == (checked.code, "invoke release --env=local, then" in checked.err)


def test_a_released_shop_is_reviewed_as_json(shop: Shop) -> None:
    """All of it is one line of JSON, for whoever scripts against it."""
    assert 0 == shop.invoke("release").code
    ended = shop.invoke("review", "--json", "--only=release")

    assert 0 == ended.code, ended.err
    verdicts = {each["check"]: each for each in ended.json["verdicts"]}
    assert "met" == verdicts["proof"]["outcome"]
    assert {"proof", "commits-deploys"} == set(verdicts)
    assert ended.json["release"].startswith("shop@")


def test_a_plan_is_written_once_and_held_from_then_on(shop: Shop) -> None:
    """One that is there stays: what it does not name is shown."""
    assert 0 == shop.invoke("release").code
    written = shop.invoke("review", "--offline", "--write-plan")
    file = shop.root / "sentry-plan.yml"
    assert "sentry-plan.yml is written" in written.err
    assert '{check: release, want: "= pipeline"' in file.read_text()

    file.write_text('version: 1\nplan: [{check: proof, want: "> 3"}]\n')
    again = shop.invoke("review", "--offline", "--write-plan")
    assert "sentry-plan.yml is there, and stays" in again.err
    assert "check: proof" not in again.err
    assert "differs    proof: no errors in the last proof; wanted is > 3" in again.out
    assert 'version: 1\nplan: [{check: proof, want: "> 3"}]\n' == file.read_text()


def test_a_plan_with_faults_ends_with_20(shop: Shop) -> None:
    """Before anything is looked at."""
    (shop.root / "sentry-plan.yml").write_text("version: 1\nplan: [{check: prof, want: 1}]\n")
    ended = shop.invoke("review", "--json")

    assert 20 == ended.code
    told = json.loads(ended.out)
    assert "did you mean 'proof'?" in told["evidence"][0]


def test_a_topic_that_there_is_not_is_refused(shop: Shop) -> None:
    """A typing error must not look like a review of nothing."""
    ended = shop.invoke("review", "--only=relese")

    assert 20 == ended.code
    assert "no check of a review is about relese; did you mean 'release'?" in ended.err


def test_topics_that_name_nothing_are_refused(shop: Shop) -> None:
    """Two commas are no wish for all of it, and none for nothing."""
    ended = shop.invoke("review", "--only=,")

    assert 20 == ended.code
    assert "--only names no topic" in ended.err


def test_what_an_option_would_leave_undone_is_refused(shop: Shop) -> None:
    """`--check` writes nothing, and `--adopt` measures nothing: what else was asked is left."""
    for first, other in (
        ("--check", "--write-plan"),
        ("--check", "--write-settings=x.json"),
        ("--check", "--force"),
        ("--check", "--adopt"),
        ("--adopt", "--only=weight"),
        ("--adopt", "--write-plan"),
    ):
        ended = shop.invoke("review", first, other)
        assert 20 == ended.code, (first, other)
        assert f"{first} leaves {other.partition('=')[0]} undone" in ended.err
