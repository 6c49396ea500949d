"""What a page takes of the main thread, in Chromium: CPU time, so that other work counts nothing.

Each visit is a new page with caches of its own, timed until it asks nothing more. No profiler runs
beside it: coverage would be measured, too. Envelopes are taken before they leave the browser.
Source: the domain Performance of the DevTools Protocol, with `timeDomain: threadTicks`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple, Protocol

from buildtools.inspections.browser import telling
from buildtools.inspections.browser.taking import Taken
from buildtools.inspections.review.cost import paired
from buildtools.project import cpu
from buildtools.review.reviewed import Figure, Table
from buildtools.web.chromium import Chromium
from buildtools.web.chromium.intercepting import Rules

ROUNDS = 9
AGAIN = "without Sentry, once more"
"""The first page a second time: nothing may be seen between the two."""
_Row = tuple[str | int | float | None, ...]
_SECONDS = 30.0
_SLOWER = 4
"""How much slower than this machine a phone is taken to be, in a line that says so."""


class Timed(NamedTuple):
    """One visit."""

    task_ms: float
    """CPU of the main thread: scripts, layout and the rest."""
    script_ms: float
    heap_bytes: float
    wire_bytes: int
    """Of all that the page asked for."""


class Looked(NamedTuple):
    """What runs in a page, before anything is timed."""

    sdks: int
    """Clients of SDKs that are enabled and have a DSN."""
    errors: tuple[str, ...]
    """What was thrown in it."""


class Visits(Protocol):
    """What is asked of a browser: the seam for tests."""

    version: str

    def visit(self, url: str) -> Timed:
        """Open a new page, and say what it took."""

    def look(self, url: str) -> Looked:
        """Open a new page, and say what runs in it."""


class InChromium:
    """Visits by a browser that runs."""

    def __init__(self, browser: Chromium) -> None:
        self._browser = browser
        self.version: str = browser.version

    def visit(self, url: str) -> Timed:
        """Open a new page, and say what it took until it asked nothing more."""
        with self._browser.page(timed=True) as page:
            page.go(url, _SECONDS)
            told = page.metrics()
            wire = sum(each.wire_bytes for each in page.requests)
        return Timed(
            told["TaskDuration"] * 1000, told["ScriptDuration"] * 1000, told["JSHeapUsedSize"], wire
        )

    def look(self, url: str) -> Looked:
        """Open a new page, and say what runs in it."""
        with self._browser.open(url, _SECONDS) as page:
            sdks = [each for each in telling.sdks(page) if each.enabled and each.dsn]
            thrown = [each.text for each in page.entries if each.source == "exception"]
        return Looked(len(sdks), tuple(text.partition("\n")[0] for text in thrown))


@contextmanager
def in_chromium(path: str | None) -> Iterator[Visits]:
    """Start a browser for visits. Raises ConfigurationError when there is none."""
    with Chromium.start(path, rules=Rules(Taken().intercept)) as browser:
        yield InChromium(browser)


def hindrance(visits: Visits, without: str, with_sentry: str) -> str:
    """Return why two pages cannot be compared; empty where they can.

    A build without its DSN has lost the SDK, and one whose page throws has lost more than that:
    either would be measured as what Sentry costs.
    """
    bare, full = visits.look(without), visits.look(with_sentry)
    thrown = [each for each in bare.errors if each not in full.errors]
    if not full.sdks:
        return "no SDK is at work in the page with Sentry: build it with its DSN"
    if bare.sdks:
        return "an SDK is at work in the page that was built without Sentry"
    return f"the page that was built without Sentry throws: {thrown[0]}" if thrown else ""


def measure(visits: Visits, urls: Mapping[str, str], rounds: int) -> dict[str, list[Timed]]:
    """Visit each page once a round, in turns."""
    return paired.in_turns({name: partial(visits.visit, url) for name, url in urls.items()}, rounds)


def told(measured: Mapping[str, Sequence[Timed]], version: str) -> tuple[list[Figure], Table]:
    """Return what each page takes above the first one, and the figure of the last.

    Where the first is among them twice, and its own double is seen to take more, nothing can be
    told on this machine as it is now, and there is no figure.
    """
    base, *others = measured
    figures: list[Figure] = []
    rows = [_row(base, measured[base], None)]
    noise = paired.least("page-cpu")
    for name in others:
        tasks = [[each.task_ms for each in measured[one]] for one in (base, name)]
        above = paired.difference(tasks[0], tasks[1], noise)
        rows.append(_row(name, measured[name], above))
        figures = [paired.figure("page-cpu", above, f"{version}, {cpu.name()}")]
        if name == AGAIN and above.seen:
            return [], _table(measured, rows, version, _UNQUIET)
    return figures, _table(measured, rows, version, _NOTE)


def _table(
    measured: Mapping[str, Sequence[Timed]], rows: list[_Row], version: str, note: str
) -> Table:
    visits = len(next(iter(measured.values())))
    source = f"CPU time by {version} on {cpu.name()}; {visits} visits of each, in turns"
    title = "what the first page takes of the main thread"
    return Table("cost-page", title, _COLUMNS, tuple(rows), source, note)


_COLUMNS = (
    "page",
    "main thread, ms",
    "lowest, ms",
    "highest, ms",
    "of it scripts, ms",
    "above the first, ms",
    "lowest, ms",
    "highest, ms",
    "what that says",
    "on a phone, estimated, ms",
    "heap, bytes",
    "wire, bytes",
)
_NOTE = (
    "Medians; what is above the first is taken visit by visit. CPU time of this machine, and of no "
    f"other: a phone was not measured, the estimate is {_SLOWER} times the difference."
)
_UNQUIET = (
    "The same page, visited twice in turns, was seen to differ from itself: the machine was too "
    "busy to tell anything. Measure again when it is not."
)


def _row(name: str, visits: Sequence[Timed], above: paired.Difference | None) -> _Row:
    task = paired.spread([each.task_ms for each in visits])
    scripts, heap, wire = (
        paired.spread([getattr(each, name) for each in visits]).median
        for name in ("script_ms", "heap_bytes", "wire_bytes")
    )
    difference: tuple[str | float | None, ...] = (None, None, None, "", None)
    if above:
        found = above.spread
        says = "seen" if above.seen else paired.BELOW
        phone = round(found.median * _SLOWER) if above.seen else None
        difference = (*(round(each, 1) for each in found[:3]), says, phone)
    return (
        name,
        *(round(each, 1) for each in task[:3]),
        round(scripts, 1),
        *difference,
        round(heap),
        round(wire),
    )
