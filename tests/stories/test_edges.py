"""Commands at the edges of a process: readers, signals, odd locales, a folder that is gone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.commands.invocation import Invocation
from buildtools.machine.interrupts import Stopped
from tests.stories.shopping import PACKAGE, Ended, Shop

COMMAND = (sys.executable, "-m", "buildtools")
INVOKE = (sys.executable, "-m", "invoke")
WORDS = ["status", "config", "status --json", "--list", "--help", "build --json"]


def start(
    shop: Shop,
    *words: str,
    program: tuple[str, ...] = COMMAND,
    stdout: int = subprocess.PIPE,
    **environ: str,
) -> "subprocess.Popen[str]":
    """Start a command as a user's shell does."""
    return subprocess.Popen(
        [*program, *words],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)} | environ,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(process: "subprocess.Popen[str]") -> Ended:
    """Wait for its end."""
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out or "", err)


# --- readers


@pytest.mark.parametrize("words", WORDS)
def test_a_pipe_that_is_closed_early_changes_nothing(shop: Shop, words: str) -> None:
    """`| head` has what it wanted; the work is done as if somebody had read all of it."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = end(start(shop, *words.split(), stdout=writing))
    os.close(writing)

    assert 0 == ended.code, ended.err
    assert "Traceback" not in ended.err
    assert "ignored" not in ended.err


@pytest.mark.parametrize("words", WORDS)
def test_a_result_that_found_no_room_is_a_failure(shop: Shop, words: str) -> None:
    """Whoever reads the file later must not take half of it for all."""
    with Path("/dev/full").open("wb") as full:
        ended = end(start(shop, *words.split(), stdout=full.fileno()))

    assert 20 == ended.code
    assert 1 == ended.err.count("error: stdout cannot be written: No space left on device")
    assert "Traceback" not in ended.err


def test_a_failure_keeps_its_code_when_nobody_reads(shop: Shop) -> None:
    """What was wrong with the work is worse than where it could not be told."""
    with Path("/dev/full").open("wb") as full:
        assert 22 == end(start(shop, "upload", "--json", stdout=full.fileno())).code


def test_names_are_those_of_the_project_in_any_locale(shop: Shop) -> None:
    """Slim containers have no locale at all; files are UTF-8 all the same."""
    (shop.root / "made/web").rename(shop.root / "made/wéb 東京")
    shop.settings("path: out/web", 'path: "out/wéb 東京"')
    process = start(
        shop,
        *("build", "inject"),
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        LC_ALL="C",
    )
    ended = end(process)

    assert 0 == ended.code, ended.err
    assert "out/wéb 東京/page.js" in (shop.root / ".buildtools/local.json").read_text("utf-8")


@pytest.mark.parametrize("program", [COMMAND, INVOKE])
def test_a_folder_that_is_gone_is_one_sentence(shop: Shop, program: tuple[str, ...]) -> None:
    """A script that cleans up too early leaves its shell nowhere."""
    task = shop.root / "tasks.py"
    gone = shop.root / "gone"
    gone.mkdir()
    script = 'cd gone && rmdir "$PWD" && exec "$@"'
    named = ("--collection=tasks", f"--search-root={task.parent}") if program is INVOKE else ()
    ended = subprocess.run(
        ["sh", "-c", script, "sh", *program, *named, "status"],
        cwd=shop.root,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 20 == ended.returncode, ended.stderr
    assert ended.stderr.startswith("error: the folder that this command was started in is not")


# --- signals

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


def building(shop: Shop) -> Callable[[], int]:
    """Make the build of the shop last; give how to wait for it, which tells its process."""
    waiting = shop.root.parent / "waiting"
    shop.settings(f'"{sys.executable} build.py"', f'"echo $$ > {waiting}; exec sleep 600"')

    def wait() -> int:
        for _ in range(600):
            if waiting.exists() and waiting.read_text().strip():
                return int(waiting.read_text())
            time.sleep(0.05)
        raise AssertionError

    return wait


def gone(pid: int) -> bool:
    """Return whether a process has ended; a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


@pytest.mark.parametrize("program", [COMMAND, INVOKE])
@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("whom", ["itself", "its group"])
def test_a_signal_ends_the_build_with_a_sentence(
    shop: Shop, number: signal.Signals, code: int, whom: str, program: tuple[str, ...]
) -> None:
    """A job that is cancelled frees the machine, and its log says where it was."""
    wait = building(shop)
    process = start(shop, "release", program=program)
    child = wait()
    (os.kill if whom == "itself" else os.killpg)(process.pid, number)
    ended = end(process)

    assert code == ended.code, ended.err
    assert gone(child)
    assert ended.err.endswith(
        f"error: stopped by {number.name} during build\n  try: invoke release --env=local\n"
    )


def test_a_stop_is_json_too(shop: Shop) -> None:
    """A pipeline that reads JSON reads this as well."""
    wait = building(shop)
    process = start(shop, "build", "--json")
    wait()
    process.send_signal(signal.SIGTERM)

    assert {"error": "stopped by SIGTERM during build", "exit_code": 143}.items() <= (
        end(process).json.items()
    )


def test_a_rehearsal_that_is_stopped_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    """The copy of a project may have a gigabyte."""
    (tmp_path / "temporary").mkdir()
    wait = building(shop)
    process = start(shop, "release", "--dry-run", TMPDIR=str(tmp_path / "temporary"))
    child = wait()
    process.send_signal(signal.SIGTERM)
    ended = end(process)

    assert 143 == ended.code
    assert "try: run it again" in ended.err
    assert gone(child)
    assert [] == list((tmp_path / "temporary").iterdir())


def test_an_undo_that_is_stopped_names_itself(shop: Shop) -> None:
    """Going on from the step would do it again."""
    assert 0 == shop.invoke("build", "inject").code
    chain = Invocation()
    from buildtools.pipeline.run import opened

    with opened(shop.root / "sentry.yml", "local", os.environ, rehearse=False) as run:
        chain._runs[(shop.root / "sentry.yml", "local", False)] = run
        between = chain.stopped(Stopped(signal.SIGTERM))
        run.at = "inject --undo"
        undoing = chain.stopped(Stopped(signal.SIGTERM))

    assert ("stopped by SIGTERM", "invoke status") == (between.what, between.remedy)
    assert "stopped by SIGTERM during inject --undo" == undoing.what
    assert "invoke inject --undo" == undoing.remedy


def test_a_stop_while_all_is_loaded_is_a_sentence(shop: Shop) -> None:
    """Nobody should read a traceback for having pressed Ctrl-C at once."""
    hook = shop.root / "hooked"
    hook.mkdir()
    (hook / "invoke").mkdir()
    (hook / "invoke/__init__.py").write_text("import os\nos.kill(os.getpid(), 15)\n")
    ended = end(start(shop, "status", PYTHONPATH=f"{hook}{os.pathsep}{PACKAGE}"))

    assert (143, "error: stopped by SIGTERM\n") == (ended.code, ended.err)


def test_a_stop_that_somebody_swallowed_counts(shop: Shop) -> None:
    """Invoke ends with 1 and no word when it is interrupted between two tasks."""
    script = """
import os, sys
from buildtools import tasks
from buildtools.machine import interrupts
interrupts.watch()
try:
    os.kill(os.getpid(), 15)
except KeyboardInterrupt:
    sys.argv = ["buildtools", "--list"]
try:
    tasks.run()
except interrupts.Stopped as stopped:
    sys.exit(stopped.exit_code)
"""
    assert 143 == end(start(shop, program=(sys.executable, "-c", script))).code


def test_the_first_run_after_a_stop_is_as_good_as_any(shop: Shop) -> None:
    """Nothing half written is left to trip over."""
    wait = building(shop)
    process = start(shop, "release")
    child = wait()
    process.send_signal(signal.SIGTERM)
    ended = end(process)
    shop.settings("exec sleep 600", f"{sys.executable} build.py")

    assert 143 == ended.code
    assert gone(child)
    assert 0 == shop.invoke("release").code
    assert json.loads((shop.root / ".buildtools/local.json").read_text())["entries"]["finalize"]


# --- ledgers with foreign paths


@pytest.mark.parametrize("words", [("status",), ("inject",), ("release", "--from=create")])
def test_a_ledger_that_names_a_file_outside_changes_nothing(
    shop: Shop, words: tuple[str, ...]
) -> None:
    """It came as an artifact from another machine, and nothing in it is trusted."""
    assert 0 == shop.invoke("build").code
    outside = shop.root.parent / "page.js"
    outside.write_text((shop.root / "out/web/page.js").read_text())
    before = outside.read_text()
    name = ".buildtools/ledgers/_/local/shop%401.4.0.json"
    ledger = shop.root / name
    ledger.write_text(ledger.read_text().replace('"out/web/page.js"', '"../page.js"'))
    ended = shop.invoke(*words)

    assert 20 == ended.code
    assert f"error: {name} names a file outside of the project" in ended.err
    assert f"try: remove {name} and .buildtools/local.json" in ended.err
    assert before == outside.read_text()


def test_a_quarantine_that_names_a_file_outside_gives_nothing_back(shop: Shop) -> None:
    """What strip took away is moved back to where its journal says."""
    kept = shop.root / ".buildtools/quarantine/local"
    (kept / "files/above").mkdir(parents=True)
    (kept / "files/above/a.map").touch()
    file = {"path": "../a.map", "before": "0" * 40, "after": None}
    folder = ".buildtools/quarantine/local/files"
    journal = {"type": "stripped", "files": [file], "folder": folder}
    (kept / "stripped.json").write_text(json.dumps(journal))
    ended = shop.invoke("build")

    assert 20 == ended.code, ended.err
    assert "names a file outside of the project" in ended.err
    assert not (shop.root.parent / "a.map").exists()


def test_a_rehearsal_writes_through_no_link_out_of_its_copy(shop: Shop) -> None:
    """An absolute link leads from the copy into the project itself."""
    assert 0 == shop.invoke("build").code
    (shop.root / "out/web").rename(shop.root / "elsewhere")
    (shop.root / "out/web").symlink_to(shop.root / "elsewhere")
    shop.settings(f'    command: "{sys.executable} build.py"\n', "")
    before = (shop.root / "elsewhere/page.js").read_text()
    ended = shop.invoke("build", "inject", "--dry-run")

    assert 20 == ended.code
    assert "a rehearsal follows no link out of its copy" in ended.err
    assert before == (shop.root / "elsewhere/page.js").read_text()


def test_names_and_links_that_cannot_be_released_are_told_by_build(shop: Shop) -> None:
    """Not by a traceback in the ledger, nor by the server at the end."""
    assert 0 == shop.invoke("build").code
    shop.settings(f'    command: "{sys.executable} build.py"\n', "")
    web = shop.root / "out/web"
    Path(os.fsdecode(os.fsencode(web) + b"/caf\xe9.js")).write_text("1")
    (web / "a\x1b[2Jb.js").write_text("1")
    (web / "linked.js").symlink_to("../../package.json")
    (web / "stray.js").symlink_to(shop.root.parent / "nowhere.js")
    (shop.root.parent / "nowhere.js").write_text("1")
    ended = shop.invoke("build")

    assert 21 == ended.code
    for line in (
        r"out/web/caf\xe9.js: its name is not UTF-8 (file-name)",
        r"out/web/a\x1b[2Jb.js: its name has a control character in it (file-name)",
        "out/web/stray.js: is a link out of the project",
        'build.ignore: ["caf?.js"]',
    ):
        assert line in ended.err
    assert "\x1b" not in ended.err
