"""A page, as a browser that only speaks tells of it."""

import base64
import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from buildtools.errors import BrowserFailed
from buildtools.values import Secret
from buildtools.web.chromium import Answered, Asked, Chromium, Page
from buildtools.web.chromium.intercepting import Rules
from buildtools.web.chromium.page import PageNotLoaded, ScriptFailed
from buildtools.web.reply import origin_of
from tests.web.chromium.fake_browser import Answer, FakeBrowser, Message, fake

URL = "https://www.example.com/"


@contextlib.contextmanager
def opened(
    answers: Mapping[str, Answer] | None = None, rules: Rules | None = None
) -> Iterator[tuple[FakeBrowser, Page]]:
    """Have a page of a browser that only speaks."""
    with fake(answers) as browser:
        chromium = Chromium(browser.asking, browser.answering, rules or Rules())
        try:
            chromium.prepare()
            with chromium.page() as page:
                yield browser, page
        finally:
            chromium.pipe.close()


def heard(page: Page) -> None:
    """Hear all that was told so far: an answer comes after it, and what is done about it too."""
    page.evaluate("0")
    page.evaluate("0")


VALUE: Answer = {"result": {"value": 7}}
EVALUATES: dict[str, Answer] = {"Runtime.evaluate": VALUE}


def asked(number: str, url: str = URL, **more: Any) -> dict[str, Any]:
    """Return what the browser tells of a request."""
    return {"requestId": number, "request": {"url": url, "method": "GET"} | more, "type": "Script"}


def test_requests_are_known_with_their_end() -> None:
    """Redirects, failures and blocked requests each have their own."""
    with opened(EVALUATES) as (browser, page):
        browser.tell("Network.requestWillBeSent", "page", **asked("1"))
        response = {"status": 302, "mimeType": "", "headers": {"Location": "/b"}}
        again = asked("1", f"{URL}b") | {"redirectResponse": response}
        browser.tell("Network.requestWillBeSent", "page", **again)
        answer = {"status": 200, "mimeType": "text/javascript", "fromServiceWorker": True}
        browser.tell("Network.responseReceived", "page", requestId="1", response=answer)
        browser.tell("Network.loadingFinished", "page", requestId="1")
        browser.tell("Network.requestWillBeSent", "page", **asked("2", postData="{}"))
        failure = {"errorText": "net::ERR_FAILED", "blockedReason": "csp"}
        browser.tell("Network.loadingFailed", "page", requestId="2", **failure)
        browser.tell("Network.responseReceived", "page", requestId="9", response=answer)
        heard(page)
        first, second, third = page.requests

    assert (302, "/b") == (first.status, first.headers["location"])
    assert (f"{URL}b", 200, True) == (second.url, second.status, second.by_service_worker)
    assert ("net::ERR_FAILED", "csp", "{}") == (third.failed, third.blocked, third.body)
    assert all(one.finished for one in page.requests)


def test_the_console_is_kept() -> None:
    """A refused connection stands nowhere else."""
    with opened(EVALUATES) as (browser, page):
        entry = {"source": "security", "level": "error", "text": "violates", "lineNumber": 4}
        browser.tell("Log.entryAdded", "page", entry=entry)
        said = [{"value": "a"}, {"description": "Error: b"}, {"type": "undefined"}]
        browser.tell("Runtime.consoleAPICalled", "page", type="log", args=said)
        thrown = {"exception": {"description": "Error: c\n    at d"}, "lineNumber": 0, "url": URL}
        browser.tell("Runtime.exceptionThrown", "page", exceptionDetails=thrown)
        browser.tell("Runtime.exceptionThrown", "page", exceptionDetails={"text": "Uncaught"})
        heard(page)

    told = [(each.source, each.text, each.line) for each in page.entries]
    assert [
        ("security", "violates", 5),
        ("console", "a Error: b undefined", None),
        ("exception", "Error: c\n    at d", 1),
        ("exception", "Uncaught", None),
    ] == told


def test_workers_belong_to_the_page_that_started_them() -> None:
    """A service worker is told of twice: as the page's, and as the browser's."""
    coverage = {"result": [{"url": f"{URL}w.js", "functions": [{"ranges": [{"count": 1}]}]}]}
    with opened({**EVALUATES, "Profiler.takePreciseCoverage": coverage}) as (browser, page):
        for kind, parent, session, target in (
            ("worker", "page", "w1", "t1"),
            ("service_worker", "", "w2", "t2"),
            ("service_worker", "page", "w3", "t2"),
        ):
            info = {"type": kind, "url": URL, "targetId": target, "browserContextId": "context"}
            browser.tell("Target.attachedToTarget", parent, sessionId=session, targetInfo=info)
        other = {"type": "iframe", "url": URL, "targetId": "t9", "browserContextId": "another"}
        browser.tell("Target.attachedToTarget", sessionId="w9", targetInfo=other)
        browser.tell("Network.requestWillBeSent", "w1", **asked("1"))
        browser.tell("Target.detachedFromTarget", "page", sessionId="w1")
        heard(page)
        ran = page.scripts_that_ran()
        first = page.workers["t1"]
        value = page.evaluate_in(first, "1")

    let_run = [each["sessionId"] for each in browser.told if each["method"].endswith("Debugger")]
    listened = [each["sessionId"] for each in browser.told if each["method"] == "Network.enable"]
    assert ["w1", "w2", "w3", "w9"] == let_run
    assert ["page", "w1", "w2"] == listened
    assert ["worker", "service_worker"] == [each.kind for each in page.workers.values()]
    assert [True, False] == [each.gone for each in page.workers.values()]
    assert [URL] == [each.url for each in page.requests]
    assert {f"{URL}w.js"} == ran
    assert 7 == value


def test_scripts_that_did_not_run_are_none_of_those_that_ran() -> None:
    """A chunk that is loaded ahead of its use registers no ID, and is right."""
    ran: Answer = {
        "result": [
            {"url": f"{URL}a.js", "functions": [{"ranges": [{"count": 1}]}]},
            {"url": f"{URL}b.js", "functions": [{"ranges": [{"count": 0}]}]},
            {"url": f"{URL}c.js", "functions": []},
            {"url": "", "functions": [{"ranges": [{"count": 1}]}]},
        ]
    }
    with opened({"Profiler.takePreciseCoverage": ran}) as (_, page):
        assert {f"{URL}a.js"} == page.scripts_that_ran()


def test_what_a_page_cannot_load_is_told() -> None:
    """The browser's own name for it is what one searches for."""
    refused: Answer = {"errorText": "net::ERR_NAME_NOT_RESOLVED"}
    with (
        opened({"Page.navigate": refused}) as (_, page),
        pytest.raises(PageNotLoaded, match="net::ERR_NAME_NOT_RESOLVED"),
    ):
        page.go(URL)


def test_a_page_is_there_when_it_has_loaded_and_asks_nothing_more() -> None:
    """One that never comes to rest is taken as it is."""
    with opened(EVALUATES) as (browser, page):

        def navigate(_: Message) -> Message:
            browser.tell("Network.requestWillBeSent", "page", **asked("1"))
            browser.tell("Page.loadEventFired", "page")
            threading.Timer(
                0.1, browser.tell, ("Network.loadingFinished", "page"), {"requestId": "1"}
            ).start()
            return {}

        browser.answers["Page.navigate"] = navigate
        page.go(URL, 5.0)
        assert page.requests[0].finished
        browser.answers["Page.navigate"] = {}
        page.go(URL, 0.3)
        browser.tell("Network.requestWillBeSent", "page", **asked("2"))
        heard(page)
        assert not page.settle(0.2, quiet=0.05)


def test_a_dialog_is_closed() -> None:
    """An alert would stop the page, and us with it."""
    with opened(EVALUATES) as (browser, page):
        browser.tell("Page.javascriptDialogOpening", "page", message="Sure?")
        heard(page)

    assert [{"accept": True}] == browser.commands("Page.handleJavaScriptDialog")


def test_what_is_evaluated_may_throw() -> None:
    """The page's own message is of use, and not that something failed."""
    thrown: Answer = {"exceptionDetails": {"exception": {"description": "TypeError: x"}}}
    with opened({"Runtime.evaluate": thrown}) as (_, page):
        with pytest.raises(ScriptFailed, match="TypeError: x"):
            page.evaluate("x()")
        info: Message = {"type": "worker", "url": URL, "targetId": "t"}
        page.joined("w", info)
        assert page.evaluate_in(page.workers["t"], "x()") is None


def test_a_click_is_that_of_a_mouse() -> None:
    """`element.click()` puts a frame of ours into the stack."""
    place: Answer = {"result": {"value": {"x": 10, "y": 20}}}
    with opened({"Runtime.evaluate": place}) as (browser, page):
        assert page.press("#buy", lambda: bool(browser.commands("Input.dispatchMouseEvent")))

    kinds = [each["type"] for each in browser.commands("Input.dispatchMouseEvent")]
    assert ["mouseMoved", "mousePressed", "mouseReleased"] == kinds


def test_what_cannot_be_clicked_is_told() -> None:
    """A banner about cookies lies over half of all pages."""
    place: Answer = {"result": {"value": {"why": "<div> lies over it"}}}
    with (
        opened({"Runtime.evaluate": place}) as (_, page),
        pytest.raises(BrowserFailed, match="#buy cannot be clicked: <div> lies over it"),
    ):
        page.press("#buy", lambda: False, 0.2)


def paused(url: str, **more: Any) -> dict[str, Any]:
    """Return what the browser tells of a request that it holds back."""
    request = {"url": url, "method": "POST", "headers": {"Origin": "https://www.example.com"}}
    return {"requestId": "p", "request": request | more}


def test_a_request_is_answered_here() -> None:
    """No test event gets to production by accident."""
    seen: list[Asked] = []

    def intercept(one: Asked) -> Answered | None:
        seen.append(one)
        return Answered(body=b"{}") if "envelope" in one.url else None

    entries = [{"bytes": base64.b64encode(b"\x00\xff").decode()}]
    with opened(EVALUATES, Rules(intercept)) as (browser, page):
        browser.tell(
            "Fetch.requestPaused", **paused("https://a/envelope/", postDataEntries=entries)
        )
        browser.tell("Fetch.requestPaused", **paused("https://a/other", postData="é"))
        heard(page)

    assert [b"\x00\xff", "é".encode()] == [each.body for each in seen]
    (answer,) = browser.commands("Fetch.fulfillRequest")
    assert (200, "e30=") == (answer["responseCode"], answer["body"])
    headers = {each["name"]: each["value"] for each in answer["responseHeaders"]}
    assert "https://www.example.com" == headers["access-control-allow-origin"]
    assert [{"requestId": "p"}] == browser.commands("Fetch.continueRequest")


def test_headers_go_to_one_origin_and_to_no_other() -> None:
    """What opens a protected deployment is nobody else's."""
    rules = Rules(origin="https://www.example.com", headers={"x-bypass": Secret("of-the-host")})
    with opened(EVALUATES, rules) as (browser, page):
        for url in (URL, "https://www.example.com:8443/", "https://cdn.example.com/a.js"):
            browser.tell("Fetch.requestPaused", **paused(url))
        heard(page)

    own, *others = browser.commands("Fetch.continueRequest")
    assert {"name": "x-bypass", "value": "of-the-host"} in own["headers"]
    assert [{"requestId": "p"}] * 2 == others
    assert "of-the-host" not in repr(rules)


def test_a_proxy_alone_is_told_who_we_are() -> None:
    """A site that asks for a password gets none of the proxy's."""
    rules = Rules(proxy_user="me", proxy_password=Secret("of-the-proxy"))
    with opened(EVALUATES, rules) as (browser, page):
        for source in ("Proxy", "Server"):
            challenge = {"source": source}
            browser.tell("Fetch.authRequired", requestId="p", authChallenge=challenge)
        heard(page)

    first, second = browser.commands("Fetch.continueWithAuth")
    assert "of-the-proxy" == first["authChallengeResponse"]["password"]
    assert {"response": "Default"} == second["authChallengeResponse"]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example:443/x", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://A.example:8080/?q", "http://a.example:8080"),
    ],
)
def test_an_origin_has_no_usual_port(url: str, origin: str) -> None:
    """Both spellings are one origin."""
    assert origin == origin_of(url)


def test_a_page_that_is_timed_has_no_profiler() -> None:
    """Coverage costs CPU, which would be measured as the page's own."""
    metrics = {"metrics": [{"name": "TaskDuration", "value": 0.5}]}
    with fake({"Performance.getMetrics": metrics}) as browser:
        chromium = Chromium(browser.asking, browser.answering, Rules())
        try:
            with chromium.page(timed=True) as page:
                took = page.metrics()
                page.joined("w", {"type": "worker", "url": URL, "targetId": "t"})
                page.command("Page.enable")
        finally:
            chromium.pipe.close()
    told = [(each["method"], each.get("sessionId")) for each in browser.told]

    assert {"TaskDuration": 0.5} == took
    assert [{"timeDomain": "threadTicks"}] == browser.commands("Performance.enable")
    assert ("Performance.enable", "w") not in told
    assert not any(method.startswith("Profiler.") for method, _ in told)
