"""The sandbox in the foreground, and the console script."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.stories import objects
from tests.stories.shopping import PACKAGE, Shop
from tests.stories.test_json import HEAD


@contextmanager
def serving(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run `invoke sandbox` in a folder until the block ends."""
    (folder / "tasks.py").write_text("from buildtools.tasks import ns\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "sandbox", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_its_first_line_is_all_a_script_needs(tmp_path: Path, ending: signal.Signals) -> None:
    """Started in the background of a CI job, it is used by whoever reads that line."""
    with serving(tmp_path, "--json") as process:
        assert process.stdout
        facts = json.loads(process.stdout.readline())
        asked = Request(facts["url"] + "/api/0/")
        asked.add_header("Authorization", f"Bearer {facts['token']}")
        with urlopen(asked, timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(ending)

        assert process.wait(10) == 0
    assert {"url", "token", "org", "project", "dsn", *HEAD} == set(facts)
    objects.hold(json.dumps(facts))


def test_its_state_lies_where_it_was_asked_for(tmp_path: Path) -> None:
    """And nothing is left where it would be kept otherwise."""
    with serving(tmp_path, "--json", "--directory=kept") as process:
        assert process.stdout
        assert "url" in json.loads(process.stdout.readline())
    assert (tmp_path / "kept").is_dir()
    assert not (tmp_path / ".buildtools").exists()


def test_a_person_reads_the_same_facts(tmp_path: Path) -> None:
    """And a port that is taken is explained, not traced back."""
    with serving(tmp_path) as process:
        assert process.stdout
        name, url = process.stdout.readline().split()
        taken = url.rpartition(":")[2]
        (tmp_path / "b").mkdir()
        with serving(tmp_path / "b", f"--port={taken}") as second:
            assert second.wait(20) == 20

    assert name == "url"


def test_the_console_script_has_the_same_tasks(shop: Shop) -> None:
    """For projects that want no tasks.py."""
    ended = subprocess.run(
        [sys.executable, "-c", "from buildtools.tasks import main; main()", "build", "--json"],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)["pairs"]) == 4


def test_who_watches_sees_each_request(tmp_path: Path) -> None:
    """And how it is opened and ended; a script that asks for JSON sees its one line."""
    with serving(tmp_path, "--verbose") as process:
        assert process.stdout
        url = process.stdout.readline().split()[1]
        said = [process.stdout.readline() for _ in range(6)][-1]
        with urlopen(url + "/releases/", timeout=10) as answer:
            assert answer.status == 200
        told = process.stdout.readline()

    assert said == f"open {url} in a browser; Ctrl-C ends it\n"
    assert told == "200 GET /releases/\n"
