"""The one rule for imports, and one home for each library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "buildtools"

LAYERS: dict[str, int] = {
    **dict.fromkeys(("errors", "values", "globs", "foreign", "escapes", "target"), 0),
    **dict.fromkeys(("stopping", "wording", "redaction", "progress", "threads"), 0),
    **dict.fromkeys(("sourcemaps", "settings", "findings", "results", "ledger", "stages"), 1),
    **dict.fromkeys(("bundlers", "proof"), 1),
    **dict.fromkeys(("checks", "versions", "ci", "remotes", "moments", "acceptance", "machine"), 1),
    **dict.fromkeys(("config", "state", "disk", "staging", "tree"), 2),
    **dict.fromkeys(("small_file", "boundaries", "journal", "standing"), 2),
    **dict.fromkeys(("shell", "offspring", "git", "site", "api"), 2),
    **dict.fromkeys(("change", "mending"), 1),
    "steps": 3,
    **dict.fromkeys(("pipeline", "job", "rehearsal", "naming", "run", "changes"), 4),
    **dict.fromkeys(("recovery", "passing"), 4),
    **dict.fromkeys(("tasks", "commands", "process", "output", "__main__"), 5),
}
WINGS = {
    "reports": {"errors", "values", "sourcemaps", "settings", "findings", "results", "ledger"}
    | {"stages", "proof", "wording"},
    "sandbox": {"errors", "values", "sourcemaps"},
}
ALLOWED_ASIDE = {
    ("errors", "escapes"),
    ("errors", "wording"),
    ("redaction", "values"),
    ("git", "shell"),
    ("config", "small_file"),
    ("state", "small_file"),
    ("state", "disk"),
    ("standing", "state"),
    ("shell", "offspring"),
    ("disk", "staging"),
    ("disk", "journal"),
    ("standing", "journal"),
    ("staging", "journal"),
    ("tree", "disk"),
    ("run", "pipeline"),
    ("run", "job"),
    ("pipeline", "job"),
    ("run", "recovery"),
    ("rehearsal", "passing"),
    ("run", "rehearsal"),
    ("run", "naming"),
    ("tasks", "commands"),
    ("commands", "process"),
    ("commands", "output"),
    ("process", "output"),
    ("__main__", "process"),
    ("__main__", "output"),
    ("__main__", "tasks"),
}
"""Imports within a layer that are meant: neighbours otherwise never import neighbours."""

HOMES = {
    "invoke": {"commands"},
    "yaml": {"config"},
    "dotenv": {"config"},
    "requests": {"api", "site"},
    "symbolic": {"sourcemaps"},
    "flask": {"sandbox"},
    "werkzeug": {"sandbox"},
    "subprocess": {"shell"},
    "isal": {"sourcemaps"},
    "deflate": {"sourcemaps"},
    "brotli": {"sourcemaps"},
    "backports": {"sourcemaps"},
    "compression": {"sourcemaps"},
}


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _rooms_imported(path: Path) -> set[str]:
    inside = (name.split(".")[1] for name in _imports(path) if name.startswith("buildtools."))
    return {room for room in inside if room in LAYERS or room in WINGS}


def _may(importer: str, imported: str) -> bool:
    if importer == imported:
        return True
    if importer in WINGS:
        return imported in WINGS[importer]
    if imported in WINGS:
        return LAYERS[importer] >= 4
    if (importer, imported) in ALLOWED_ASIDE or LAYERS[importer] == LAYERS[imported] == 1:
        return True
    return LAYERS[imported] < LAYERS[importer]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    """The house stays livable because what one may know of another is drawn once."""
    room = _room(path)
    if room == "__init__":
        return
    wrong = {other for other in _rooms_imported(path) if not _may(room, other)}

    assert set() == wrong


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    """Where a library is used in one place, it can be replaced in one place."""
    strangers = {
        name.split(".")[0]
        for name in _imports(path)
        if name.split(".")[0] in HOMES and _room(path) not in HOMES[name.split(".")[0]]
    }

    assert set() == strangers


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

    assert _room(path) == "output" or not prints


def test_the_rule_can_fail() -> None:
    """A rule that lets everything pass proves nothing."""
    assert not _may("disk", "shell")
    assert not _may("sandbox", "api")
    assert not _may("settings", "config")
    assert not _may("steps", "sandbox")


def test_no_step_imports_another_step() -> None:
    """Steps meet only in the ledger; a step that is a folder may of course use its own rooms."""
    wrong = [
        (path.name, name)
        for path in (PACKAGE / "steps").rglob("*.py")
        for name in _imports(path)
        if name.startswith("buildtools.steps.") and name.split(".")[2] != _deed(path)
    ]

    assert [] == wrong


def _deed(path: Path) -> str:
    return path.relative_to(PACKAGE / "steps").with_suffix("").parts[0]


def test_every_room_stands_in_the_drawing() -> None:
    """A new module has to be given its place."""
    rooms = {_room(path) for path in _modules()} - {"__init__"}

    assert set() == rooms - set(LAYERS) - set(WINGS)
