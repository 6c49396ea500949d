"""What a page tells, and what is made of it, with a browser that only speaks."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from buildtools.checks.sdk import Wanted
from buildtools.inspections.browser import Visit, caches, look, policies, scripts, telling
from buildtools.inspections.browser.scripts import Script
from buildtools.inspections.browser.taking import Taken
from buildtools.proof.record import Record
from buildtools.values import DebugId, Digest
from buildtools.web.chromium import Asked
from buildtools.web.chromium.page import Page
from tests.web.chromium.test_page import opened

SITE = "https://www.example.com/"
ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
SCRIPT = Script(f"{SITE}a%5B1%5D.js", "~/a[1].js", ID, Digest("1" * 40))


@contextlib.contextmanager
def told(answers: Mapping[str, Any]) -> Iterator[Page]:
    """Have a page that answers an expression by a piece of it."""

    def evaluate(params: Mapping[str, Any]) -> dict[str, Any]:
        value = next((answers[key] for key in answers if key in params["expression"]), None)
        if value is ZeroDivisionError:
            return {"exceptionDetails": {"text": "no"}}
        return {"result": {"value": value}}

    with opened({"Runtime.evaluate": evaluate}) as (_, page):
        yield page


@pytest.mark.parametrize(
    "stack",
    [
        "Error\n    at https://www.example.com/a%5B1%5D.js:1:2",
        "Error\n    at https://www.example.com/a[1].js?dpl=7:1:2\n    at https://h/runtime.js:1:9",
        "@https://www.example.com/a[1].js:1:2\n",
        "Error\n    at eval (<anonymous>)\n    at f (https://www.example.com/a[1].js#x:1:2)",
    ],
)
def test_an_id_belongs_to_the_innermost_script_of_its_stack(stack: str) -> None:
    """Keys are whole stacks, and a bundler's runtime stands at their end."""
    with told({"_sentryDebugIds": [[stack, ID.upper()], ["no place", "x"]]}) as page:
        ids = telling.ids(page)
        info = {"type": "worker", "url": SITE, "targetId": "t"}
        page.joined("w", info)
        with_worker = telling.ids(page)

    assert {"https://www.example.com/a[1].js": {ID}} == ids == with_worker
    assert ["passed"] == [each.outcome for each in scripts.registered([SCRIPT], ids)]


def test_a_script_with_another_id_is_told_with_it() -> None:
    """It is another build's."""
    ran = scripts.that_ran([SCRIPT], {f"{SITE}a[1].js?v=1", f"{SITE}b.js"})
    tried = list(scripts.registered(ran, {"https://www.example.com/a[1].js": {"other"}}))
    (found,) = scripts.unregistered(tried)

    assert f"told other; it was released with {ID}" in found.sentence
    assert [] == scripts.that_ran([SCRIPT], set())


def test_an_sdk_without_environment_reports_production() -> None:
    """That is what its events would say."""
    given = dict.fromkeys(("release", "environment", "dist", "dsn", "tunnel"))
    with told({"__SENTRY__": [{**given, "enabled": True}]}) as page:
        (sdk,) = telling.sdks(page)

    assert (None, "production", True) == (sdk.release, sdk.environment, sdk.enabled)


@pytest.mark.parametrize(
    ("dsn", "tunnel", "url"),
    [
        (
            "https://k@h.example:9/below/7",
            None,
            "https://h.example:9/below/api/7/envelope/?sentry_key=k&sentry_version=7",
        ),
        ("https://k@h.example/7", "/monitoring", "https://www.example.com/monitoring"),
        (None, None, ""),
        ("nonsense", None, ""),
    ],
)
def test_events_are_posted_to_the_dsn_or_through_a_tunnel(
    dsn: str | None, tunnel: str | None, url: str
) -> None:
    """A policy is asked about what the SDK will ask for."""
    assert url == policies.endpoint(dsn, tunnel, f"{SITE}shop/")


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        (
            "Connecting to 'https://h.example/api/7/envelope/' violates the following Content"
            " Security Policy directive: \"default-src 'none'\". Note that",
            "default-src 'none'",
        ),
        ("[Report Only] Refused to connect to 'https://h.example/x' directive: \"a\"", ""),
        ("Connecting to 'https://other.example/' violates directive: \"connect-src 'none'\"", ""),
        ("Mixed content at https://h.example/x", ""),
        ("Refused a worker from 'blob:https://h.example/1' violates directive: \"a\"", ""),
    ],
)
def test_a_directive_is_read_from_the_console(text: str, directive: str) -> None:
    """Report-only policies block nothing."""
    with opened({"Runtime.evaluate": {"result": {"value": True}}}) as (browser, page):
        entry = {"source": "security", "level": "error", "text": text}
        browser.tell("Log.entryAdded", "page", entry=entry)
        browser.tell("Log.entryAdded", "page", entry={**entry, "source": "network"})
        page.evaluate("0")
        tried = list(policies.lets_send(page, SITE, ["https://h.example/api/7/envelope/"]))
        found = list(policies.blocked(tried))

    assert [directive] == ([each.sentence.partition("h.example: ")[2] for each in found] or [""])


NEW, OLD = "1" * 40, "2" * 40


@pytest.mark.parametrize(
    ("through", "network", "outcomes", "said"),
    [
        ({"worker": NEW, "caches": {"v1": NEW}}, NEW, ["passed"], ""),
        ({"worker": OLD, "caches": {}}, NEW, ["failed"], "the service worker gives pages 22222"),
        ({"worker": NEW, "caches": {"v1": OLD}}, NEW, ["failed"], "keeps in its cache v1 2222"),
        ({"worker": "", "caches": {}}, NEW, ["not-tried"], ""),
        ({"worker": NEW, "caches": {}}, "", [], ""),
    ],
)
def test_a_worker_is_held_against_the_network(
    through: dict[str, Any], network: str, outcomes: list[str], said: str
) -> None:
    """What the site does not have is no fault of the worker."""
    straight = {"worker": network, "caches": {}}
    answers = {
        '", false)': {SCRIPT.address: through},
        "], false)": {SCRIPT.address: through},
        "], true)": {SCRIPT.address: straight},
        "ready": True,
    }
    with told(answers) as page:
        page.go = lambda *_: None  # type: ignore[method-assign]
        tried = list(caches.held(page, SITE, [SCRIPT]))

    assert outcomes == [each.outcome for each in tried]
    assert bool(said) == bool(list(caches.stale(tried)))
    assert all(said in each.sentence for each in caches.stale(tried))


def test_a_page_without_a_secure_context_has_no_worker() -> None:
    """There the browser does not even know the word."""
    with told({"getRegistrations": ZeroDivisionError}) as page:
        assert not caches.has_worker(page)
    with told({"getRegistrations": 2}) as page:
        assert caches.has_worker(page)


def asked(url: str, header: dict[str, Any], method: str = "POST") -> Asked:
    """Return a request of a page."""
    body = (json.dumps(header) + '\n{"type":"event"}\n{}').encode()
    return Asked(url, method, {}, body)


INGEST = "https://h.example/api/7/envelope/?sentry_key=k"


def test_no_envelope_leaves_but_the_one_that_may() -> None:
    """By the ID of its event; that one is kept to be sent on, and leaves by a tunnel alone."""
    taken = Taken()
    taken.let_go = "ab"
    answers = [
        taken.intercept(asked(INGEST, {"event_id": "cd"})),
        taken.intercept(asked("https://www.example.com/tunnel", {"event_id": "cd"})),
        taken.intercept(asked(INGEST, {"sdk": {"name": "sentry-buildtools"}})),
        taken.intercept(asked(INGEST, {"unreadable": 1})),
        taken.intercept(asked(INGEST, {"x": 1}, "OPTIONS")),
    ]
    assert taken.gone is None
    answers.append(taken.intercept(asked("https://www.example.com/tunnel", {"event_id": "ab"})))
    kept = taken.gone
    taken.elsewhere = True
    answers.append(taken.intercept(asked(INGEST, {"event_id": "a-b"})))
    passing = [
        taken.intercept(asked("https://www.example.com/cart", {"x": 1})),
        taken.intercept(asked("https://www.example.com/tunnel", {"event_id": "ab"})),
    ]

    assert all(each is not None and each.status == 200 for each in answers)
    assert [None, None] == passing
    assert kept is not None
    assert b"event" in kept.body
    assert b"" == taken.gone.body
    assert 2 == len(taken.envelopes)


def test_a_browser_that_does_not_start_is_not_tried(tmp_path: Any) -> None:
    """The release is none the worse for it."""
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    record = Record()
    wanted = Wanted("web@1", "production", None, ())
    found = look(Visit([SITE], browser=str(broken)), [SCRIPT], wanted, record)

    assert ["browser-not-tried"] == [each.code for each in found]
    assert "does not start" in found[0].sentence
    assert b"not-tried" in record.lines[0]
