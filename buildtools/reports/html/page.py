"""The page itself: everything put together, and written by templates that escape all.

Whatever stands between the braces of a template goes through `shown` and then through autoescape:
a name of a file, a message or an answer can neither steer a reader's browser nor hide what it is.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from buildtools.findings import Severity
from buildtools.reports.full.cases import Tried
from buildtools.reports.full.report import FullReport
from buildtools.reports.full.verdict import Verdict
from buildtools.reports.html import palette
from buildtools.reports.html.frames import frames
from buildtools.reports.html.maps import MARKS, STANDINGS, WORDS, maps
from buildtools.reports.html.problems import failure, problems
from buildtools.reports.html.tables import checked, counts, made, steps
from buildtools.reports.html.weight import weight
from buildtools.texts.escapes import shown
from buildtools.texts.wording import count

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_TEXT: Final = 1_000
"""Characters of one text."""

_TONES: Final[dict[Verdict, tuple[str, str]]] = {
    "proven": ("good", "✓"),
    "proven in part": ("fair", "◐"),
    "not proven": ("fair", "–"),
    "unfinished": ("plain", "…"),
    "failed": ("bad", "✕"),
}

_LOUD: Final[dict[Severity, str]] = {"error": "bad", "warning": "fair"}


def page(report: FullReport) -> str:
    """Write the whole document. The same value gives the same text, whenever it is made."""
    environment = _environment()
    css = environment.get_template("page.css").render(
        light=palette.style("light"), dark=palette.style("dark")
    )
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    view = _view(report)
    return environment.get_template("page.html").render(css=css, digest=digest, **view)


def _view(report: FullReport) -> dict[str, object]:
    """Return everything that the templates show, by its name there."""
    noticed = problems(report.findings)
    loud = [each for each in noticed if each.severity in _LOUD]
    tone, mark = _TONES[report.verdict]
    return {
        "report": report,
        "tone": tone,
        "mark": mark,
        "headline": _headline(report),
        "facts": tuple(_facts(report)),
        "urgent": [*([failure(report.failure, report.findings)] if report.failure else ()), *loud],
        "quiet": [each for each in noticed if each not in loud],
        "steps": steps(report.lines),
        "maps": maps(report.pairs),
        "legend": [(each, MARKS[each], WORDS[each]) for each in reversed(STANDINGS)],
        "weight": weight(report.weight, report.release),
        "frames": frames(report.frames, report.tried.get("frame", Tried())),
        "checks": checked(report.checks),
        "counts": counts(report.counts),
        "made": made(report),
        "colour": {name: each.light for name, each in palette.COLOURS.items()},
    }


def _headline(report: FullReport) -> str:
    """Return the verdict in a few words: it is read in a second, in the tab too."""
    if report.failure:
        return f"failed at {report.failure.step}"
    if report.next_step:
        return f"not finished: {report.next_step} is next"
    done = {line.step for line in report.lines if line.state == "done"}
    return f"{report.verdict} and finalized" if "finalize" in done else report.verdict


def _facts(report: FullReport) -> Iterator[tuple[str, str, str]]:
    """Return the few numbers that stand at the top, each with its noun and its tone."""
    severities = [each.finding.severity for each in report.findings if not each.finding.accepted]
    if report.pairs:
        yield *_counted(len(report.pairs), "script"), ""
    if report.debug_ids:
        yield *_counted(report.debug_ids, "debug ID"), ""
    for noun in ("position", "frame"):
        tried = sum(number for each, number in report.counts.items() if each.noun == f"{noun}s")
        if tried:
            yield *_counted(tried, noun), ""
    for severity, tone in _LOUD.items():
        found = severities.count(severity)
        yield *_counted(found, severity), tone if found else ""


def _counted(number: int, noun: str) -> tuple[str, str]:
    return f"{number:,}", count(number, noun).partition(" ")[2]


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files("buildtools.reports.html") / "templates"
    return Environment(
        autoescape=True,
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: object) -> object:
    """Return what a template shows, without what would steer its reader or fill the page.

    Markup is escaped after this.
    """
    if type(value) is not str:
        return value
    left = len(value) - MOST_TEXT
    text = shown(value[:MOST_TEXT])
    return text if left <= 0 else f"{text}… ({left:,} characters more)"
