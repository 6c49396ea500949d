"""The last page of the bakery shows the event's ID, asks one question, and the answer arrives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from buildtools.web.chromium.browser import Chromium
from tests.example.programs import environ, find, without_proxies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buildtools.sandbox.serving import Running
    from buildtools.web.chromium.page import Page
    from tests.example.reporting import Counter

pytestmark = [pytest.mark.example, pytest.mark.timeout(900)]

ANSWER = "I asked for a bun & pressed tear; write to ada@example.com"
ARRIVES = "I asked for a bun & pressed tear; write to [email]"
"""No hook of the SDK sees feedback, so the page itself scrubs it."""
_SECONDS = 30.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """A real Chromium, as `live --browser` has it."""
    program = find("chromium", "chromium-browser", "google-chrome")
    with Chromium.start(program, environ=without_proxies(environ())) as started:
        yield started


def said(sandbox: Running) -> list[dict[str, Any]]:
    """Read what people said back, newest first."""
    url = f"{sandbox.url}/api/0/organizations/{sandbox.org}/issues/"
    headers = {"Authorization": f"Bearer {sandbox.token.reveal()}"}
    asked = {"query": "issue.category:feedback"}
    answer = requests.get(url, params=asked, headers=headers, timeout=30)
    answer.raise_for_status()
    listed: list[dict[str, Any]] = answer.json()
    return listed


def shows(page: Page, expression: str) -> bool:
    """Wait until something of the page is so."""
    return page.wait(lambda: bool(page.evaluate(expression)), _SECONDS)


def text(page: Page, selector: str) -> str:
    """Return what an element says."""
    return str(page.evaluate(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''"))


def press_key(page: Page, key: str, code: int) -> None:
    """Press a key, as a person without a mouse does."""
    typed = {"key": key, "code": key, "windowsVirtualKeyCode": code}
    for kind in ("keyDown", "keyUp"):
        more = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
        page.command("Input.dispatchKeyEvent", type=kind, **typed, **more)


def focused(page: Page) -> str:
    """Return the ID, else the name, of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.localName"))


def torn(page: Page, counter: Counter) -> None:
    """Tear the footer, so that the last boundary takes the page."""
    page.go(counter.url, _SECONDS)
    there = "!!document.querySelector('#event-id')"
    assert page.press("#global-error", lambda: bool(page.evaluate(there)), _SECONDS)


def test_the_answer_arrives_with_its_event(
    counter: Counter, sandbox: Running, browser: Chromium
) -> None:
    """By keys alone: the heading has the focus, the field is next, what became of it is told."""
    with browser.page() as page:
        torn(page, counter)
        event_id = text(page, "#event-id")
        assert "h1" == focused(page)
        press_key(page, "Tab", 9)
        assert "message" == focused(page)
        page.command("Input.insertText", text=ANSWER)
        press_key(page, "Tab", 9)
        assert "send" == focused(page)
        press_key(page, "Enter", 13)
        assert shows(page, "document.querySelector('#said').textContent.startsWith('Thank you')")

        assert "said" == focused(page)
        assert page.evaluate("document.querySelector('#message') === null")

    newest = said(sandbox)[0]["metadata"]
    assert (ARRIVES, event_id, "global-error") == (
        newest["message"],
        newest["associated_event_id"],
        newest["source"],
    )
    assert "the footer tore on demand" in counter.title_of(event_id)


def test_a_screen_reader_has_names_for_all(counter: Counter, browser: Chromium) -> None:
    """The field has a label and a description, and what became of it is a status."""
    with browser.page() as page:
        torn(page, counter)
        page.command("Accessibility.enable")
        tree = page.command("Accessibility.getFullAXTree")["nodes"]

    def of_role(role: str) -> list[dict[str, Any]]:
        return [node for node in tree if node.get("role", {}).get("value") == role]

    (field,) = of_role("textbox")
    assert "What did you do just before?" == field["name"]["value"]
    assert "leave out names" in field["description"]["value"]
    assert of_role("status")
    assert {"Send", "Try again"} == {node["name"]["value"] for node in of_role("button")}


def test_an_answer_that_does_not_arrive_is_not_thanked_for(
    counter: Counter, sandbox: Running, browser: Chromium
) -> None:
    """The control: the words stay in the field, and the page says so."""
    before = len(said(sandbox))
    with browser.page() as page:
        torn(page, counter)
        page.command("Network.emulateNetworkConditions", offline=True, latency=0,
                     downloadThroughput=-1, uploadThroughput=-1)  # fmt: skip
        page.click("#message")
        page.command("Input.insertText", text=ANSWER)
        page.click("#send")
        assert shows(page, "document.querySelector('#said').textContent.startsWith('It could')")

        assert ANSWER == page.evaluate("document.querySelector('#message').value")
    assert before == len(said(sandbox))
