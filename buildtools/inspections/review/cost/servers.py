"""What an app takes of its server: CPU up to its first answer, and of a request.

The CPU of all its processes is read from outside; who asks is this process, whose own counts
nothing. Requests go one after the other over one connection.
"""

import contextlib
import http.client
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from buildtools.errors import BuildFailed
from buildtools.inspections.review.cost import paired
from buildtools.project import cpu
from buildtools.project.serving import Running, running
from buildtools.review.reviewed import Figure, Table
from buildtools.settings import Serve

STARTS = 5
ROUNDS = 9
REQUESTS = 200
_WARM = 300
_AFTER_SECONDS = 0.3
"""What a request leaves to be done later, such as sending, is done by then."""
_BROKEN = 500


class App(NamedTuple):
    """A folder that can be started."""

    serve: Serve
    folder: Path
    environ: Mapping[str, str]

    def running(self) -> contextlib.AbstractContextManager[Running]:
        """Start it. Raises BuildFailed when it does not come up."""
        serve = self.serve
        return running(
            serve.command,
            cwd=self.folder,
            environ=self.environ,
            url=serve.url,
            ready=serve.ready,
            seconds=serve.seconds,
        )


def start_ms(app: App) -> float:
    """Start an app, and return the CPU that it has taken when it answers. Raises BuildFailed."""
    with app.running() as there:
        return _used(there) * 1000


def request_us(there: Running, requests: int, pause: Callable[[float], None] = time.sleep) -> float:
    """Ask an app that runs so many times, and return the CPU of one request.

    Raises BuildFailed where it fails, or ends.
    """
    before = _used(there)
    _ask(there.url, requests)
    pause(_AFTER_SECONDS)
    return (_used(there) - before) / requests * 1e6


def measure_starts(apps: Mapping[str, App], rounds: int = STARTS) -> dict[str, list[float]]:
    """Start each app once a round, in turns."""
    return paired.in_turns({name: partial(start_ms, app) for name, app in apps.items()}, rounds)


def measure_requests(
    there: Mapping[str, Running], rounds: int = ROUNDS, requests: int = REQUESTS
) -> dict[str, list[float]]:
    """Ask each app that runs, in turns, once all are warm."""
    for each in there.values():
        _ask(each.url, _WARM)
    asks = {name: partial(request_us, each, requests) for name, each in there.items()}
    return paired.in_turns(asks, rounds)


def told(
    starts: Mapping[str, Sequence[float]], requests: Mapping[str, Sequence[float]]
) -> tuple[list[Figure], Table]:
    """Return what the last app takes above the first one, at its start and for a request."""
    rows: list[tuple[str | int | float | None, ...]] = []
    figures = []
    for name, what, measured in (
        ("server-start-cpu", "start, ms", starts),
        ("server-request-cpu", "request, µs", requests),
    ):
        first, *_, last = measured.values()
        above = paired.difference(first, last, paired.least(name))
        figures.append(paired.figure(name, above, f"CPU of its processes, {cpu.name()}"))
        rows.append(_row(what, first, last, above))
    return figures, Table("cost-server", _TITLE, _COLUMNS, tuple(rows), _SOURCE, _NOTE)


_TITLE = "what the server takes"
_COLUMNS = ("what", "without Sentry", "with Sentry", "above", "lowest", "highest", "of", "says")
_SOURCE = "CPU of all processes of the app, as serve.command starts it, in turns"
_NOTE = (
    "Medians; differences are taken pair by pair. A start ends with the first answer; requests are "
    "for the first page, over one connection, and events go to a listener on this machine."
)


def _row(
    what: str, first: Sequence[float], last: Sequence[float], above: paired.Difference
) -> tuple[str | int | float | None, ...]:
    medians = (round(paired.spread(each).median, 1) for each in (first, last))
    says = "seen" if above.seen else paired.BELOW
    spread = (round(each, 1) for each in above.spread[:3])
    return (what, *medians, *spread, above.spread.n, says)


def _used(there: Running) -> float:
    used = cpu.used_by(there.leader)
    if used is None:
        raise BuildFailed("this system does not tell the CPU of another process, or it has ended")
    return used


def _ask(url: str, requests: int) -> None:
    """Ask for the first page so many times. Raises BuildFailed."""
    parts = urlsplit(url)
    with contextlib.closing(_connection(url)) as asking:
        for _ in range(requests):
            try:
                asking.request("GET", parts.path or "/")
                reply = asking.getresponse()
                reply.read()
            except (OSError, http.client.HTTPException) as failed:
                raise BuildFailed(f"the app does not answer at {url}: {failed}") from failed
            if reply.status >= _BROKEN:
                raise BuildFailed(f"the app answers {reply.status} at {url}")


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "127.0.0.1", parts.port, timeout=30)


@contextlib.contextmanager
def all_running(apps: Mapping[str, App]) -> Iterator[dict[str, Running]]:
    """Run several apps beside each other. Raises BuildFailed when one does not come up."""
    with contextlib.ExitStack() as ends:
        yield {name: ends.enter_context(app.running()) for name, app in apps.items()}
