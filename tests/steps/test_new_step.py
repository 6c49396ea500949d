"""A new step is a file of steps/, a result, a row, its wiring and its words, and nothing else."""

import filecmp
import shutil
from pathlib import Path

import pytest

from tests.stories.shopping import PACKAGE, Shop, make_shop

MOST_FILES = 7
"""Files of the package that a new step may have to touch."""

TOY = '''"""Count: say how many pairs there are, as a toy of a step."""

from collections.abc import Sequence

from buildtools.results import Counted, InjectedPair


def count(pairs: Sequence[InjectedPair]) -> Counted:
    """Count the pairs."""
    return Counted(len(pairs))
'''

EDITS = {
    "results.py": (
        (
            "class Skipped(",
            'class Counted(msgspec.Struct, frozen=True, tag="counted"):\n'
            '    """How many pairs were counted."""\n\n    number: int\n\n\nclass Skipped(',
        ),
        ("    | Skipped\n)", "    | Skipped\n    | Counted\n)"),
    ),
    "stages.py": (
        (
            '    Stage(\n        "strip"',
            '    Stage("count", "Count the pairs.", "counted"),\n    Stage(\n        "strip"',
        ),
    ),
    "pipeline/table.py": (
        (
            "def _strip(",
            "def _count(job: Job) -> Result:\n    from buildtools.steps.count import count\n\n"
            "    return count(job.need(Injected).pairs)\n\n\ndef _strip(",
        ),
        ('    Step("strip"', '    Step("count", _count),\n    Step("strip"'),
    ),
    "reports/report.py": (
        ("    CommitsSet,\n", "    CommitsSet,\n    Counted,\n"),
        (
            "        case Stripped(files):",
            '        case Counted(number):\n            return f"{number} pairs counted"\n'
            "        case Stripped(files):",
        ),
    ),
}


@pytest.fixture
def counting(tmp_path: Path) -> Shop:
    """A shop, and a package with one step more: commands import that one."""
    package = tmp_path / "package"
    shutil.copytree(PACKAGE / "buildtools", package / "buildtools")
    (package / "buildtools" / "steps" / "count.py").write_text(TOY)
    for name, edits in EDITS.items():
        file = package / "buildtools" / name
        text = file.read_text()
        for old, new in edits:
            assert 1 == text.count(old), (name, old)
            text = text.replace(old, new)
        file.write_text(text)
    shop = make_shop(tmp_path / "shop")
    shop.environ["PYTHONPATH"] = str(package)
    return shop


def _touched(one: Path, other: Path) -> set[str]:
    """Name the modules that differ between two packages, or are in one alone."""
    names = {str(path.relative_to(root)) for root in (one, other) for path in root.rglob("*.py")}
    equal, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return names - set(equal)


def test_a_release_does_it_in_its_turn_and_says_what_it_left(counting: Shop) -> None:
    """The command, the order, the ledger and the screen know it by its row and its words."""
    ended = counting.invoke_cold("release")
    touched = _touched(PACKAGE / "buildtools", Path(counting.environ["PYTHONPATH"], "buildtools"))
    ledger = counting.ledger()["entries"]

    assert 0 == ended.code, ended.err
    assert " pairs counted" in ended.out
    assert {"type": "counted", "number": 4} == ledger["count"]["outcome"]
    assert ["inject"] == ledger["count"]["made_from"]
    assert {*EDITS, "steps/count.py"} == touched
    assert len(touched) <= MOST_FILES


def test_it_is_a_command_of_its_own_that_others_wait_for(counting: Shop) -> None:
    """What is not in order is told by name, as of any step, and a rehearsal does it too."""
    early = counting.invoke_cold("count")
    listed = counting.invoke_cold("--list")
    rehearsed = counting.invoke_cold("release", "--through=count", "--dry-run")

    assert 22 == early.code
    assert "count needs the result of build" in early.err
    assert "Count the pairs." in listed.out
    assert 0 == rehearsed.code, rehearsed.err
    assert " pairs counted" in rehearsed.out
