"""Write docs/frameworks.md from the table, our files, words.md and what the last runs proved.

`python -m tests.apps.page` writes it; what stands between the devtool marks is kept as it is.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.apps.making import commands, ours
from tests.apps.records import Record, kept
from tests.apps.table import APPS, BEFORE, HERE, App

PAGE = HERE.parents[1] / "docs" / "frameworks.md"
BEGIN, END = "<!-- devtool:begin -->", "<!-- devtool:end -->"
_MISSION = {"next-sentry-11-turbopack": "Turbopack", "next-sentry-11-webpack": "webpack"}
"""The app that is shown from an empty folder on, by both bundlers."""
_KINDS, _COUNTS = ("browser", "node"), ("pairs", "positions", "frames")


def page(old: str) -> str:
    """Return the page; `old` is the one so far."""
    records = kept()
    proven = {app: records[app.name] for app in APPS if app.name in records}
    lacks = "; ".join(app.title for app in APPS if app not in proven)
    groups = groupby(APPS, key=lambda app: app.framework)
    mission = next(app for app in APPS if app.name in _MISSION)
    words = (HERE / "words.md").read_text(encoding="utf-8")
    made = words.format(
        before=BEFORE,
        errors=sum(len(record.errors) for record in proven.values()),
        frameworks="\n".join(_framework(name, list(apps), proven) for name, apps in groups),
        lacks=f" Not proven yet: {lacks}." if lacks else "",
        proven=len(proven),
        screens="\n".join(_screens(proven)),
        typed="\n".join((*commands(mission), "buildtools release")),
    )
    return f"{made}\n{BEGIN}{_between(old)}{END}\n"


def _between(old: str) -> str:
    _, found, rest = old.partition(BEGIN)
    return rest.partition(END)[0] if found else "\n"


def _screens(proven: dict[App, Record]) -> Iterator[str]:
    for app, record in proven.items():
        if app.name in _MISSION:
            places = ", ".join(f"`{place}`" for place in record.errors.values())
            yield f"By {_MISSION[app.name]} it ends so, and its errors come back as {places}:\n"
            yield f"```text\n{record.screen}\n```\n"


def _framework(name: str, apps: list[App], proven: dict[App, Record]) -> str:
    parts = [f"## {name}\n"]
    groups = _by_settings(apps)
    for settings, which in groups.items():
        if len(groups) > 1:
            parts.append(f"{'; '.join(app.title for app in which)}:\n")
        parts.append(f"```yaml\n{settings}```\n")
    rows = (f"| {' | '.join(_row(app, proven[app]))} |" for app in apps if app in proven)
    heads = (
        "| app | versions | what it needed | errors that came back | proven |",
        "|---|---|---|---|---|",
    )
    return "\n".join((*parts, *heads, *rows, ""))


def _by_settings(apps: list[App]) -> dict[str, list[App]]:
    """Group apps by their sentry.yml, which many share."""
    found: dict[str, list[App]] = {}
    for app in apps:
        found.setdefault(ours(app)["sentry.yml"].read_text(encoding="utf-8"), []).append(app)
    return found


def _row(app: App, record: Record) -> Iterator[str]:
    yield app.title
    yield ", ".join(f"{name} {version}" for name, version in record.versions.items())
    yield "; ".join((app.needs, *(f"`{code}`: {why}" for code, why in app.accepted)))
    yield ", ".join(f"{name}: `{place}`" for name, place in record.errors.items())
    yield "; ".join(_counted(kind, record) for kind in _KINDS if f"{kind} pairs" in record.counts)


def _counted(kind: str, record: Record) -> str:
    numbers = {each: record.counts[f"{kind} {each}"] for each in _COUNTS}
    words = (f"{n} {each if n != 1 else each[:-1]}" for each, n in numbers.items())
    return f"{kind}: {', '.join(words)}"


def write(path: Path = PAGE) -> None:
    """Write the page anew."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(page(old), encoding="utf-8")


if __name__ == "__main__":
    write()
