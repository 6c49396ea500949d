"""Pages: their envelopes are taken and sent on, their buttons pressed until they report."""

from collections.abc import Callable

import pytest

from buildtools.errors import BrowserFailed
from buildtools.inspections.scenarios.pages import Envelopes, Opened
from buildtools.inspections.scenarios.raising import TAG, NotRaised
from buildtools.web.chromium import Asked
from buildtools.web.envelopes import read
from tests.web.test_tagged_envelopes import PAYLOAD, envelope

EVENT = envelope(({"type": "event"}, PAYLOAD))
SESSION = envelope(({"type": "session"}, b"{}"))
INGEST = "https://o1.ingest.example/api/42/envelope/?sentry_key=k"
TUNNEL = "https://shop.example/monitoring"


class Sent:
    """What was sent on, and where."""

    def __init__(self) -> None:
        self.all: list[tuple[str, bytes]] = []

    def __call__(self, url: str, body: bytes) -> None:
        self.all.append((url, body))


def post(body: bytes, url: str = INGEST) -> Asked:
    return Asked(url, "POST", {}, body)


def test_an_envelope_is_taken_tagged_and_sent_on_later() -> None:
    """While the browser is heard nobody may wait for a server."""
    sent = Sent()
    taken = Envelopes(sent)
    taken.begin({TAG: "oven"})
    answer = taken.intercept(post(EVENT))

    assert answer
    assert (200, b"{}") == (answer.status, answer.body)
    assert [] == sent.all
    assert ["e" * 32] == taken.sent
    taken.send_on()
    ((url, body),) = sent.all
    again = read(body)
    assert INGEST == url
    assert again
    assert b'"buildtools.scenario":"oven"' in again.items[0].payload


def test_a_session_is_taken_too_and_is_no_event() -> None:
    """It would reach a real project otherwise."""
    sent = Sent()
    taken = Envelopes(sent)

    assert taken.intercept(post(SESSION))
    assert [] == taken.sent


@pytest.mark.parametrize(
    "asked", [post(b"order=1"), Asked(INGEST, "GET", {}, EVENT), Asked(INGEST, "OPTIONS", {}, b"")]
)
def test_anything_else_goes_its_way(asked: Asked) -> None:
    """The shop must go on to work."""
    assert Envelopes(Sent()).intercept(asked) is None


@pytest.mark.parametrize(("takes", "answered"), [(True, True), (False, False)])
def test_a_tunnel_is_the_apps_own_but_never_for_a_sandbox(*, takes: bool, answered: bool) -> None:
    """The app's server would send it to a real project."""
    sent = Sent()
    taken = Envelopes(sent, takes_tunnels=takes)
    answer = taken.intercept(post(EVENT, TUNNEL))
    taken.send_on()

    assert answered == (answer is not None)
    assert ["e" * 32] == taken.sent
    assert answered == bool(sent.all)


def test_a_new_page_has_sent_nothing() -> None:
    """What is left of the one before is not its own."""
    sent = Sent()
    taken = Envelopes(sent)
    taken.intercept(post(EVENT))
    taken.begin({})
    taken.send_on()

    assert ([], []) == (taken.sent, sent.all)


class Buttons:
    """A page whose button reports at the n-th click, and may be gone by then."""

    def __init__(self, taken: Envelopes, at: int, *, stays: int = 99) -> None:
        self._taken = taken
        self._at = at
        self._stays = stays
        self.clicks = 0
        self.asked: list[str] = []

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        return until()

    def click(self, selector: str, seconds: float = 1) -> None:
        if self.clicks == self._stays:
            raise BrowserFailed(f"{selector} cannot be clicked: there is none")
        self.clicks += 1
        if self.clicks == self._at:
            self._taken.intercept(post(EVENT))

    def evaluate(self, expression: str) -> object:
        if "127.0.0.1:9" in expression:
            raise BrowserFailed("TypeError: Failed to fetch")
        self.asked.append(expression)
        return 500

    def press(self, selector: str, until: Callable[[], bool], seconds: float = 1) -> bool:
        while not until():
            self.click(selector)
        return True


@pytest.mark.parametrize("at", [1, 3])
def test_a_button_is_pressed_until_the_page_reports(at: int) -> None:
    """A page that hydrates hears no click yet."""
    taken = Envelopes(Sent())
    buttons = Buttons(taken, at)
    page = Opened(buttons, taken)
    page.press("#a")

    assert at == buttons.clicks
    assert ("e" * 32,) == tuple(page.sent)


def test_a_button_that_fell_with_its_page_was_pressed() -> None:
    """What broke in rendering is not there any more, and its event is on its way."""
    taken = Envelopes(Sent())
    buttons = Buttons(taken, 9, stays=1)
    Opened(buttons, taken).press("#a")

    assert 1 == buttons.clicks


@pytest.mark.parametrize("how", [Opened.click, Opened.press])
def test_a_button_that_is_not_there_was_not_pressed(how: Callable[[Opened, str], None]) -> None:
    """The scenario was not tried then."""
    taken = Envelopes(Sent())
    with pytest.raises(NotRaised, match="#a cannot be clicked"):
        how(Opened(Buttons(taken, 1, stays=0), taken), "#a")


def test_a_page_asks_for_what_is_no_get() -> None:
    """Whatever comes of it: a handler that fails answers 500."""
    buttons = Buttons(Envelopes(Sent()), 1)
    page = Opened(buttons, Envelopes(Sent()))
    page.fetch("POST", 'http://127.0.0.1:80/a"b')

    assert [
        'fetch("http://127.0.0.1:80/a\\"b", {method: "POST"}).then((r) => r.status)'
    ] == buttons.asked
    with pytest.raises(NotRaised, match="nobody answered"):
        page.fetch("POST", "http://127.0.0.1:9/")
