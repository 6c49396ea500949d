"""Back to the release before: on the server, and here."""

import re
import shutil

import pytest

from buildtools.sandbox.serving import serve
from tests.stories.killing import Front
from tests.stories.live_site import serving
from tests.stories.shopping import Ended, Shop
from tests.stories.test_promote import deploys


@pytest.fixture
def twice(shop: Shop) -> Shop:
    """A shop that was released twice: `good`, then `bad` with another script; both are kept."""
    for version in ("good", "bad"):
        for name in ("page.js", "page.js.map"):
            made = shop.root / "made/web" / name
            made.write_text(re.sub("openReceip.", f"openReceip{version[0]}", made.read_text()))
        ended = shop.invoke("release", SENTRY_RELEASE=f"shop@{version}")
        assert 0 == ended.code, ended.err
        shutil.copytree(shop.root / "out", shop.root / f"kept-{version}")
    return shop


def back(shop: Shop, *words: str) -> Ended:
    return shop.invoke("rollback", *words)


def test_the_release_before_is_the_one_again(twice: Shop) -> None:
    """Its deploy is recorded, the bad one archived, and a second run finds nothing to do."""
    rehearsed = back(twice, "--dry-run")
    first = back(twice)
    second = back(twice, "--json")

    assert (0, 0, 0) == (rehearsed.code, first.code, second.code), first.err
    assert "local would go back to shop@good from shop@bad (the server's deploys)" in rehearsed.out
    assert "nothing was written" in rehearsed.out
    assert "local goes back to shop@good from shop@bad" in first.out
    assert "debug IDs looked up" in first.out
    assert "shop@bad: archived" in first.out
    assert "next: deploy the files of shop@good, then: invoke live --env=local" in first.out
    told = second.json
    assert ("shop@good", "shop@bad") == (told["release"], told["bad"])
    assert (False, False, False) == (told["recorded"], told["archived"], told["sent_again"])
    assert 3 == len(deploys(twice))
    assert "shop@good" == twice.ledger()["release"]


def test_live_holds_the_site_against_the_old_bytes_then(twice: Shop) -> None:
    """That is how one sees that the old files are out."""
    back(twice)
    site = twice.root / "deployed"
    with serving(site) as running:
        twice.settings(
            "local: {server: sandbox}", f"local: {{server: sandbox, site: '{running.url}'}}"
        )
        codes = []
        for version in ("bad", "good"):
            shutil.rmtree(site, ignore_errors=True)
            no_maps = shutil.ignore_patterns("*.map")
            shutil.copytree(twice.root / f"kept-{version}/web", site / "static", ignore=no_maps)
            (site / "index.html").write_text('<script src="/static/page.js"></script>')
            codes.append(twice.invoke("live").code)

    assert [60, 0] == codes


def test_the_bad_one_may_be_kept_and_the_way_forward_is_open(twice: Shop) -> None:
    """A named release that was archived is opened again."""
    kept = back(twice, "--keep")
    archived = back(twice)
    forward = back(twice, "--to=shop@bad", "--keep")
    same = back(twice, "--to=shop@bad")

    assert "shop@bad: left open, as asked" in kept.out
    assert "shop@bad: archived" in archived.out
    assert "local goes back to shop@bad from shop@good (--to)" in forward.out
    assert "shop@bad: was archived, and is open again" in forward.out
    assert "deploy: stood there already" in same.out
    assert "shop@good: archived" in same.out


def test_what_cannot_be_gone_back_to_ends_with_22(shop: Shop) -> None:
    """Nothing was deployed; nothing before; a release that nobody has; one without a ledger."""
    none = back(shop)
    shop.invoke("release", SENTRY_RELEASE="shop@good")
    first = back(shop)
    unknown = back(shop, "--to=shop@9")
    there = back(shop, "--to=shop@good", "--json")
    shop.invoke("release", SENTRY_RELEASE="shop@bad")
    for ledger in shop.root.glob(".buildtools/ledgers/*/local/shop%40good*"):
        ledger.unlink()
    alone = back(shop)
    unproven = back(shop, "--unproven")

    assert (22, 22, 22, 0) == (none.code, first.code, unknown.code, there.code)
    assert "knows no deploy to local" in none.err
    assert "no release was deployed to local before shop@good" in first.err
    assert "no release shop@9" in unknown.err
    assert (None, False) == (there.json["bad"], there.json["recorded"])
    assert (22, True) == (alone.code, "--unproven" in alone.err)
    assert (0, True) == (unproven.code, "not judged: whether its bundles" in unproven.out)


def _forget(shop: Shop, *, remembers: bool = False) -> None:
    """Let the sandbox lose all bundles, as a server does after 90 days."""
    import sqlite3

    (file,) = (shop.root / ".buildtools/sandbox").glob("*.sqlite*")
    with sqlite3.connect(file) as db:
        db.execute("pragma foreign_keys = on")
        db.execute("delete from bundles")
        if not remembers:  # a server that still says that it has what it has lost
            db.execute("delete from assemblies")


def test_bundles_that_are_gone_are_sent_again_or_the_release_is_named(twice: Shop) -> None:
    """From the files as they were sent, wherever those were kept; else it has to be built."""
    _forget(twice, remembers=True)
    gone = back(twice)
    shutil.rmtree(twice.root / "out")
    shutil.copytree(twice.root / "kept-good", twice.root / "out")
    rehearsed = back(twice, "--dry-run")
    lied = back(twice)
    _forget(twice)
    sent = back(twice)
    after = back(twice)

    assert 22 == gone.code
    assert "its files are not here" in gone.err
    assert "build it again: git checkout " in gone.err
    assert "would have to be sent again" in rehearsed.out
    assert (22, True) == (lied.code, "though they were sent again" in lied.err)
    assert "were sent again from the files here" in sent.out, sent.err
    assert "debug IDs looked up" in after.out


def test_maps_in_quarantine_are_given_back_first(shop: Shop) -> None:
    """They are of the bad release's ledger, and its files would be nobody's."""
    shop.settings(
        "local: {server: sandbox}",
        "local: {server: sandbox, strip: {enabled: true, keep: true}}",
    )
    shop.invoke("release", SENTRY_RELEASE="shop@good")
    shop.invoke("release", SENTRY_RELEASE="shop@bad")
    ended = back(shop)

    assert (22, True) == (ended.code, "invoke strip --undo --env=local" in ended.err), ended.err


@pytest.mark.parametrize(
    ("at", "when"),
    [
        ("POST /deploys/", "before"),
        ("POST /deploys/", "after"),
        ("PUT /releases/", "before"),
        ("PUT /releases/", "after"),
    ],
)
def test_a_rollback_that_is_killed_is_gone_on_with(twice: Shop, at: str, when: str) -> None:
    """At each of its two writes, just before or just after the server has done it."""
    with serve(twice.root / ".buildtools/sandbox") as own, Front(own.url) as front:
        server = f"url: '{front.url}', org: {own.org}, projects: [{own.project}]"
        twice.settings("local: {server: sandbox}", f"local: {{server: {{{server}}}}}")
        token = {"SENTRY_AUTH_TOKEN": own.token.reveal()}
        front.kill(at, when)
        killed = front.victim(twice, "rollback", **token)
        left = twice.invoke("rollback", "--json", **token)
        again = twice.invoke("rollback", "--json", **token)

    assert (-9, 0) == (killed, left.code), left.err
    assert ("shop@good", "shop@bad") == (left.json["release"], left.json["bad"])
    assert (False, False) == (again.json["recorded"], again.json["archived"])
    assert 3 == len(deploys(twice))
    assert "shop@good" == twice.ledger()["release"]


def test_a_rollback_is_one_run_at_a_time(twice: Shop) -> None:
    """Two at once would record two deploys."""
    from buildtools.state import ledger_file
    from buildtools.target import only

    with ledger_file.locked(twice.root, only("local")):
        ended = back(twice)

    assert (22, True) == (ended.code, "another run is working" in ended.err)
