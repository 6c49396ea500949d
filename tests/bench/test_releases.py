"""Whole releases side by side: everyone has a turn on a copy and a server of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import releases, startups
from bench.case import Round, Stand
from bench.checkout import BEFORE, OURS, Checkout
from bench.measure import Measured, summed
from bench.stand import told


class RecordedStand:
    """A project whose commands are noted and not run; each takes as long as its name is."""

    def __init__(self, number: int, commands: list[tuple[int, tuple[str, ...]]]) -> None:
        self.url, self.org, self.project = f"http://server-{number}", "sandbox", "web"
        self._number, self._commands = number, commands

    def run(self, command: tuple[str, ...], by: Checkout | None = None) -> Measured:
        self._commands.append((self._number, command))
        seconds = 100.0 if by and by.contestant == BEFORE else 1.0
        return Measured(seconds, seconds, seconds, server_seconds=seconds / 2)

    def tried(self, by: Checkout) -> dict[str, int]:
        return {"positions": 7}


class RecordedShop:
    """A workshop that hands out such projects, and one number for each."""

    def __init__(self, folder: Path, *, before: bool) -> None:
        self.commands: list[tuple[int, tuple[str, ...]]] = []
        self.ours = _checkout(folder / "ours", OURS)
        self.before = _checkout(folder / "before", BEFORE) if before else None
        self._number = 0

    @contextmanager
    def stand(self, name: str) -> Iterator[Stand]:
        self._number += 1
        yield RecordedStand(self._number, self.commands)

    def nothing(self) -> Measured:
        return Measured(0.5, 0.5, 0.5)

    def fresh(self, name: str, by: Checkout | None = None) -> Path:
        raise NotImplementedError

    def run(
        self, command: tuple[str, ...], root: Path, by: Checkout | None = None, **variables: str
    ) -> Measured:
        raise NotImplementedError

    def done(self, root: Path) -> None:
        raise NotImplementedError


def _checkout(folder: Path, contestant: str) -> Checkout:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "invoke").touch()
    return Checkout(contestant, folder, folder / "bin")


@pytest.fixture(name="shop")
def _shop(tmp_path: Path) -> RecordedShop:
    return RecordedShop(tmp_path, before=True)


def _round(shop: RecordedShop, name: str) -> Round:
    return next(releases.release(name).rounds(shop))


def test_a_release_is_the_sum_of_its_steps(shop: RecordedShop) -> None:
    """Seven processes, each with its start-up, are what a user of them waits for."""
    made = _round(shop, "small")

    totals = made["release small"]
    assert [OURS, "ours, 7 processes", "before, 7 processes", "sentry-cli"] == list(totals)
    assert [1.0, 7.0, 700.0, 4.0] == [one.seconds for one in totals.values()]
    assert [0.5, 3.5, 350.0, 2.0] == [one.server_seconds for one in totals.values()]
    assert 100.0 == totals["before, 7 processes"].peak_mb


def test_nobody_meets_what_another_has_left(shop: RecordedShop) -> None:
    """A server that knows a bundle already, or a project that is injected, would be a gift."""
    _round(shop, "small")
    who = {number: command[0] for number, command in shop.commands}
    cli = [command for number, command in shop.commands if number == 4]

    assert 4 == len(who)
    assert [str(shop.ours.programs / "invoke")] * 2 == [who[1], who[2]]
    assert all("http://server-4" in command for command in cli if "inject" not in command)


def test_each_step_stands_beside_what_does_the_same(shop: RecordedShop) -> None:
    """What was tried is asked after the proof, of both checkouts."""
    made = _round(shop, "small")

    steps = {name.removeprefix("release small: ") for name in made} - {"release small"}
    assert steps == {*releases.STEPS, "build again", "verify again"}
    assert {OURS, BEFORE, "sentry-cli"} == made["release small: upload"].keys()
    assert {OURS, BEFORE} == made["release small: verify"].keys()
    assert {"positions": 7} == made["release small: verify"][BEFORE].tried
    assert {} == made["release small: build"][OURS].tried


def test_the_earlier_checkout_need_not_take_part(tmp_path: Path, shop: RecordedShop) -> None:
    """It is not there, or it would take most of the time of the largest files."""
    alone = _round(RecordedShop(tmp_path / "alone", before=False), "medium")

    large = _round(shop, "large")

    assert BEFORE not in alone["release medium: build"]
    assert BEFORE not in large["release large: build"]
    assert "release large: build again" not in large


def test_what_has_nothing_to_do_stands_beside_an_empty_task(shop: RecordedShop) -> None:
    """The release is done once before, and is no part of it."""
    going = startups.startup("small", settled_seconds=0).rounds(shop)
    first, second = next(going), next(going)

    assert first == second
    assert {"status small", "config small", "--list small"} == first.keys()
    assert {OURS, "an empty task"} == first["status small"].keys()
    assert 1 == sum("release" in command for _, command in shop.commands)


def test_the_peak_of_several_processes_is_that_of_the_largest() -> None:
    """They run one after the other, so their memory is not added."""
    whole = summed([Measured(1, 2, 30, 4, 5, {"frames": 1}), Measured(1, 1, 40, 1, 1)])

    assert Measured(2, 3, 40, 5, 6, {"frames": 1}) == whole


def test_what_was_tried_is_read_off_the_status() -> None:
    """A finding that is said of several things counts once for each of them."""
    found = {"code": "x", "also": ["a", "b"], "unnamed": 4}
    lines = [
        {"step": "build", "findings": [found, {"code": "y"}]},
        {"step": "create", "findings": [found]},
    ]

    assert {"controls": 8, "build_findings": 8} == told({"counts": {"controls": 8}, "lines": lines})
