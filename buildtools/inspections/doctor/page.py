"""docs/doctor-checks.md, written from the table of checks.

`python -m buildtools.inspections.doctor.page` writes it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from buildtools.inspections.doctor.probe import Probe, Topic
from buildtools.inspections.doctor.table import PROBES

FILE = Path(__file__).parents[3] / "docs" / "doctor-checks.md"

_HEAD = """\
# The checks of doctor

What `invoke doctor` looks at, in its order. It changes nothing. A check says that all is well,
warns, names an error, or says why it was *not checked*: a network that fails is never the fault of
a setting. `--only=commits,ci` asks topics or single checks by their names; `--verbose` shows what
is well, too.

*Asks* says whether files and variables tell it all, or the server is asked. *Before a build* says
which steps would end by an error of it: with one of them to come, `release` asks it first, and ends
before the build.
"""
_TITLES = {
    "settings": "Settings",
    "token": "Token",
    "network": "Network",
    "server": "Server",
    "commits": "Git and commits",
    "dsn": "DSN",
    "framework": "The app's own configuration",
    "build": "The build",
    "ci": "The CI system",
}
_NOTES = {
    "settings": "`setting-overridden` names the line of sentry.yml, and the variable that holds.",
    "commits": "A shallow clone is told with the setting by which this CI system clones all of it.",
    "framework": "Configuration files are read as data, for a build for production, and never run: "
    "what only running would tell\nis not checked, with the expression that makes it so.",
    "build": "Up to 400 built scripts are read for release and environment that stand in them.",
    "ci": "Told by evidence alone: secrets that forks, Dependabot and unprotected branches do not "
    "get; variables whose value\nis the text of their own name; a preview that is released as "
    "production; variables that a runner of tasks drops;\na commit that nothing names; a home "
    "folder that cannot be written to.",
}


def page() -> str:
    """Return the whole page."""
    return "\n".join([_HEAD, *_topics()])


def _topics() -> Iterator[str]:
    for topic in get_args(Topic):
        rows = [each for each in PROBES if each.topic == topic]
        if not rows:
            continue
        yield f"## {_TITLES[topic]}\n"
        yield from _rows(rows)
        if note := _NOTES.get(topic):
            yield f"\n{note}"
        yield ""


def _rows(rows: list[Probe]) -> Iterator[str]:
    yield "| check | looks at | asks | before a build |"
    yield "|---|---|---|---|"
    for each in rows:
        asks = "files and variables" if each.local else "the server"
        before = ", ".join(f"`{step}`" for step in sorted(each.before)) or "no"
        yield f"| `{each.name}` | {each.title} | {asks} | {before} |"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8", newline="\n")
