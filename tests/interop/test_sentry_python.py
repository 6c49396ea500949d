"""The Python SDK sends what needs no map: it is kept as it came, and shown as such."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.interop import witnesses

if TYPE_CHECKING:
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api

pytestmark = pytest.mark.witness

SHOP = """\
import sys

import sentry_sdk

sentry_sdk.init(dsn=sys.argv[1], release="oven@1", environment="witness", traces_sample_rate=1.0)


def bake(loaves):
    return loaves["rye"]


with sentry_sdk.start_transaction(op="task", name="bake"):
    try:
        bake({})
    except KeyError as error:
        sentry_sdk.capture_exception(error)
sentry_sdk.capture_message("the oven is cold")
sentry_sdk.flush(10)
"""


@pytest.fixture
def sent(tmp_path: Path, sandbox: Running, api: Api) -> list[dict[str, Any]]:
    """Let the shop run, and give the events that came of it."""
    (tmp_path / "shop.py").write_text(SHOP)
    asked = (sys.executable, "shop.py", sandbox.dsn)
    witnesses.must(*asked, cwd=tmp_path, given=witnesses.environ(), seconds=60)
    return witnesses.awaited(api, 2)


def test_its_events_are_kept_as_they_came(sent: list[dict[str, Any]], sandbox: Running) -> None:
    """An exception and a message; transactions and whatever else it sends are let pass."""
    message, error = sent
    (thrown,) = [one for one in witnesses.frames_of(error) if one["function"] == "bake"]

    assert ["python", "python"] == [event["platform"] for event in sent]
    assert 'return loaves["rye"]' == thrown["context_line"].strip()
    assert "data" not in thrown or "symbolicated" not in thrown["data"]
    assert "oven@1" == message["release"]
    assert [] == [one for one in sandbox.requests if one.status >= 400]


def test_its_frames_are_no_failures_on_a_page(sent: list[dict[str, Any]], sandbox: Running) -> None:
    """Nobody looks for the map of a Python file."""
    page = requests.get(f"{sandbox.url}/events/{sent[-1]['event_id']}/", timeout=10).text

    assert "only JavaScript has source maps" in page
    assert "state plain" in page
    assert ">minified<" not in page
