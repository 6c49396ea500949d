"""Journeys to a report: of a release that was made elsewhere, of one that failed, of none."""

import json
import shutil
from pathlib import Path

import pytest

from buildtools.reports.formats import FORMATS, file_of
from buildtools.state import review_files
from buildtools.state.paths import encoded
from tests.measured import changed
from tests.stories.shopping import Shop, make_shop


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop whose release is done; no test changes it."""
    shop = make_shop(tmp_path_factory.mktemp("released") / "shop")
    assert 0 == shop.invoke("release").code
    return shop


@pytest.fixture
def elsewhere(released: Shop, tmp_path: Path) -> Shop:
    """Another machine: the sources, and what was carried of the run; nothing is built there."""
    there = tmp_path / "elsewhere"
    shutil.copytree(
        released.root, there, ignore=shutil.ignore_patterns("out", "uploads", "sandbox")
    )
    return Shop(there)


def test_a_release_is_reported_on_another_machine(elsewhere: Shop) -> None:
    """A dashboard has the ledger and its trials, and neither built files nor a server."""
    told = elsewhere.invoke("report", "--json").json

    assert ("report", "proven", 0) == (told["type"], told["verdict"], told["exit_code"])
    assert {"proved"} == {case["outcome"] for case in (*told["pairs"], *told["checks"])}
    assert 4 == len(told["pairs"])
    assert {frame["outcome"] for frame in told["frames"]} == {"passed"}
    assert told["tried"]["position"]["passed"] == told["tried"]["original"]["passed"] > 400
    assert str(elsewhere.root) not in json.dumps(told)


def test_what_is_printed_is_what_is_written(elsewhere: Shop) -> None:
    """One report goes to a screen, another into a pipe, and all of them into a folder."""
    screen = elsewhere.invoke("report")
    piped = elsewhere.invoke("report", "--format=json")
    words = [f"--format={name}" for name in FORMATS]
    ended = elsewhere.invoke("report", *words, "--out=told/")

    assert [0, 0, 0] == [screen.code, piped.code, ended.code]
    assert "finalized  every step is done" in screen.out
    assert "" == ended.out
    assert {file_of(name) for name in FORMATS} == {
        file.name for file in (elsewhere.root / "told").iterdir()
    }
    assert piped.out.strip() == (elsewhere.root / "told/report.json").read_text()


def test_a_report_without_source_has_no_line_of_it(elsewhere: Shop) -> None:
    """What everybody can download shows places, and not the code that stands there."""
    line = "function addCents(sum: number, line: Line): number {"

    assert line in elsewhere.invoke("report", "--format=json").out
    assert line not in elsewhere.invoke("report", "--format=json", "--no-source").out


def test_an_older_release_is_reported_by_its_name(elsewhere: Shop) -> None:
    """Tomorrow another release is worked on, and a question is about this one."""
    elsewhere.settings("shop@{package.version}", "shop@2")
    assert 0 == elsewhere.invoke("build").code

    assert "shop@2" in elsewhere.invoke("report").out
    assert "proven" == elsewhere.invoke("report", "--release=shop@1.4.0", "--json").json["verdict"]


def test_without_trials_the_report_says_what_it_lacks(elsewhere: Shop) -> None:
    """A ledger that was carried alone still tells, and claims no more than it holds."""
    for file in elsewhere.root.glob(".buildtools/ledgers/*/*/*.jsonl"):
        file.unlink()
    told = elsewhere.invoke("report", "--json").json

    assert ["proof: shop%401.4.0.proof.jsonl is not beside the ledger"] == told["lacking"]
    assert ["trials"] == [check["check"] for check in told["checks"]]
    assert all("its trials are not here" in pair["why"] for pair in told["pairs"])


def test_what_reviews_have_measured_is_part_of_a_report(elsewhere: Shop) -> None:
    """The review of this very release, whatever came after it; a file that is none is said."""
    folder = elsewhere.root / "docs/review/local"
    folder.mkdir(parents=True)
    for release, taken in (("shop@1.4.0", "2026-11-20"), ("shop@1.5.0", "2026-11-27")):
        each = changed(environment="local", release=release, taken=taken)
        (folder / f"{encoded(release)}.json").write_text(review_files.encode(each))
    told = elsewhere.invoke("report", "--json").json

    assert ("shop@1.4.0", "2026-11-20") == (told["weight"]["release"], told["weight"]["taken"])
    assert "weight-all-gz" in [each["name"] for each in told["weight"]["figures"]]
    assert "62.6 kB" in elsewhere.invoke("report", "--format=html").out
    (folder / "broken.json").write_text("{")
    told = elsewhere.invoke("report", "--json").json
    assert told["weight"] is None
    assert told["lacking"][0].startswith("review: ")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("report", "--env=staging"), 21, "nothing has run for staging"),
        (("report", "--release=shop@1.4.1"), 21, "did you mean 'shop@1.4.0'?"),
        (("report", "--format=junitt"), 20, "there is no format junitt"),
        (("report", "--format=json", "--format=terminal"), 20, "--out=report/"),
    ],
    ids=["nothing", "another release", "no format", "two on one output"],
)
def test_what_cannot_be_reported_is_said(
    elsewhere: Shop, words: tuple[str, ...], code: int, says: str
) -> None:
    """Each has a code of its own and one thing to do."""
    ended = elsewhere.invoke(*words)

    assert (code, "") == (ended.code, ended.out)
    assert says in ended.err
    assert 1 == ended.err.count("try: ")


@pytest.mark.parametrize(
    ("old", "new", "code", "helps"),
    [
        ('"entries"', "", 21, "remove "),
        ('"format": 2', '"format": 999', 22, "install the version that wrote it, or later"),
    ],
    ids=["torn", "of a later version"],
)
def test_a_ledger_that_cannot_be_read_is_no_report(
    elsewhere: Shop, old: str, new: str, code: int, helps: str
) -> None:
    """Half a file must not become half a report."""
    ledger = next(elsewhere.root.glob(".buildtools/ledgers/*/*/*.json"))
    text = ledger.read_text().replace(old, new)
    ledger.write_text(text)
    elsewhere.root.joinpath(".buildtools/local.json").write_text(text)
    for words in ((), ("--release=shop@1.4.0",)):
        ended = elsewhere.invoke("report", *words)

        assert (code, "") == (ended.code, ended.out)
        assert helps in ended.err


def test_a_disk_that_refuses_the_report_is_named(elsewhere: Shop) -> None:
    """The report is lost, and nobody may think that it was written."""
    elsewhere.root.joinpath("told").write_text("a file")
    ended = elsewhere.invoke("report", "--out=told/report.txt")

    assert 20 == ended.code
    assert "told/report.txt cannot be written" in ended.err


@pytest.mark.parametrize(
    ("org", "server"),
    [
        ("    org: acme\n", "web of acme at sentry.example"),
        ("", "web of its organization at sentry.example"),
    ],
    ids=["named", "without an organization"],
)
def test_a_report_names_its_server_and_no_token(
    elsewhere: Shop, org: str, server: str, tmp_path: Path
) -> None:
    """A report goes to people who may not know the token, and must know where the release is."""
    elsewhere.settings("    org: acme\n", org)
    elsewhere.settings("https://sentry.example", "https://sentry.example:8443")
    (tmp_path / ".git").mkdir()
    shutil.rmtree(elsewhere.root / ".git")
    token = "sntrys_a-token-that-nobody-may-see"
    kept = elsewhere.root / ".buildtools/ledgers/_/local"
    shutil.copytree(kept, kept.with_name("staging"))
    for ledger in kept.with_name("staging").glob("*.json"):
        text = ledger.read_text().replace('"environment": "local"', '"environment": "staging"')
        ledger.write_text(text.replace("acme/shop", token))
    ended = elsewhere.invoke("report", "--env=staging", "--json", SENTRY_AUTH_TOKEN=token)

    assert (server, "elsewhere") == (ended.json["server"], ended.json["folder"])
    assert token not in ended.out
    assert "***" in ended.out
