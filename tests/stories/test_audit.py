"""The first thing that a newcomer can run: a look at any site, without sentry.yml and ledger."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.shopping import PACKAGE, Shop
from tests.web.hosts import Host, hosting

MAP = json.dumps({"version": 3, "sources": ["a.ts"], "mappings": ""})
LINE = re.compile(r"^buildtools live (https://\S+)$", re.M)


@pytest.fixture
def host() -> Iterator[Host]:
    """A site with one script."""
    with hosting() as start:
        made = start()
        made.at("/", "<script src=/checkout.js></script>")
        made.at("/checkout.js", "export const oven=220;")
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Shop:
    """A folder in which nothing is set up."""
    (tmp_path / "tasks.py").write_text("from buildtools.tasks import ns\n")
    return Shop(tmp_path)


def test_the_line_of_the_readme(host: Host, tmp_path: Path) -> None:
    """It is run as it stands there, with the address of a site of this machine."""
    (shown,) = LINE.findall((PACKAGE / "README.md").read_text(encoding="utf-8"))
    assert shown
    ended = subprocess.run(
        [sys.executable, "-m", "buildtools", "live", host.url],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    first, *_, last = ended.stdout.splitlines()
    assert (first, last) == (host.url, "  nothing wrong in what can be seen from outside")
    assert list(tmp_path.iterdir()) == []


def test_a_public_map_ends_it_with_60(host: Host, folder: Shop) -> None:
    """On one screen: what is wrong, and what helps."""
    host.at("/checkout.js.map", MAP)
    ended = folder.invoke("live", f"--site={host.url}")
    assert ended.code == 60
    assert "!! source maps  1 map public: ~/checkout.js.map" in ended.out
    assert "error: map-public: ~/checkout.js.map: " in ended.out
    assert len(ended.out.splitlines()) < 24


def test_its_json(host: Host, folder: Shop) -> None:
    """All findings, and each row of the screen."""
    host.at("/checkout.js.map", MAP)
    ended = folder.invoke("live", f"--site={host.url}", "--json")
    assert ended.code == 60
    assert [each["code"] for each in ended.json["findings"]] == ["map-public"]
    assert ended.json["site"] == host.url


def test_nobody_there_and_no_address(folder: Shop) -> None:
    """Both are told with one thing to do."""
    with hosting() as start:
        url = start().url
    nobody = folder.invoke("live", f"--site={url}")
    assert (nobody.code, "did not answer" in nobody.err) == (31, True)
    wrong = folder.invoke("live", "--site=example.com")
    assert (wrong.code, "is no address of a site" in wrong.err) == (20, True)


def test_certificates_of_the_variables_are_used(folder: Shop, host: Host) -> None:
    """Those that cannot be used are told with the variable that names them."""
    told = folder.invoke("live", "--site=https://127.0.0.1:9/", REQUESTS_CA_BUNDLE="/none.pem")
    assert told.code == 20
    assert "REQUESTS_CA_BUNDLE" in told.err
    assert folder.invoke("live", f"--site={host.url}", REQUESTS_CA_BUNDLE="/none.pem").code == 0
