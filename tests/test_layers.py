"""Who imports whom, as pyproject.toml has it, and one home for each library."""

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "buildtools"
APART = {
    "sandbox": {"errors", "values", "sourcemaps"},
    "reports": {
        *("errors", "values", "findings", "results", "ledger", "stages", "proof", "texts"),
        *("review", "roadmap", "documents", "found", "next_command", "refusals", "target"),
        *("health", "pruning"),
    },
}
"""What these may see, and nothing else."""

HOMES = {
    "invoke": {"commands"},
    "yaml": {"config"},
    "dotenv": {"config"},
    "requests": {"api", "web"},
    "symbolic": {"sourcemaps"},
    "flask": {"sandbox"},
    "jinja2": {"reports"},
    "werkzeug": {"sandbox"},
    "subprocess": {"project"},
    "isal": {"sourcemaps"},
    "deflate": {"sourcemaps"},
    "brotli": {"sandbox", "sourcemaps", "web"},
    "backports": {"sourcemaps", "web"},
    "compression": {"sourcemaps", "web"},
    "tree_sitter": {"sources"},
    "tree_sitter_typescript": {"sources"},
    "tree_sitter_bash": {"sources"},
    "sentry_relay": {"inspections"},
}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _top(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _contracts() -> list[dict[str, Any]]:
    configured = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = configured["tool"]["importlinter"]["contracts"]
    return contracts


def _linted(place: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package at a place to the contracts."""
    command = "from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=place,
        env={"PYTHONPATH": str(place), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    """Copy the modules and their contracts, so that a test can break them."""
    shutil.copytree(PACKAGE, tmp_path / "buildtools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_module_imports_only_what_its_contracts_allow() -> None:
    """The house stays livable because what one may know of another is drawn once."""
    linted = _linted(REPOSITORY)

    assert 0 == linted.returncode, linted.stdout + linted.stderr
    assert " 0 broken." in linted.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("files/disk.py", "import buildtools.project.shell", "only from lower layers"),
        ("settings.py", "import buildtools.config", "only from lower layers"),
        ("steps/create.py", "import buildtools.sandbox.store", "only from lower layers"),
        ("steps/create.py", "import buildtools.steps.finalize", "meet only in the ledger"),
        ("sandbox/hosts.py", "import buildtools.texts.wording", "both sides of the wire"),
        ("reports/report.py", "import buildtools.settings", "what a ledger holds"),
        (
            "sourcemaps/scripts/lexer.py",
            "import buildtools.sourcemaps.maps.mappings",
            "In sourcemaps/",
        ),
        ("bundlers/rails.py", "import buildtools.bundlers.angular", "A bundler knows no other"),
        ("surprise.py", "", "only from lower layers"),
        ("sandbox/surprise.py", "", "In the sandbox"),
    ],
)
def test_a_wrong_import_is_refused(copy: Path, module: str, line: str, broken: str) -> None:
    """A rule that lets everything pass proves nothing; a new module has to be given its place."""
    with (copy / "buildtools" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    linted = _linted(copy)

    assert 1 == linted.returncode, linted.stdout + linted.stderr
    refused = [name for name in linted.stdout.splitlines() if " BROKEN" in name]
    assert any(broken in name for name in refused), refused


@pytest.mark.parametrize("folder", sorted(APART))
def test_what_stands_apart_is_kept_from_all_else(folder: str) -> None:
    """A new module at the top is forbidden to sandbox and reports until it is allowed."""
    tops = {_top(path) for path in _modules()} - {"__init__", folder}
    forbidden = next(each for each in _contracts() if each["id"] == f"{folder}-apart")

    assert tops - APART[folder] == {
        name.removeprefix("buildtools.") for name in forbidden["forbidden_modules"]
    }


def test_every_folder_with_an_order_names_all_its_modules() -> None:
    """A module that no layer names would be free to import anything."""
    layered = [each for each in _contracts() if each["type"] == "layers"]

    assert all(each["exhaustive"] for each in layered)
    assert "buildtools" in layered[0]["containers"]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    """Where a library is used in one place, it can be replaced in one place."""
    elsewhere = {
        name.split(".")[0]
        for name in _imports(path)
        if name.split(".")[0] in HOMES and _top(path) not in HOMES[name.split(".")[0]]
    }

    assert set() == elsewhere


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_output_prints(path: Path) -> None:
    """Steps return facts and narrate by logging; a terminal is guarded in one place."""
    prints = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]

    assert _top(path) == "output" or not prints
