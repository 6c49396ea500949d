"""Whoever shows a run is told all of it through one hook."""

import logging
from collections.abc import Iterator

import pytest

from buildtools.output import RELAYED, Narration, narrate
from buildtools.progress import Progress, Quiet


class Kept(Quiet):
    """A progress that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def message(self, text: str) -> None:
        """Keep a sentence."""
        self.told.append(text)


@pytest.fixture(autouse=True)
def _handlers_as_before() -> Iterator[None]:
    log = logging.getLogger("buildtools")
    before = (list(log.handlers), log.level, log.propagate)
    yield
    log.handlers[:], log.level, log.propagate = before


def test_sentences_of_all_modules_come_through_it() -> None:
    """A bar or the groups of a CI's log need one class, and no module has to know of it."""
    kept = Kept()
    narrate(Kept())
    narrate(kept)
    logging.getLogger("buildtools").info("sent %d of %d\x1b[2J", 1, 2)
    logging.getLogger(RELAYED).info("a program's own \x1b[1m line")

    assert ["sent 1 of 2\\x1b[2J", "a program's own \x1b[1m line"] == kept.told


def test_the_narration_prints_sentences_and_nothing_of_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What people saw before there was a hook is what they see."""
    told: Progress = Narration()
    narrate(told)
    told.begun("build")
    told.advanced("chunk", 1, 2)
    logging.getLogger("buildtools").info("one line")
    told.ended("build", "2 pairs", 1.0)

    assert ("", "one line\n") == capsys.readouterr()


def test_the_end_of_each_step_is_told_where_nobody_else_says_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A release has one screen at its end, so its steps are told while they go by."""
    told = Narration(with_ends=True)
    narrate(told)
    told.ended("build", "2 pairs", 1.25)
    told.ended("inject", None, 0.5)

    assert "build: 2 pairs (1.2 s)\n" == capsys.readouterr().err


def test_nobody_has_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    """A run as a library says nothing that was not asked for."""
    quiet: Progress = Quiet()
    quiet.begun("build")
    quiet.ended("build", None, 0.0)
    quiet.advanced("chunk", 1, None)
    quiet.message("a sentence")

    assert ("", "") == capsys.readouterr()
