"""The interpreter: what is spared, and what stays as it was."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.machine import interpreter

TASKS = (
    "from pathlib import Path\nfrom invoke import task\nimport helper, buildtools.tasks\n"
    "from buildtools.tasks import ns\n\n\n@task\ndef threshold(context):\n"
    "    import gc\n    print(gc.get_threshold()[0])\n\n\nns.add_task(threshold)\n"
)


@pytest.fixture
def kept_thresholds() -> Iterator[None]:
    """Leave how often cycles are looked for as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(("before", "after"), [(700, interpreter.SELDOM), (10**6, 10**6)])
@pytest.mark.usefixtures("kept_thresholds")
def test_cycles_are_looked_for_no_more_often_than_before(before: int, after: int) -> None:
    """Who has asked for less keeps that."""
    gc.set_threshold(before, 11, 12)
    interpreter.spare_searches()

    assert (after, 11, 12) == gc.get_threshold()


def test_bytecode_is_kept_as_python_was_told() -> None:
    """And as the caller has it afterwards."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        with interpreter.keeping_bytecode():
            within = sys.dont_write_bytecode
        after = sys.dont_write_bytecode
    finally:
        sys.dont_write_bytecode = before

    assert bool(sys.flags.dont_write_bytecode) is within
    assert after


@pytest.mark.parametrize("forbidden", ["", "1"])
def test_a_command_keeps_our_bytecode_and_none_of_the_project(
    tmp_path: Path, forbidden: str
) -> None:
    """Invoke keeps none for the sake of the project; Python's own variable says no to both."""
    (tmp_path / "tasks.py").write_text(TASKS)
    (tmp_path / "helper.py").write_text("")
    cache = tmp_path / "cache"
    shown = subprocess.run(
        [sys.executable, "-m", "invoke", "threshold"],
        cwd=tmp_path,
        env={"PYTHONPYCACHEPREFIX": str(cache), "PYTHONDONTWRITEBYTECODE": forbidden},
        capture_output=True,
        text=True,
        check=True,
    )

    kept = {path.name.partition(".")[0] for path in cache.rglob("*.pyc")}
    assert str(interpreter.SELDOM) == shown.stdout.strip()
    assert ("env_task" in kept) is not bool(forbidden)
    assert "helper" not in kept
    assert not list(tmp_path.glob("__pycache__"))
