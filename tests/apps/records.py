"""What a run proved of each app, kept in proven.json, from which the page is made."""

import re
from pathlib import Path

import msgspec

from tests.apps.proving import Released
from tests.apps.table import HERE, App

KEPT = HERE / "proven.json"
_SCREEN = re.compile(r"^release \S+(?:, dist \S+)? for local\n(?s:.*)", re.M)


class Record(msgspec.Struct, frozen=True):
    """One app, released and proven."""

    versions: dict[str, str]
    """Of the packages that the table names, as they were installed."""
    counts: dict[str, int]
    """What the proof tried, by the product's own words."""
    errors: dict[str, str]
    """Where each raised error came back: file and line."""
    notes: tuple[str, ...]
    """The codes of what was found, all of severity info or accepted."""
    screen: str
    """What `buildtools release` ended with."""


def kept() -> dict[str, Record]:
    """Read the records of the last runs, by the name of the app."""
    return msgspec.json.decode(KEPT.read_bytes(), type=dict[str, Record]) if KEPT.exists() else {}


def keep(released: Released, path: Path = KEPT) -> None:
    """Put the record of an app that was proven in place of its last one."""
    app, status = released.made.app, released.made.status()
    marked = released.made.marked()
    screen = _SCREEN.search(released.said)
    record = Record(
        versions={name: released.made.installed(name) for name in app.shown},
        counts=status["counts"],
        errors={name: f"{marked[name].file}:{marked[name].line}" for name in app.errors},
        notes=tuple(sorted({each["code"] for each in released.findings()})),
        screen=screen[0].rstrip() if screen else "",
    )
    ordered = dict(sorted((kept() | {app.name: record}).items()))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")


def forget(app: App) -> None:
    """Take out an app that is not proven any more."""
    ordered = {name: record for name, record in kept().items() if name != app.name}
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
