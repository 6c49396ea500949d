"""The judge of chaos: every broken promise is caught, by a product that breaks just that one."""

from collections.abc import Callable, Sequence

import pytest

from bench.chaos import children, lies, lying
from bench.chaos.cases import Setting
from bench.chaos.children import Ended, Program
from bench.chaos.faults.rows import Fault, fault
from bench.chaos.judge import Left, Right, called_done, left_over, lost, resumed
from tests.bench.chaos import doubles

REFUSED = fault("status 500", lies.status(500), (30,), "any", names="500")
HONEST = fault("nothing wrong", lambda exchange: exchange.send(exchange.honest()), (0,), "any")


def kinds(row: Fault, setting: Setting, program: Program, seconds: float = 60) -> set[str]:
    """Name what is wrong about a product against a fault."""
    _, wrong = lying.release(row, setting._replace(limit_seconds=seconds), program)
    return {one.kind for one in wrong}


def asking(double: Callable[[Sequence[str]], None]) -> Program:
    """Let a double ask the server first, so that the lie is told."""

    def program(words: Sequence[str]) -> None:
        import os
        from http.client import HTTPConnection

        connection = HTTPConnection(os.environ["SENTRY_URL"].removeprefix("http://"), timeout=20)
        connection.request("GET", "/api/0/")
        connection.getresponse().read()
        connection.close()
        double(words)

    return program


@pytest.mark.parametrize(
    ("double", "kind"),
    [
        pytest.param(doubles.boastful, "done wrongly", id="done"),
        pytest.param(doubles.broken, "traceback", id="traceback"),
        pytest.param(doubles.unwritten, "traceback", id="undocumented code"),
        pytest.param(doubles.tearing, "bytes lost", id="half a file"),
        pytest.param(doubles.careless, "bytes lost", id="a source"),
        pytest.param(doubles.untidy, "bytes lost", id="a file more"),
        pytest.param(doubles.talkative, "token leaked", id="token shown"),
        pytest.param(doubles.writing, "token leaked", id="token kept"),
        pytest.param(doubles.helpless, "remedy missing", id="no remedy"),
        pytest.param(doubles.colourful, "escape shown", id="escape"),
        pytest.param(doubles.greedy, "memory", id="memory"),
        pytest.param(doubles.mistaken, "told wrongly", id="another code"),
    ],
)
def test_a_product_that_breaks_a_promise_is_caught(
    setting: Setting, double: Program, kind: str
) -> None:
    """A judge that lets one of these pass would report zeros of anything."""
    assert kind in kinds(REFUSED, setting, asking(double))


def test_a_product_that_never_ends_is_caught_and_ended(setting: Setting) -> None:
    """The limit is the harness's own: nothing that hangs may outlive its run."""
    assert kinds(REFUSED, setting, asking(doubles.stuck), seconds=2) == {"hang"}


def test_one_that_fails_as_it_should_is_left_in_peace(setting: Setting) -> None:
    """The negative control: a refusal that is told rightly breaks no promise."""
    assert kinds(REFUSED, setting, asking(doubles.honest)) == set()


def test_done_is_judged_by_what_the_server_has_stored(setting: Setting) -> None:
    """Even where 0 would be right: the words of a product are not asked."""
    assert kinds(HONEST, setting, asking(doubles.boastful)) == {"done wrongly", "bytes lost"}


def test_a_release_to_an_honest_server_breaks_nothing(setting: Setting) -> None:
    """The product itself, all of it: what is right is not called wrong."""
    assert kinds(HONEST, setting, children.buildtools) == set()


def test_a_first_line_that_names_something_else_is_caught(setting: Setting) -> None:
    """The exit code alone does not help anybody."""
    row = fault("status 500", lies.status(500), (30,), "any", names="a gateway")

    assert kinds(row, setting, asking(doubles.honest)) == {"told wrongly"}


def test_a_lie_that_was_never_told_is_a_fault_of_the_harness(setting: Setting) -> None:
    """A fault that nobody met proves nothing."""
    row = fault("status 500", lies.status(500), (30,), "deploy")

    assert kinds(row, setting, asking(doubles.honest)) == {"harness"}


def test_what_a_release_may_go_on_without_has_to_be_told() -> None:
    """Left out and told is no lie; left out alone is one."""
    right = Right(frozenset({0}), without=(("commits", "commits-refused"),))
    ended = Ended(0, "warning: commits-refused: 400\n", "", hung=False, seconds=1, peak_bytes=0)

    assert list(called_done(ended, right, ["commits"])) == []
    assert [one.kind for one in called_done(ended, right, ["deploy"])] == ["done wrongly"]
    assert len(list(called_done(ended._replace(out=""), right, ["commits"]))) == 1


FILES = {"out/a.js": b"built", "src/a.ts": b"source", ".buildtools/x.json": b"{}"}


@pytest.mark.parametrize(
    ("after", "finished", "count"),
    [
        pytest.param(FILES, False, 0, id="as built"),
        pytest.param(FILES, True, 1, id="as built, and done"),
        pytest.param(FILES | {"out/a.js": b"injected"}, True, 0, id="injected"),
        pytest.param(FILES | {"out/a.js": b"inj"}, False, 1, id="half"),
        pytest.param(FILES | {"src/a.ts": b""}, True, 2, id="source emptied"),
        pytest.param(FILES | {".buildtools/x.json": b""}, False, 0, id="its own"),
    ],
)
def test_bytes_are_as_built_or_as_injected(
    after: dict[str, bytes], finished: bool, count: int
) -> None:
    """Nothing in between, and nothing else of the project at all."""
    left = Left(FILES, after, {"out/a.js": b"injected"})

    assert count == len(list(lost(left, finished=finished)))


def test_a_release_that_cannot_go_on_is_caught() -> None:
    """After a kill the next command has to end with 0."""
    ended = Ended(22, "", "error: changed\n  try: build\n", hung=False, seconds=1, peak_bytes=0)

    assert [one.kind for one in resumed(ended)] == ["not resumed"]
    assert list(resumed(ended._replace(code=0))) == []


def test_what_a_killed_run_leaves_is_caught() -> None:
    """Files that an undisturbed run does not have."""
    assert [one.shown for one in left_over({"a", "b.tmp"}, {"a", "c"})] == ["b.tmp"]
