"""Commands and events over a pipe: in any order, in pieces, refused, never, or after the end."""

import contextlib
from collections.abc import Iterator, Mapping

import pytest

from buildtools.errors import BrowserFailed
from buildtools.web.chromium.pipe import CommandRefused, Hear, Message, Pipe
from tests.web.chromium.fake_browser import LEAVES, SILENT, Answer, FakeBrowser, fake


@contextlib.contextmanager
def spoken(
    answers: Mapping[str, Answer], hear: Hear = lambda _: None
) -> Iterator[tuple[FakeBrowser, Pipe]]:
    """Have a pipe to a browser that answers so."""
    with fake(answers) as browser:
        pipe = Pipe(browser.asking, browser.answering, hear)
        try:
            yield browser, pipe
        finally:
            pipe.close()


def test_an_answer_is_found_among_events() -> None:
    """A busy page tells a hundred things before it answers."""
    heard: list[Message] = []
    answers: dict[str, Answer] = {"Runtime.evaluate": {"result": {"value": "é" * 100_000}}}
    with spoken(answers, heard.append) as (browser, pipe):
        browser.tell("Log.entryAdded", "page", entry={"text": "before"})
        told = pipe.call("Runtime.evaluate", "page", expression="1")

    assert "é" * 100_000 == told["result"]["value"]
    assert ["Log.entryAdded"] == [each["method"] for each in heard]
    assert "page" == browser.told[0]["sessionId"]
    assert {"expression": "1"} == browser.told[0]["params"]


def test_a_command_that_nobody_waits_for_does_not_wait() -> None:
    """What is sent while events are heard must not stop the hearing."""
    results: list[Message] = []
    answers: dict[str, Answer] = {"A.b": {"x": 1}, "C.d": {"error": {"message": "no"}}}
    with spoken(answers) as (_, pipe):
        pipe.send("A.b", then=results.append)
        pipe.send("C.d", then=results.append)
        pipe.send("E.f")
        pipe.call("G.h")

    assert [{"x": 1}] == results


def test_a_refusal_says_why() -> None:
    """An old Chromium does not know every command."""
    with (
        spoken({"New.command": {"error": {"message": "'New.command' wasn't found"}}}) as (_, pipe),
        pytest.raises(CommandRefused, match=r"refused New\.command: 'New\.command' wasn't found"),
    ):
        pipe.call("New.command")


def test_no_command_is_waited_for_without_end() -> None:
    """A page in an endless loop answers nothing."""
    with (
        spoken({"Runtime.evaluate": SILENT}) as (_, pipe),
        pytest.raises(BrowserFailed, match=r"did not answer Runtime\.evaluate within 0\.2 seconds"),
    ):
        pipe.call("Runtime.evaluate", seconds=0.2)


def test_the_end_of_the_browser_is_told() -> None:
    """One that was killed for its memory leaves a pipe that is closed."""
    with spoken({"Page.crash": LEAVES}) as (_, pipe):
        for _ in range(2):  # the first finds no answer, the second nobody who reads
            with pytest.raises(BrowserFailed, match="the browser has ended"):
                pipe.call("Page.crash")


def test_what_is_waited_for_may_not_come() -> None:
    """A page may never say it is loaded."""
    with spoken({}) as (_, pipe):
        assert not pipe.wait(lambda: False, 0.15)
        assert pipe.wait(lambda: True, 0.0)


def test_more_than_a_pipe_holds_goes_through_it() -> None:
    """An expression of a megabyte fills the pipe many times over."""
    answers: dict[str, Answer] = {
        "Runtime.evaluate": lambda params: {"is": len(params["expression"])}
    }
    with spoken(answers) as (_, pipe):
        told = pipe.call("Runtime.evaluate", expression="x" * 1_000_000)

    assert {"is": 1_000_000} == told


def test_a_mistake_in_hearing_is_told_to_who_waits() -> None:
    """It happens in another thread, where nobody would see it."""

    def hear(message: Message) -> None:
        raise ZeroDivisionError

    with spoken({"A.b": SILENT}, hear) as (browser, pipe):
        browser.tell("Log.entryAdded")
        with pytest.raises(ZeroDivisionError):
            pipe.call("A.b", seconds=5.0)
