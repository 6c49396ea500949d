"""A command line that is wrong ends with 20 and says what was meant; 1 is a mistake of ours."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.stories.shopping import PACKAGE, Ended, Shop

Command = Callable[..., Ended]


def by_program(shop: Shop, *words: str) -> Ended:
    """Run the console script."""
    ended = subprocess.run(
        [sys.executable, "-m", "buildtools", *words],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)} | shop.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(params=["invoke", "buildtools"])
def command(shop: Shop, request: pytest.FixtureRequest) -> Command:
    """The commands as both programs run them."""
    if request.param == "invoke":
        return shop.invoke
    return lambda *words: by_program(shop, *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["relase"], ["there is no task 'relase'; did you mean 'release'?", "invoke --list"]),
        (["--help", "relase"], ["there is no task 'relase'; did you mean 'release'?"]),
        (["status", "nonsense"], ["no task 'nonsense', and status takes no such word"]),
        (
            ["release", "--enviroment=local"],
            ["release has no flag --enviroment; did you mean '--env'?", "--through"],
        ),
        (["release", "--thruogh=build"], ["did you mean '--through'?"]),
        (["release", "--bogus"], ["release has no flag --bogus\n", "invoke release --help"]),
        (["release", "-x"], ["release has no flag -x\n"]),
        (["release", "--env"], ["--env of release needs a value", "section of sentry.yml"]),
        (["release", "--env", "--json"], ["--env of release needs a value"]),
        (["release", "--json=yes"], ["--json of release takes no value"]),
        (["status", "--env=local", "--env=local"], ["--env is given twice"]),
        (["--env=local", "status"], ["--env stands before any task", "invoke status --env=local"]),
        (["--json"], ["--json stands before any task", "invoke status --json"]),
        (["live", "--wait=soon"], ["--wait takes a whole number, and 'soon' is none"]),
        (["explain"], ["explain needs an argument: what", "an event's ID"]),
        (["doctor", "tokn"], ["doctor has no check tokn; did you mean 'token'?"]),
    ],
    ids=" ".join,
)
def test_what_was_meant_is_said_in_one_sentence(
    command: Command, words: list[str], said: list[str]
) -> None:
    """With the code of wrong settings, for that is what flags are."""
    ended = command(*words)

    assert 20 == ended.code, ended.err
    assert ended.err.startswith("error: ")
    flat = " ".join(ended.err.split()) + "\n"
    for part in said:
        assert part.strip() in flat, ended.err
    assert bool(ended.out) is ("--json" in words)


def test_under_json_it_is_an_object(command: Command) -> None:
    """A pipeline that misspells a flag reads that like any other failure."""
    told = command("status", "--env=local", "--bogus", "--json").json

    assert ("failure", None, "local", 20) == (
        *(told[key] for key in ("type", "step", "environment")),
        told["exit_code"],
    )
    assert "status has no flag --bogus" == told["error"]


def test_the_control_is_a_line_without_a_fault(command: Command) -> None:
    """What is right is read as ever, words behind `doctor` too."""
    assert 0 == command("status", "--env=local").code
    assert 0 == command("doctor", "token", "commits", "--env=local").code
    assert "Usage: " in command("explain", "--help").out
    assert 0 == command("release", "--help").code


TASKS = """
from invoke import task
from buildtools.tasks import ns

@task
def greet(context, name="you", times=1):
    print("hello", name)

ns.add_task(greet)
"""


def test_tasks_of_others_are_refused_as_ever(shop: Shop) -> None:
    """Theirs are not ours to judge: Invoke's sentence and its 1."""
    (shop.root / "tasks.py").write_text(TASKS)
    for words in (["greet", "--bogus"], ["greet", "relase"], ["greet", "--name"]):
        ended = shop.invoke(*words)
        assert 1 == ended.code
        assert "error: " not in ended.err

    assert "hello Ada" == shop.invoke("greet", "--name=Ada").out.strip()
    near = shop.invoke("greett")
    assert (20, True) == (near.code, "did you mean 'greet'?" in near.err)


def test_a_collection_without_our_tasks_is_not_ours(shop: Shop) -> None:
    """A project may import of us what it likes."""
    (shop.root / "tasks.py").write_text(
        "import buildtools.tasks\nfrom invoke import task\n"
        "@task\ndef greet(context):\n    print('hello')\n"
    )
    for words in (["relase"], ["--help", "relase"]):
        ended = shop.invoke(*words)
        assert (1, "No idea what 'relase' is!") == (ended.code, ended.err.strip())


def test_what_invoke_itself_finds_wrong_is_told_by_the_program(shop: Shop) -> None:
    """Under Invoke's own command this comes before our tasks are read."""
    missing = by_program(shop, "-f")
    assert (20, True) == (missing.code, "--config needs a value" in missing.err)
    shell = by_program(shop, "--print-completion-script=fishy")
    assert (20, True) == (shell.code, "not supported" in shell.err)
    listed = by_program(shop, "--list", "nowhere")
    assert (20, True) == (listed.code, "'nowhere' not found" in listed.err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], ["Usage: buildtools COMMAND", "  release ", "Steps of a release, in order"]),
        (["--help", "explain"], ["Usage: buildtools explain WHAT", "--maps"]),
        (["release", "--help"], ["Usage: buildtools release [flags]", "--through"]),
        (["--version"], ["buildtools 0."]),
        (["--list"], ["finalize"]),
        ([], ["nothing has run for local"]),
    ],
    ids=" ".join,
)
def test_who_asks_what_there_is_is_told(shop: Shop, words: list[str], said: list[str]) -> None:
    """The first things that anybody types."""
    ended = by_program(shop, *words)

    assert (0, "") == (ended.code, ended.err)
    for part in said:
        assert part in ended.out
