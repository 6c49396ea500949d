"""A folder through a layer: all that is done to it leaves the folder as it is.

A process that has looked through one stays in its own mounts, so each is one of its own here.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from buildtools.files import layering, mounts, stamps

SCRIPT = """
import json, os, sys
from pathlib import Path
from buildtools.files import layering
from buildtools.machine import interrupts
interrupts.watch()
folder, passing = map(Path, sys.argv[1:3])
try:
    with layering.layered(folder, passing, {(os.geteuid(), os.getegid())}) as one:
        exec(sys.argv[3])
        seen = one.seen
    gone = not any(seen.iterdir())
    print(json.dumps({"gone": gone, "here": os.getcwd(), "now": (folder / "a.js").read_text()}))
except layering.NotLayered as why:
    print(json.dumps({"why": str(why)}))
"""


def through(folder: Path, passing: Path, doing: str) -> dict[str, object]:
    """Do something to a folder through a layer, in another process; skip where there are none."""
    passing.mkdir()
    command = [sys.executable, "-c", SCRIPT, str(folder), str(passing), doing]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not ended.returncode, ended.stderr
    told: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    if "no folder can be laid over it here" in str(told.get("why")):
        pytest.skip(f"this system has no layers: {told['why']}")
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name would break an option, with a link to itself by its whole path."""
    made = tmp_path / "a, b:c\\d é"
    (made / "node_modules/x").mkdir(parents=True)
    (made / "a.js").write_text("1")
    (made / "node_modules/x/index.js").write_text("1")
    (made / "whole").symlink_to(made / "a.js")
    return made


WRITING = """
(one.seen / "a.js").write_text("changed")
(one.seen / "node_modules/x/index.js").unlink()
(one.seen / "new").mkdir()
(one.seen / "new/file").write_text("new")
assert (one.written / "a.js").read_text() == "changed"
assert (one.original / "a.js").read_text() == "1"
assert (one.original / "node_modules/x/index.js").is_file()
"""
PAST_IT = """
(one.seen / "whole").write_text("by an absolute link")
Path("a.js").write_text("from the working directory")
assert (folder / "a.js").read_text() == "from the working directory"
assert (one.original / "a.js").read_text() == "1"
"""
BY_A_PROGRAM = """
import subprocess
subprocess.run([sys.executable, "-c", "open('a.js', 'w').write('other')"], cwd=folder, check=True)
assert (one.seen / "a.js").read_text() == "other"
"""
STOPPED = """
raise layering.NotLayered("ended in the middle")
"""


@pytest.mark.parametrize("doing", [WRITING, PAST_IT, BY_A_PROGRAM])
def test_the_folder_stays_as_it_is(tmp_path: Path, folder: Path, doing: str) -> None:
    """By whatever name it is written to."""
    before = stamps.taken(folder)
    told = through(folder, tmp_path / "passing", doing)

    assert {"gone": True, "here": str(folder), "now": "1"} == told
    assert [] == list(stamps.changed(folder, before))


def test_a_failure_within_ends_it_too(tmp_path: Path, folder: Path) -> None:
    """The process goes on in the folder itself."""
    assert {"why": "ended in the middle"} == through(folder, tmp_path / "passing", STOPPED)


def test_a_process_that_is_killed_leaves_the_folder(tmp_path: Path, folder: Path) -> None:
    """Its mounts end with it; what it has written lies in the passing folder."""
    passing = tmp_path / "passing"
    passing.mkdir()
    doing = "(one.seen / 'a.js').write_text('2'); os.kill(os.getpid(), 9)"
    command = [sys.executable, "-c", SCRIPT, str(folder), str(passing), doing]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)

    assert "1" == (folder / "a.js").read_text()
    assert not mounts.below(tmp_path) if sys.platform == "linux" else True


def test_a_passing_folder_within_is_refused(folder: Path) -> None:
    """A layer in the folder that it lies on would hold itself."""
    with pytest.raises(layering.NotLayered), layering.layered(folder, folder / "in", set()):
        pass


def test_a_process_of_several_threads_is_refused(tmp_path: Path, folder: Path) -> None:
    """The others would see the folder without its layer."""
    (tmp_path / "passing").mkdir()
    ending = threading.Event()
    other = threading.Thread(target=ending.wait)
    other.start()
    with pytest.raises(layering.NotLayered), layering.layered(folder, tmp_path / "passing", set()):
        pass
    ending.set()
    other.join()
    assert (folder / "a.js").is_file()
