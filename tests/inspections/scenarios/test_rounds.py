"""Errors raised one after the other, and their events found again."""

from collections.abc import Callable, Mapping

import pytest

from buildtools.api.models.events import Event
from buildtools.checks.expectations import Mark, Raising
from buildtools.errors import BuildtoolsError
from buildtools.inspections.scenarios.raising import TAG, Hands, NotRaised
from buildtools.inspections.scenarios.reported import Clock, Reports
from buildtools.inspections.scenarios.rounds import NOT_TOLD, rounds
from buildtools.inspections.scenarios.sources import Case
from buildtools.proof.trials import Raised, Trial
from buildtools.values import Scenario
from tests.inspections.scenarios.doubles import LINE, Pages, Server, event

MARK = Mark("oven", "web/src/oven.ts", 7, LINE, "bake")
CLICK = Scenario(click=("#open", "#bake"))
REQUEST = Scenario(request="/api/oven?fail=1")


def case(scenario: Scenario | None) -> Case:
    where = scenario.runs_in if scenario else "browser"
    return Case(Raising(MARK, where, "by hand"), scenario)


class Site:
    """Answers requests, and lets its server report what it is told, in the trace of the request."""

    def __init__(self, server: Server, *make: Callable[[str], Event], after: float = 0.0) -> None:
        self._server = server
        self._make = make
        self._after = after
        self.asked: list[str] = []

    def ask(self, url: str, headers: Mapping[str, str]) -> None:
        self.asked.append(url)
        trace = headers["sentry-trace"].split("-")[0]
        for make in self._make:
            self._server.take(make(trace), self._after)


def deaf(url: str, headers: Mapping[str, str]) -> None:
    raise NotRaised("nobody answered")


def seen(
    server: Server, *cases: Case, pages: Pages | None = None, ask: object = None
) -> tuple[Trial, ...]:
    """Raise them at a site in a folder; an event may take a minute."""
    asked = ask if callable(ask) else deaf
    hands = Hands("http://127.0.0.1:9/shop", pages or Pages(server), asked)
    reports = Reports(server, ["web"], Clock(60, server.pause, server.now))
    return rounds(cases, hands, reports)


def told(trial: Trial) -> tuple[str, str, str]:
    assert isinstance(trial.evidence, Raised)
    return trial.outcome, trial.evidence.event_id, trial.evidence.why


def test_an_error_of_a_page_is_known_by_the_event_that_it_sent() -> None:
    """Others may come in meanwhile; this one cannot be mistaken."""
    server = Server()
    server.take(event("other"), 0.05)
    pages = Pages(server, event("mine"))
    (trial,) = seen(server, case(CLICK), pages=pages)

    assert ("passed", "mine", "") == told(trial)
    ((url, headers, tags),) = pages.visits
    assert ("http://127.0.0.1:9/shop/", {TAG: "oven"}) == (url, tags)
    assert 32 == len(headers["sentry-trace"].split("-")[0])


def test_of_the_events_of_a_page_the_marked_one_is_meant() -> None:
    """A page that falls may send more than one."""
    server = Server()
    pages = Pages(server, event("first", at=3), event("second"))

    assert ("passed", "second", "") == told(seen(server, case(CLICK), pages=pages)[0])


def test_an_error_of_a_server_is_known_by_its_trace() -> None:
    """A server reports what others do to it at the same time."""
    server = Server()
    site = Site(server, lambda _: event("b", at=3, trace="f" * 32), lambda t: event("a", trace=t))
    (trial,) = seen(server, case(REQUEST), ask=site.ask)

    assert ("passed", "a", "") == told(trial)
    assert ["http://127.0.0.1:9/shop/api/oven?fail=1"] == site.asked


@pytest.mark.parametrize("at", [3, 8])
def test_what_came_back_otherwise_is_told_once_no_better_came(at: int) -> None:
    """The control: an event of the trace that shows another line is not the marked one."""
    server = Server()
    site = Site(server, lambda t: event("z", at=1), lambda t: event("a", at=at, trace=t))
    (trial,) = seen(server, case(REQUEST), ask=site.ask)

    assert ("failed", "a", f"came back as ./src/oven.ts:{at}:9") == told(trial)
    assert server.time < 10, "what has come is not waited for until the end"


def test_an_event_from_before_is_not_the_one_that_was_raised() -> None:
    """A run after another one would pass on the events of that one."""
    server = Server()
    server.take(event("old"))
    (trial,) = seen(server, case(REQUEST), ask=Site(server).ask)

    assert ("failed", "", "was raised, and no event of it came") == told(trial)
    assert 60 <= server.time < 70


def test_a_server_may_take_its_time() -> None:
    """A real one needs seconds, and is asked less and less often."""
    server = Server()
    site = Site(server, lambda t: event("late", trace=t), after=40)

    assert ("passed", "late", "") == told(seen(server, case(REQUEST), ask=site.ask)[0])


def test_an_error_that_was_raised_before_is_not_taken_for_the_next() -> None:
    """The event of one scenario may come while the next is waited for."""
    server = Server()
    late: list[Event] = []

    def ask(url: str, headers: Mapping[str, str]) -> None:
        trace = headers["sentry-trace"].split("-")[0]
        server.take(event(f"of-{len(late)}", at=3, trace=trace), 0 if late else 61)
        late.append(event("x"))

    first, second = seen(server, case(REQUEST), case(REQUEST), ask=ask)

    assert "was raised, and no event of it came" == told(first)[2]
    assert "of-1" == told(second)[1]


def test_an_error_of_the_server_that_a_page_raises_is_none_of_the_page() -> None:
    """A server action fails on the server; the page may complain as well."""
    server = Server()
    action = Scenario(click=("#bake",), where="server")
    pages = Pages(server, event("of-the-page"))
    (trial,) = seen(server, case(action), pages=pages)

    assert ("failed", "") == told(trial)[:2]


def test_what_is_no_get_is_sent_by_a_page_of_the_app() -> None:
    """Handlers of orders and webhooks take nothing else."""
    server = Server()
    pages = Pages(server, event("mine"))
    scenario = Scenario(request="/api/oven", method="POST")

    assert ("passed", "mine", "") == told(seen(server, case(scenario), pages=pages)[0])
    assert [("POST", "http://127.0.0.1:9/shop/api/oven")] == pages.page.fetched


def test_an_event_without_a_frame_is_told_as_one() -> None:
    """Only what is an Error has a stack."""
    server = Server()
    pages = Pages(server, event("bare", at=None))

    assert (
        "came without a frame: only what is an Error has a stack"
        == told(seen(server, case(CLICK), pages=pages)[0])[2]
    )


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        (None, NOT_TOLD),
        (Scenario(click=("#gone",)), "the page has no #gone"),
        (REQUEST, "nobody answered"),
    ],
)
def test_what_cannot_be_raised_was_not_tried(scenario: Scenario | None, why: str) -> None:
    """It is no error of the release."""
    server = Server()

    assert ("not-tried", "", why) == told(seen(server, case(scenario))[0])
    assert 0 == server.time


def test_each_is_told_as_it_ends() -> None:
    """A run takes a minute, and somebody watches."""
    server = Server()
    heard: list[Trial] = []
    hands = Hands("http://127.0.0.1:9", Pages(server, event("mine")), deaf)
    reports = Reports(server, ["web"], Clock(60, server.pause, server.now))
    tried = rounds([case(CLICK), case(None)], hands, reports, heard.append)

    assert list(tried) == heard
    assert not issubclass(NotRaised, BuildtoolsError)
