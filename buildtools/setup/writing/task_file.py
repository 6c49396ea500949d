"""tasks.py: the one line that makes our commands Invoke's, and what a file that is there lacks.

A file that is there is read, never executed.
"""

import ast
import os
from pathlib import Path
from typing import NamedTuple

from buildtools.files import small_file
from buildtools.machine.faults import refused

LINE = "from buildtools.tasks import ns"
MOST_BYTES = 1_000_000
TEXT = f"{LINE}  # noqa: F401  (`invoke` looks for it here)\n"


class TaskFile(NamedTuple):
    """Where it is, or would be."""

    path: Path
    is_absent: bool = False
    lacks: tuple[str, ...] = ()
    """The lines that it has to be given; none where our commands are among its tasks."""


def look(root: Path, top: Path) -> TaskFile:
    """Find the one of a folder, or one above up to `top` that has our commands already.

    Raises DiskRefused where it cannot be read.
    """
    here = _in(root)
    if here:
        return TaskFile(here, lacks=lacking(_text(here)))
    above = (each for each in root.parents if each.is_relative_to(top))
    for each in filter(None, map(_in, above)):
        if not lacking(_text(each)):
            return TaskFile(each)
    return TaskFile(root / "tasks.py", is_absent=True)


def _in(folder: Path) -> Path | None:
    """Return what Invoke takes for the tasks of a folder."""
    places = (folder / "tasks.py", folder / "tasks" / "__init__.py")
    return next((each for each in places if os.path.lexists(each)), None)


def _text(path: Path) -> str:
    try:
        return small_file.read(path, MOST_BYTES).decode(errors="replace")
    except (OSError, small_file.Unfit) as error:
        number = error if isinstance(error, OSError) else OSError(str(error))
        raise refused("read", path, number, "nothing is written") from error


def lacking(text: str) -> tuple[str, ...]:
    """Return the lines that a tasks.py lacks for our commands to be among its tasks."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return (LINE,)
    if any(_imports_ours(each) for each in body):
        return ()
    named = next((name for name in ("ns", "namespace") if _assigns(body, name)), "")
    if named:
        return (
            "from buildtools.tasks import ns as sentry",
            f"for task in sentry.tasks.values(): {named}.add_task(task)",
        )
    own = [each.name for each in body if isinstance(each, ast.FunctionDef) and _is_task(each)]
    return (LINE, *(f"ns.add_task({name})" for name in own))


def _imports_ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module in (
        "buildtools.tasks",
        "buildtools.commands.table",
    )


def _assigns(body: list[ast.stmt], name: str) -> bool:
    targets = [
        target
        for each in body
        if isinstance(each, ast.Assign | ast.AnnAssign)
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
    ]
    return any(isinstance(each, ast.Name) and each.id == name for each in targets)


def _is_task(function: ast.FunctionDef) -> bool:
    called = (each.func if isinstance(each, ast.Call) else each for each in function.decorator_list)
    return any(ast.unparse(each).split(".")[-1] == "task" for each in called)
