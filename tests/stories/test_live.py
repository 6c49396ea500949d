"""From the proof to the live site: a release is finalized once its users have it."""

import json
import re
import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.stories.live_site import LiveSite, serving
from tests.stories.shopping import Ended, Shop

DEPLOY = """\
import os, pathlib, shutil, sys
print("deploying", os.environ["SENTRY_RELEASE"], os.environ.get("SENTRY_AUTH_TOKEN", "no token"))
no_maps = shutil.ignore_patterns("*.map")
shutil.copytree("out/web", "deployed/static", ignore=no_maps, dirs_exist_ok=True)
pathlib.Path("deployed/index.html").write_text('<script src="/static/page.js"></script>')
sys.exit(int(os.environ.get("DEPLOY_EXIT", "0")))
"""
STEPS = ["build", "inject", "create", "set-commits", "upload", "verify", "deploy", "live"]


@pytest.fixture
def site(shop: Shop) -> Iterator[LiveSite]:
    """The shop's live site; nothing is deployed yet."""
    with serving(shop.root / "deployed") as running:
        yield running


@pytest.fixture
def online(shop: Shop, site: LiveSite) -> Shop:
    """A shop with a live site that has to be right before it is finalized."""
    asked = f"local: {{server: sandbox, site: '{site.url}', live: required}}"
    shop.settings("local: {server: sandbox}", asked)
    return shop


@pytest.fixture
def deploying(online: Shop) -> Shop:
    """The same, and `release` deploys it."""
    (online.root / "deploy.py").write_text(DEPLOY)
    command = f"deploy: {{command: '{sys.executable} deploy.py'}}"
    online.settings("live: required}", f"live: {{required: true, wait_seconds: 0}}, {command}}}")
    return online


def _deploy(shop: Shop) -> None:
    no_maps = shutil.ignore_patterns("*.map")
    shutil.copytree(
        shop.root / "out/web", shop.root / "deployed/static", ignore=no_maps, dirs_exist_ok=True
    )


def _entries(shop: Shop) -> list[str]:
    return list(shop.ledger()["entries"])


def test_one_command_does_it_all_in_order(deploying: Shop) -> None:
    """Proven, deployed, looked at, and only then finalized."""
    ended = deploying.invoke("release", SENTRY_AUTH_TOKEN="sntryu_" + "0" * 64)
    lines = [line.split()[0] for line in ended.out.splitlines() if line.startswith("  ")]

    assert 0 == ended.code, ended.err
    assert [*STEPS, "finalize"] == [line for line in lines if line in (*STEPS, "finalize")]
    assert "deploying shop@1.4.0 no token" in ended.err
    assert "no errors, 3 of 3 scripts as released, in identity" in ended.out
    assert "every step is done" in ended.out
    made_from = deploying.ledger()["entries"]
    assert "live" in made_from["finalize"]["made_from"]
    assert ["deploy", "inject"] == made_from["live"]["made_from"]


def test_the_result_lies_beside_the_ledger_with_its_evidence(deploying: Shop) -> None:
    """It travels with it from job to job, and names the site that was seen."""
    deploying.invoke("release", "--through=live")
    (ledger,) = (deploying.root / ".buildtools/ledgers").rglob("shop*.json")
    looked = json.loads(ledger.read_text())["entries"]["live"]["outcome"]
    kept = ledger.with_name(ledger.name.replace(".json", ".live.jsonl")).read_text().splitlines()

    assert (3, 3, ["identity"]) == (looked["scripts"], looked["right"], looked["encodings"])
    checks = [json.loads(line).get("check") for line in kept]
    assert {"page", "served"} <= set(checks)
    assert checks.count("served") == looked["proof"]["counts"]["answers compared"]


def test_the_deploy_may_stand_between_two_commands(online: Shop) -> None:
    """As most do it: another tool deploys, and CI calls what comes before and after."""
    assert 0 == online.invoke("release", "--through=verify").code
    assert "next       invoke release --from=live --env=local" in online.invoke("status").out
    early = online.invoke("finalize")
    assert 22 == early.code
    assert "needs the result of live, which has not run" in early.err
    assert "invoke release --from=live --env=local" in early.err

    _deploy(online)
    assert 0 == online.invoke("live").code
    assert 0 == online.invoke("finalize").code
    assert "released, deployed to local" in online.invoke("status").out


def test_release_without_a_deploy_command_says_what_is_missing(online: Shop) -> None:
    """It has done all that it can, and nothing is finalized."""
    ended = online.invoke("release")

    assert 22 == ended.code
    assert "try: invoke release --from=live --env=local" in ended.err
    assert "finalize" not in _entries(online)


def test_a_deploy_of_the_files_as_they_were_built_stops_the_release(deploying: Shop) -> None:
    """The usual mistake: the deploy builds again, or takes a cached folder."""
    text = DEPLOY.replace('"out/web"', '"made/web"')
    (deploying.root / "deploy.py").write_text(text)
    ended = deploying.invoke("release")

    assert 60 == ended.code
    assert re.search(r"served-not-injected: .*~/static/", ended.out)
    assert "and 2 more" not in ended.err
    assert "deploy the files as `inject` left them, or deploy the version before" in ended.err
    assert "finalize" not in _entries(deploying)

    refused = deploying.invoke("finalize")
    assert 60 == refused.code
    assert "does not serve what was released" in refused.err
    status = deploying.invoke("status")
    assert "live         FAILED" in status.out
    assert "invoke release --from=live --env=local" in status.out

    (deploying.root / "deploy.py").write_text(DEPLOY)
    assert 0 == deploying.invoke("release", "--from=deploy").code


def test_an_older_look_is_not_good_enough(online: Shop) -> None:
    """After another build what was seen is of another release, though it has the same name."""
    online.invoke("release", "--through=verify")
    _deploy(online)
    online.invoke("live")
    assert 0 == online.invoke("build", "inject", "create", "set-commits", "upload", "verify").code
    ended = online.invoke("finalize")

    assert 22 == ended.code
    assert "live, which is out of date" in ended.err
    assert "inject ran again after live" in ended.err


def test_a_deploy_that_fails_ends_with_its_last_lines(deploying: Shop) -> None:
    """Nothing is looked at, and nothing is finalized."""
    ended = deploying.invoke("release", DEPLOY_EXIT="3")

    assert 40 == ended.code
    assert "the deploy command failed" in ended.err
    assert "exit code 3" in ended.err
    assert "live" not in _entries(deploying)


def test_a_login_before_the_site_is_no_fault_and_no_proof(deploying: Shop, site: LiveSite) -> None:
    """`live` ends with 0; `finalize`, which was told to want a look, with 22."""
    site.wanted = ("X-Bypass", "let-me-in-please")
    ended = deploying.invoke("release")
    assert 22 == ended.code
    assert "site-not-reachable" in ended.out
    assert "did not see all of it" in ended.err
    alone = deploying.invoke("live")
    assert 0 == alone.code
    assert "not seen   nothing is said of the release" in alone.out

    opened_by = f"site: {{url: '{site.url}', headers: {{X-Bypass: '${{BYPASS}}'}}}}"
    deploying.settings(f"site: '{site.url}'", opened_by)
    opened = deploying.invoke("live", "finalize", BYPASS="let-me-in-please")
    assert 0 == opened.code, opened.err
    assert "right      what is live is what was released" in opened.out
    shown = deploying.invoke("config", BYPASS="let-me-in-please")
    assert "site.headers.X-Bypass" in shown.out
    assert "let-me-in-please" not in shown.out + opened.out + opened.err
    missing = deploying.invoke("live")
    assert 20 == missing.code
    assert "variable BYPASS is not set" in missing.err


def test_a_rehearsal_deploys_nothing_and_looks_at_no_site(deploying: Shop) -> None:
    """It is for trying things out."""
    ended = deploying.invoke("release", "--dry-run")

    assert 0 == ended.code, ended.err
    assert "a rehearsal deploys nothing" in ended.out
    assert "a rehearsal looks at no live site" in ended.out
    assert not (deploying.root / "deployed").exists()
    deploying.invoke("release", "--through=verify")
    assert "a rehearsal looks at no live site" in deploying.invoke("live", "--dry-run").out


def test_what_strip_left_is_what_has_to_be_live(deploying: Shop) -> None:
    """The scripts without their comments are the right ones then, and no map is deployed."""
    deploying.settings("live: {required", "strip: {enabled: true}, live: {required")
    ended = deploying.invoke("release")

    assert 0 == ended.code, ended.err
    assert "3 of 3 scripts as released" in ended.out
    assert [] == list((deploying.root / "deployed").rglob("*.map"))
    assert 0 == deploying.invoke("live").code


def test_a_script_that_is_missing_is_named_and_json_says_it_too(online: Shop) -> None:
    """Scripts read the JSON; people read the last line."""
    online.invoke("release", "--through=verify")
    _deploy(online)
    (online.root / "deployed/static/page.js").unlink()
    ended = online.invoke("live")
    told: Ended = online.invoke("live", "--json")

    assert 60 == ended.code == told.code
    assert "served-missing: ~/static/page.js: is not served: the site answers 404" in ended.out
    assert "differs    1 error; try: deploy all files of the build" in ended.out
    assert "looked" == told.json["type"]
    assert ["served-missing"] == [each["code"] for each in told.json["proof"]["findings"]]
    assert "does not serve what was released" in told.err


def test_without_a_site_there_is_nothing_to_look_at(shop: Shop) -> None:
    """And no deploy command was given, so none is made up."""
    shop.invoke("release", "--through=verify")
    ended = shop.invoke("live")
    deploy = shop.invoke("deploy")

    assert (20, 20) == (ended.code, deploy.code)
    assert "set site in sentry.yml" in ended.err
    assert "deploy.command: not set in sentry.yml" in deploy.err
    assert 22 == Shop(shop.root, shop.environ).invoke("live", "--env=production").code


def test_a_site_that_does_not_answer(online: Shop, site: LiveSite) -> None:
    """31, as of a server; nothing is said of the release."""
    online.invoke("release", "--through=verify")
    online.settings(site.url, "http://127.0.0.1:9")
    ended = online.invoke("live")

    assert 31 == ended.code
    assert "live" in _entries(online)
    assert 22 == online.invoke("finalize").code
