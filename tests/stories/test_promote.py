"""From staging to production: the same bytes, nothing built again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildtools.sandbox.serving import Running, serve
from tests.stories.killing import Front
from tests.stories.live_site import serving
from tests.stories.shopping import Ended, Shop

OPTION = '<script>__SENTRY__; Sentry.init({{environment: "{}"}})</script>\n'


@pytest.fixture
def staged(shop: Shop) -> Shop:
    """A shop whose staging and production go to one sandbox; what is built tells none of them."""
    for name in ("staging", "production"):
        site = "www" if name == "production" else name
        shop.settings(
            f"{name}: {{site: https://{site}.example.com}}",
            f"{name}: {{server: sandbox, site: 'https://{site}.example.com'}}",
        )
    return shop


def promote(shop: Shop, *words: str, **environ: str) -> Ended:
    return shop.invoke("promote", "--from=staging", "--env=production", *words, **environ)


def files(shop: Shop) -> dict[str, bytes]:
    out = shop.root / "out"
    return {str(one): one.read_bytes() for one in sorted(out.rglob("*")) if one.is_file()}


def sent(shop: Shop, environment: str) -> dict[str, Any]:
    """Return what a ledger tells of its entries, by step."""
    told: dict[str, Any] = shop.ledger(environment)["entries"]
    return told


def deploys(shop: Shop) -> list[str]:
    """Return the environments of all deploys that the sandbox has."""
    import sqlite3

    (file,) = (shop.root / ".buildtools/sandbox").glob("*.sqlite*")
    with sqlite3.connect(file) as db:
        return [row[0] for row in db.execute("select environment from deploys order by id")]


def test_the_same_bytes_go_to_production(staged: Shop) -> None:
    """Neither built nor injected nor sent again; proven again, and deployed as a record."""
    assert 0 == staged.invoke("release", "--env=staging").code
    before = files(staged)
    told = promote(staged, "--json", SHOP_EXIT="1")  # a build would fail
    ours, theirs = sent(staged, "production"), sent(staged, "staging")

    assert 0 == told.code, told.err
    assert before == files(staged)
    assert ["create", "set-commits", "verify", "finalize"] == [
        each["step"] for each in told.json["steps"]
    ]
    assert ours["inject"]["outcome"]["pairs"] == theirs["inject"]["outcome"]["pairs"]
    assert ours["upload"]["outcome"] == theirs["upload"]["outcome"]
    codes = [each["code"] for each in ours["inject"]["outcome"]["findings"]]
    assert "promoted-from" in codes
    assert ours["verify"]["outcome"]["proof"]["counts"]["browser positions"] > 0
    assert ["staging", "production"] == deploys(staged)
    assert told.json["release"] == staged.ledger("production")["release"]


def test_twice_is_as_good_as_once(staged: Shop) -> None:
    """Nothing is left to do then; a deploy is not recorded twice."""
    staged.invoke("release", "--env=staging")
    promote(staged)
    again = promote(staged, "--json")

    assert (0, []) == (again.code, again.json["steps"])
    assert ["staging", "production"] == deploys(staged)


def test_a_release_of_the_other_may_be_named(staged: Shop) -> None:
    """Staging has gone on meanwhile; the files of the old one are not here, and nothing is sent."""
    staged.invoke("release", "--env=staging", SENTRY_RELEASE="shop@1")
    staged.invoke("build", "--env=staging", SENTRY_RELEASE="shop@2")
    none = promote(staged, "--release=shop@0")
    early = promote(staged)
    old = promote(staged, "--release=shop@1")

    assert (22, 22, 22) == (none.code, early.code, old.code)
    assert "promote needs the result of build, which has not run for staging" in none.err
    assert "promote needs the result of inject" in early.err
    assert "files are not as inject left them for staging" in old.err


def test_a_literal_of_staging_is_found_before_anything_is_sent(staged: Shop) -> None:
    """The SDK would report every event of production as one of staging."""
    staged.invoke("release", "--env=staging")
    page = staged.root / "out/web/index.html"
    page.write_text(OPTION.format("staging") + "<a href='https://staging.example.com/'>\n")
    refused = promote(staged)

    assert 21 == refused.code
    assert "out/web/index.html:1:" in refused.err
    assert "tells Sentry the environment staging (promoted-environment)" in refused.err
    assert "accept it in sentry.yml" in refused.err
    assert not (staged.root / ".buildtools/production.json").exists()
    assert ["staging"] == deploys(staged)
    staged.settings(
        "defaults:\n",
        "defaults:\n  accept:\n"
        "    - {code: promoted-environment, path: out/web/index.html, reason: replaced by nginx}\n",
    )
    accepted = promote(staged)
    findings = sent(staged, "production")["inject"]["outcome"]["findings"]
    codes = {each["code"]: each for each in findings}

    assert 0 == accepted.code, accepted.err
    assert "replaced by nginx" == codes["promoted-environment"]["accepted"]
    assert "warning" == codes["promoted-site"]["severity"]


def test_what_is_not_there_is_not_promoted(staged: Shop) -> None:
    """Of a ledger alone nothing is proven; and what differs is another release."""
    assert 22 == promote(staged).code
    staged.invoke("release", "--env=staging")
    same = staged.invoke("promote", "--from=staging", "--env=staging")
    script = staged.root / "out/web/page.js"
    text = script.read_bytes()
    script.write_bytes(text + b"\n")
    changed = promote(staged)
    (staged.root / "out").rename(staged.root / "elsewhere")
    gone = promote(staged)

    assert (20, 22, 22) == (same.code, changed.code, gone.code)
    assert "out/web/page.js" in changed.err
    assert "is not here, only its ledger" in gone.err


def test_other_outputs_are_other_urls(staged: Shop) -> None:
    """The pairs of the ledger have the URLs that they were built for."""
    staged.invoke("release", "--env=staging")
    staged.settings(
        "production: {server: sandbox,",
        "production: {build: {outputs: [{path: out/web, url: ~/assets}]}, server: sandbox,",
    )
    ended = promote(staged)

    assert (20, True) == (ended.code, "build.outputs differ" in ended.err)


def test_maps_that_were_taken_away_come_back_first(staged: Shop) -> None:
    """The proof needs them; and what was promoted may be stripped then like any other."""
    staged.settings("defaults:\n", "defaults:\n  strip: {enabled: true, keep: true}\n")
    staged.invoke("release", "--env=staging")
    refused = promote(staged)
    assert (22, True) == (refused.code, "strip --undo --env=staging" in refused.err)
    assert 0 == staged.invoke("strip", "--undo", "--env=staging").code
    assert 0 == promote(staged).code
    again = promote(staged)

    assert 0 == again.code, again.err
    assert not list((staged.root / "out/web").rglob("*.map"))


def test_what_changes_later_is_not_gone_on_with(staged: Shop) -> None:
    """A run that was stopped after it carried over; the script is another by now."""
    staged.invoke("release", "--env=staging")
    promote(staged)
    (staged.root / "out/web/page.js").write_text("")
    ended = promote(staged)

    assert (22, True) == (ended.code, "for production" in ended.err)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serve(tmp_path / "other") as running:
        yield running


def test_another_project_is_sent_the_bundle(staged: Shop, server: Running) -> None:
    """The same bytes, for another server; a failed step is gone on with."""
    staged.settings(
        "production: {server: sandbox,",
        f"production: {{server: {{url: '{server.url}', org: {server.org},"
        f" projects: [{server.project}]}},",
    )
    staged.invoke("release", "--env=staging")
    failed = promote(staged, SENTRY_AUTH_TOKEN="sntryu_" + "0" * 64)
    told = promote(staged, "--json", SENTRY_AUTH_TOKEN=server.token.reveal())

    assert 10 == failed.code
    assert "upload" in [each["step"] for each in told.json["steps"]]
    assert 0 == told.code, told.err
    findings = sent(staged, "production")["inject"]["outcome"]["findings"]
    (untold,) = [each for each in findings if each["code"] == "promoted-dsn"]
    assert ("info", True) == (untold["severity"], "not judged" in untold["sentence"])


def test_a_dsn_of_neither_project_is_found(staged: Shop, server: Running) -> None:
    """The server that is promoted to tells its own; what is not one of those is wrong there."""
    staged.settings(
        "production: {server: sandbox,",
        f"production: {{server: {{url: '{server.url}', org: {server.org},"
        f" projects: [{server.project}]}},",
    )
    staged.invoke("release", "--env=staging")
    page, token = staged.root / "out/web/index.html", server.token.reveal()
    page.write_text(
        "<script>init({dsn: 'https://abcdef0123456789@o1.ingest.sentry.io/7'})</script>"
    )
    wrong = promote(staged, SENTRY_AUTH_TOKEN=token)
    page.write_text(f"<script>init({{dsn: '{server.dsn}'}})</script>")
    right = promote(staged, SENTRY_AUTH_TOKEN=token)

    assert (21, 0) == (wrong.code, right.code), right.err
    assert "sends events to o1.ingest.sentry.io/7, which is none of production" in wrong.err


@pytest.mark.parametrize(
    ("at", "when"),
    [
        ("POST /releases/", "after"),
        ("GET /artifact-lookup/", "before"),
        ("POST /deploys/", "before"),
        ("POST /deploys/", "after"),
    ],
)
def test_a_run_that_is_killed_is_gone_on_with(staged: Shop, at: str, when: str) -> None:
    """Just before, or just after, the server has done what it was asked: nothing is doubled."""
    staged.invoke("release", "--env=staging")
    with serve(staged.root / ".buildtools/sandbox") as own, Front(own.url) as front:
        server = f"url: '{front.url}', org: {own.org}, projects: [{own.project}]"
        for name in ("staging", "production"):
            staged.settings(f"{name}: {{server: sandbox,", f"{name}: {{server: {{{server}}},")
        token = {"SENTRY_AUTH_TOKEN": own.token.reveal()}
        front.kill(at, when)
        killed = front.victim(staged, "promote", "--from=staging", "--env=production", **token)
        left = promote(staged, **token)

    assert (-9, 0) == (killed, left.code), left.err
    assert ["staging", "production"] == deploys(staged)
    assert 0 == staged.invoke("status", "--check", "--env=production", **token).code


def test_the_same_release_with_other_bytes_is_carried_over_anew(staged: Shop) -> None:
    """And sent, where production wants other texts of sources than staging did."""
    staged.invoke("release", "--env=staging")
    promote(staged)
    for name in ("page.js", "page.js.map"):
        made = staged.root / "made/web" / name
        made.write_text(made.read_text().replace("openReceipt", "openReceipx"))
    staged.invoke("release", "--env=staging")
    staged.settings(
        "production: {server: sandbox,", "production: {upload: {sources: none}, server: sandbox,"
    )
    told = promote(staged, "--json")

    assert 0 == told.code, told.err
    assert "upload" in [each["step"] for each in told.json["steps"]]
    ours, theirs = sent(staged, "production"), sent(staged, "staging")
    assert ours["inject"]["outcome"]["pairs"] == theirs["inject"]["outcome"]["pairs"]


def test_a_dsn_that_is_set_is_not_asked_for(staged: Shop, server: Running) -> None:
    """That of the project that is promoted from is found in the page."""
    own = f"url: '{server.url}', org: {server.org}, projects: [{server.project}]"
    staged.settings(
        "production: {server: sandbox,",
        f"production: {{server: {{{own}, dsn: 'https://abcdef0123456789@o1.ingest.sentry.io/8'}},",
    )
    staged.invoke("release", "--env=staging")
    page = staged.root / "out/web/index.html"
    page.write_text(
        "<script>init({dsn: 'https://abcdef0123456789@o1.ingest.sentry.io/7'})</script>"
    )
    ended = promote(staged, SENTRY_AUTH_TOKEN=server.token.reveal())

    assert (21, True) == (ended.code, "which is none of production" in ended.err)


def test_a_promotion_is_rehearsed(staged: Shop) -> None:
    """On copies, against a sandbox of its own: it is sent all of it, and nothing is left."""
    staged.invoke("release", "--env=staging")
    told = promote(staged, "--dry-run", "--json")

    assert 0 == told.code, told.err
    assert "upload" in [each["step"] for each in told.json["steps"]]
    assert not (staged.root / ".buildtools/production.json").exists()


def test_a_server_that_is_named_twice_is_sent_nothing_twice(staged: Shop, server: Running) -> None:
    """Both environments name one server, organization and project."""
    own = f"{{url: '{server.url}', org: {server.org}, projects: [{server.project}]}}"
    for name in ("staging", "production"):
        staged.settings(f"{name}: {{server: sandbox,", f"{name}: {{server: {own},")
    token = {"SENTRY_AUTH_TOKEN": server.token.reveal()}
    assert 0 == staged.invoke("release", "--env=staging", **token).code
    told = promote(staged, "--json", **token)

    assert 0 == told.code, told.err
    assert "upload" not in [each["step"] for each in told.json["steps"]]


def test_a_rehearsal_asks_no_server_for_dsns(staged: Shop, server: Running) -> None:
    """What could not be judged for that is said."""
    own = f"{{url: '{server.url}', org: {server.org}, projects: [{server.project}]}}"
    staged.settings("staging: {server: sandbox,", f"staging: {{server: {own},")
    staged.invoke("release", "--env=staging", SENTRY_AUTH_TOKEN=server.token.reveal())
    told = promote(staged, "--dry-run", "--json")

    assert 0 == told.code, told.err
    assert "a rehearsal asks no server" in told.out


def test_the_live_site_of_production_is_held_against_stagings_bytes(staged: Shop) -> None:
    """That is the proof of a promotion."""
    import shutil

    staged.invoke("release", "--env=staging")
    promote(staged)
    folder = staged.root / "deployed"
    shutil.copytree(
        staged.root / "out/web", folder / "static", ignore=shutil.ignore_patterns("*.map")
    )
    (folder / "index.html").write_text('<script src="/static/page.js"></script>')
    with serving(folder) as site:
        staged.settings("https://www.example.com", site.url)
        right = staged.invoke("live", "--env=production")
        (folder / "static/page.js").write_bytes(b"other")
        wrong = staged.invoke("live", "--env=production")

    assert (0, 60) == (right.code, wrong.code), right.err
