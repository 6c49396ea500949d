"""A submodule becomes a name of its package, in place of what its `__init__` has by that name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent / "buildtools"
PACKAGES = sorted(path.parent for path in HOUSE.rglob("__init__.py"))


def hidden(package: Path) -> set[str]:
    """Return the names of an `__init__` that a submodule of the package takes."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    modules = {path.stem for path in package.iterdir() if path.suffix == ".py" or path.is_dir()}
    return modules & {name for node in tree.body for name in _bound(node, package)}


def _bound(node: ast.stmt, package: Path) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            yield node.name
        case ast.ImportFrom() if f"{node.module}".rpartition(".")[2] != package.name:
            names = {each.asname or each.name for each in node.names}
            # What comes out of the submodule of this name is bound after it.
            yield from names - {f"{node.module}".rpartition(f".{package.name}.")[2]}
        case ast.Assign():
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


@pytest.mark.parametrize("package", PACKAGES, ids=[path.name for path in PACKAGES])
def test_no_submodule_hides_a_name_of_its_package(package: Path) -> None:
    """Whoever imports it later finds a module where a function was: no type checker sees that."""
    assert set() == hidden(package)


def test_a_hidden_name_is_noticed(tmp_path: Path) -> None:
    """A function that was imported, and one of the package's own."""
    code = "from buildtools.facts.remotes import name\ndef other(): ...\n"
    (tmp_path / "__init__.py").write_text(code)
    for each in ("name.py", "other.py", "third.py"):
        (tmp_path / each).touch()

    assert {"name", "other"} == hidden(tmp_path)


def test_no_folder_of_tests_is_a_package() -> None:
    """pytest would import it by its own name, in place of a library that is called so."""
    tests = HOUSE.parent / "tests"
    theirs = {"fixtures", "apps", "node_modules"}
    found = [path.relative_to(tests) for path in tests.rglob("__init__.py")]

    assert [] == [path for path in found if not theirs & set(path.parts)]
