"""How a browser is found, started and ended; these are scripts that only speak."""

import os
import sys
from pathlib import Path

import pytest

from buildtools.errors import BrowserFailed, ConfigurationError
from buildtools.web.chromium import Chromium
from buildtools.web.chromium.program import NAMES, find
from tests.project.processes import gone

SPEAKS = f"""#!{sys.executable}
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
(here / "told").write_text(json.dumps([os.getpid(), sys.argv[1:], dict(os.environ)]))
while block := os.read(3, 65536):
    for one in block.split(b"\\0")[:-1]:
        told = {{"id": json.loads(one)["id"], "result": {{"product": "Script/1"}}}}
        os.write(4, json.dumps(told).encode() + b"\\0")
"""
LEAVES = "#!/bin/sh\necho missing libnss3.so >&2\nexit 127\n"
LEAVES_LATE = "#!/bin/sh\nexec 3<&- 4>&-\nsleep 0.2\necho missing libnss3.so >&2\nexit 127\n"
"""Hangs up before it says why."""


def program(folder: Path, name: str, text: str) -> Path:
    """Write a program."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return variables by which programs of this folder come first."""
    return {"PATH": f"{folder}:/usr/bin:/bin"} | more


def test_it_has_nothing_of_the_user_and_is_gone_at_the_end(tmp_path: Path) -> None:
    """A browser left behind holds memory; one with secrets could show them to a page."""
    import json

    path = program(tmp_path / "bin", "chromium", SPEAKS)
    given = environ(path.parent, SENTRY_AUTH_TOKEN="sntryu_x", MY_SECRET="s", LANG="C")
    with Chromium.start(environ=given) as browser:
        own, arguments, variables = json.loads((path.parent / "told").read_text())
        assert "Script/1" == browser.version

    profile = next(each for each in arguments if each.startswith("--user-data-dir="))
    assert gone(own)
    assert not Path(profile.partition("=")[2]).parent.exists()
    assert not {"SENTRY_AUTH_TOKEN", "MY_SECRET"} & set(variables)
    assert ("C", True) == (
        variables["LANG"],
        profile.partition("=")[2].startswith(variables["HOME"]),
    )
    assert ("--no-sandbox" in arguments) == (os.geteuid() == 0)


def test_it_is_gone_after_a_failure_of_ours(tmp_path: Path) -> None:
    """Ctrl-C in the middle leaves neither browser nor profile."""
    import json

    path = program(tmp_path / "bin", "chromium", SPEAKS)
    with pytest.raises(KeyboardInterrupt), Chromium.start(str(path)):
        raise KeyboardInterrupt

    own, arguments, _ = json.loads((path.parent / "told").read_text())
    profile = next(each for each in arguments if each.startswith("--user-data-dir="))
    assert gone(own)
    assert not Path(profile.partition("=")[2]).exists()


@pytest.mark.parametrize("text", [LEAVES, LEAVES_LATE])
def test_one_that_does_not_start_says_why(text: str, tmp_path: Path) -> None:
    """A library that is missing is told by the browser alone."""
    path = program(tmp_path / "bin", "chromium", text)
    with pytest.raises(BrowserFailed) as failed, Chromium.start(environ=environ(path.parent)):
        pytest.fail("it does not run")

    assert failed.value.what.startswith(f"the browser {path} does not start")
    assert ("missing libnss3.so",) == failed.value.evidence


@pytest.mark.parametrize("name", NAMES)
def test_it_is_found_by_its_usual_names(tmp_path: Path, name: str) -> None:
    """Each system calls it otherwise."""
    path = program(tmp_path / "bin", name, LEAVES)

    assert str(path) == find(None, {"PATH": str(path.parent)})


def test_one_that_is_named_comes_first(tmp_path: Path) -> None:
    """The flag before the variable, the variable before what is found."""
    found = program(tmp_path / "bin", "chromium", LEAVES)
    named = program(tmp_path, "my-chrome", LEAVES)
    given = {"PATH": str(found.parent), "CHROME_PATH": str(named)}

    assert str(named) == find(None, given)
    assert str(found) == find(str(found), given)


def test_that_there_is_none_is_told(tmp_path: Path) -> None:
    """With what was looked for, and one thing to do."""
    with pytest.raises(ConfigurationError, match="there is no Chromium") as none:
        find(None, {"PATH": str(tmp_path)})
    with pytest.raises(ConfigurationError, match="there is no browser at /nowhere/chrome"):
        find("/nowhere/chrome", {})
    with pytest.raises(ConfigurationError) as wrong:
        find(None, {"CHROME_PATH": "/nowhere/chrome"})

    assert "google-chrome-stable" in none.value.evidence[0]
    assert "CHROME_PATH" in none.value.remedy
    assert ("CHROME_PATH names it",) == wrong.value.evidence
