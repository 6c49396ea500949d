"""From an app without settings to its first release, in processes of their own."""

import os
import subprocess
import sys

import pytest
import yaml

from tests.stories.shopping import PACKAGE, Ended, Shop
from tests.stories.test_json import HEAD
from tests.terminals import Terminal

OUTPUTS = ("--output=out/web=~/static", "--output=out/server=app:///server")
BUILD = f"--command={sys.executable} build.py"
BUILDTOOLS = (sys.executable, "-m", "buildtools")
ENVIRON = {"PYTHONPATH": str(PACKAGE)}


@pytest.fixture
def bare(shop: Shop) -> Shop:
    """The shop before anybody set anything up."""
    for name in ("sentry.yml", "tasks.py"):
        (shop.root / name).unlink()
    return shop


def buildtools(shop: Shop, *words: str) -> Ended:
    """Do it by our own program: Invoke's has no tasks where no tasks.py is."""
    done = subprocess.run(
        [*BUILDTOOLS, *words],
        cwd=shop.root,
        env=os.environ | ENVIRON | shop.environ,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_two_commands_to_a_first_release(bare: Shop) -> None:
    """The second is the one that the first names; and again changes nothing."""
    done = buildtools(bare, "init", "--yes", *OUTPUTS, BUILD)
    assert 0 == done.code, done.err
    text = (bare.root / "sentry.yml").read_text()
    assert text in done.out
    program, *command = done.out.splitlines()[-1].removeprefix("next: ").split()
    assert "invoke" == program

    released = bare.invoke(*command)
    assert 0 == released.code, released.err
    again = bare.invoke("init", "--yes", *OUTPUTS, BUILD)
    assert 0 == again.code
    assert "sentry.yml: is there already, and says the same" in again.out
    assert text == (bare.root / "sentry.yml").read_text()


def test_without_a_terminal_nothing_is_asked(bare: Shop) -> None:
    """What has no default ends with 20, all of it, and nothing is written."""
    (bare.root / "package.json").unlink()
    for words in ((), ("--yes",)):
        done = buildtools(bare, "init", *words)
        assert 20 == done.code
        assert "--output=PATH=URL: no package.json is here" in done.err
    told = buildtools(bare, "init", "--json")
    assert (20, ["output"]) == (told.code, [each["name"] for each in told.json["questions"]])
    assert "no package.json is here" in told.json["failure"]["evidence"][0]
    assert not (bare.root / "sentry.yml").exists()


def test_json_is_one_object(bare: Shop) -> None:
    """With what was written, and what is next."""
    told = buildtools(bare, "init", "--json", *OUTPUTS, BUILD).json

    assert "init" == told["type"]
    assert {*HEAD} < {*told}
    assert ["sentry.yml", "tasks.py"] == [each["path"] for each in told["files"]]
    assert ("invoke release --env=local", None) == (told["next"], told["failure"])


def test_print_is_the_file_alone(bare: Shop) -> None:
    """So that it can be sent to a file, or compared: however narrow, no line of it is wrapped."""
    bare.environ["COLUMNS"] = "40"
    done = buildtools(bare, "init", "--print", *OUTPUTS, BUILD, "--org=acme")

    assert "acme" == yaml.safe_load(done.out)["defaults"]["server"]["org"]
    assert not (bare.root / "sentry.yml").exists()


def test_wrong_flags_are_told_together(bare: Shop) -> None:
    """By the rules of settings; so is a folder that is not there, and a system of CI."""
    done = buildtools(bare, "init", "--yes", "--output=dist", "--org=a b", "--url=x")
    assert (20, 3) == (done.code, sum(line.startswith("  --") for line in done.err.splitlines()))
    done = buildtools(bare, "init", "--yes", *OUTPUTS, "--file=nowhere/sentry.yml")
    assert (20, True) == (done.code, "there is no folder nowhere" in done.err)
    done = buildtools(bare, "init", "--yes", *OUTPUTS, "--ci=gitlb")
    assert (20, True) == (done.code, "did you mean 'gitlab'" in done.err)
    assert not (bare.root / "sentry.yml").exists()


def at(bare: Shop, *words: str) -> Terminal:
    """Start it in a terminal of 80 columns."""
    return Terminal([*BUILDTOOLS, "init", *words], 80, cwd=bare.root, environ=ENVIRON)


def test_a_person_is_asked(bare: Shop) -> None:
    """For what stayed open, with why a wrong answer will not do; Enter leaves it open."""
    with at(bare, *OUTPUTS, BUILD) as terminal:
        terminal.until(lambda now: b"Organization" in now.raw)
        terminal.press(b"Acme Inc\r")
        terminal.until(lambda now: b"is not a slug" in now.raw)
        terminal.press(b"acme\r")
        terminal.until(lambda now: b"Project, its" in now.raw)
        terminal.press(b"\r")
        terminal.until(lambda now: b"live site?" in now.raw)
        terminal.press(b"https://shop.example.com\r")
        assert 0 == terminal.ended()
    settings = yaml.safe_load((bare.root / "sentry.yml").read_text())
    assert ("acme", False) == (
        settings["defaults"]["server"]["org"],
        "projects" in settings["defaults"]["server"],
    )
    assert "https://shop.example.com" == settings["environments"]["production"]["site"]
    assert terminal.lines[-1] == "next: invoke release --env=local"


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_person_may_leave(bare: Shop, key: bytes) -> None:
    """With 130, and nothing is written, nor left half asked."""
    with at(bare, *OUTPUTS) as terminal:
        terminal.until(lambda now: b"Organization" in now.raw)
        terminal.press(key)
        assert 130 == terminal.ended()
    assert "error: " in terminal.lines[-1]
    assert "nothing is written" in terminal.lines[-1]
    assert not (bare.root / "sentry.yml").exists()


def test_who_wants_little_gets_the_next_command(bare: Shop) -> None:
    """And a remedy names the file that was asked for."""
    done = buildtools(bare, "init", "--yes", "-q", *OUTPUTS, BUILD)
    assert "next: invoke release --env=local\n" == done.out
    (bare.root / "empty").mkdir()
    done = buildtools(bare, "init", "--yes", "--file=empty/sentry.yml")
    assert "buildtools init --output=PATH=URL --file=empty/sentry.yml" in done.err


def test_yes_asks_nothing_on_a_terminal(bare: Shop) -> None:
    """What may stay open does."""
    with at(bare, "--yes", *OUTPUTS, BUILD) as terminal:
        assert 0 == terminal.ended()
    assert not any("?" in line for line in terminal.lines)
