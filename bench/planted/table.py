"""The table of faults, read from faults.toml."""

import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

FILE: Final = Path(__file__).parent / "faults.toml"


class Fault(NamedTuple):
    """One fault, and what has to notice it."""

    name: str
    command: str
    """The command line behind `buildtools`, with its places to fill in."""
    exit: int
    code: str = ""
    """Of the finding or the cause; empty where the command fails before it has one."""
    names: tuple[str, ...] = ()
    """What the finding has to name, in any case; `|` stands between choices."""
    remedy: tuple[str, ...] = ()
    """The same of its remedy."""
    needs: str = ""
    """The program that it takes; empty for none."""
    release: int = 0
    """What `release` ends with before its build, for a fault of a set-up; 0 where it builds."""


def read(file: Path = FILE) -> tuple[Fault, ...]:
    """Read all rows, in their order.

    Raises ValueError for a key that no row has, and for two rows of one name.
    """
    rows = tuple(_row(each) for each in tomllib.loads(file.read_text("utf-8"))["fault"])
    if len({row.name for row in rows}) < len(rows):
        raise ValueError("two faults have one name")
    return rows


def _row(given: dict[str, Any]) -> Fault:
    if unknown := set(given) - set(Fault._fields):
        raise ValueError(f"{given.get('name')}: no such key: {', '.join(sorted(unknown))}")
    lists = {key: tuple(given.get(key, ())) for key in ("names", "remedy")}
    return Fault(**given | lists)
