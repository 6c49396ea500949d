"""What the SDK costs: the app with Sentry beside the same app built without it, in turns.

    pages       CPU of the main thread in Chromium
    servers     CPU of the server's processes, at the start and for a request
    builds      CPU of the build
    paired      what can be told of differences
    sink        where events of measured apps go

Nothing is sent to a project, and the app's own folder is not written to.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from buildtools.errors import BuildtoolsError
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.cost import builds, pages, servers, sink
from buildtools.inspections.review.cost.servers import App
from buildtools.project.serving import PORT
from buildtools.review.evidence.cost import CostSeen
from buildtools.review.reviewed import Figure, Table
from buildtools.review.unseen import Unseen
from buildtools.settings import Serve

log = logging.getLogger("buildtools")


class Copies(NamedTuple):
    """Who makes copies of the project, each for as long as its context lasts."""

    without: "Callable[[], Scope | Unseen]"
    """One that is built without Sentry, or why there is none."""
    as_it_is: "Callable[[Scope], AbstractContextManager[Scope]]"
    """One that is not built, with Sentry."""
    left: "Callable[[Scope], Sequence[Path]]"
    """What a build leaves in one of them, its caches included."""


Part = tuple[list[Figure], list[Table], list[str]]
"""Figures, tables, and what was not measured."""

_BARE, _FULL = "without Sentry", "with Sentry"


def measure(scope: Scope, copies: Copies) -> CostSeen | Unseen:
    """Measure pages, server and build with Sentry and without.

    Where one of them cannot be measured, `untried` says why, and nothing is invented.
    """
    hindered = scope.passed_over("weight", "site") or _not_asked(scope)
    if hindered:
        return hindered
    serve = scope.loaded.settings.serve
    if serve is None:
        return _nothing("nothing says how the app is started: set serve: {command: …}")
    if PORT not in serve.url:
        why = "two apps have to run beside each other, and serve.url has one port for both"
        return _nothing(f"{why}: let it and serve.command take {{port}}")
    log.info("cost: %s", _takes())
    bare = copies.without()
    if isinstance(bare, Unseen):
        return _nothing(bare.why)
    return _measured(scope, serve, bare, copies)


def _nothing(why: str) -> CostSeen:
    return _seen([([], [], [f"pages, server and build: {why}"])])


def _seen(parts: Sequence[Part]) -> CostSeen:
    untried = tuple(each for part in parts for each in part[2])
    rows = tuple((each.partition(": ")[0], each.partition(": ")[2]) for each in untried)
    title, columns = "what of its cost was not measured", ("what", "why")
    missing = [Table("cost-not-measured", title, columns, rows, "review --cost")] if rows else []
    return CostSeen(
        tuple(figure for part in parts for figure in part[0]),
        (*(table for part in parts for table in part[1]), *missing),
        untried,
    )


def _not_asked(scope: Scope) -> Unseen | None:
    return None if scope.asked.cost else Unseen("--cost was not given", asked=False)


def _takes() -> str:
    visits = (pages.ROUNDS + 1) * 3
    starts, asks = (servers.STARTS + 1) * 2, (servers.ROUNDS + 1) * servers.REQUESTS * 2
    made = 1 + builds.ROUNDS * 2
    return f"{made} builds, {visits} visits of a page, {starts} starts, {asks} requests"


def _measured(scope: Scope, serve: Serve, bare: Scope, copies: Copies) -> CostSeen:
    with sink.listening() as url:
        environ = sink.leading_to(url, scope.variables)
        apps = {_BARE: App(serve, bare.app, environ), _FULL: App(serve, scope.app, environ)}
        parts = [
            _tried("pages", lambda: _pages(scope, apps)),
            _tried("server", lambda: _server(apps)),
        ]
    parts.append(_tried("build", lambda: _builds(scope, bare, copies)))
    return _seen(parts)


def _tried(what: str, measuring: Callable[[], Part]) -> Part:
    """Measure one part; what fails says why, and the others go on."""
    try:
        return measuring()
    except BuildtoolsError as failed:
        return [], [], [f"{what}: {failed.what}"]


def _pages(scope: Scope, apps: dict[str, App]) -> Part:
    with (
        servers.all_running(apps) as there,
        pages.in_chromium(scope.asked.browser_path) as visits,
    ):
        path = scope.loaded.settings.review.page.lstrip("/")
        bare, full = (urljoin(f"{there[name].url}/", path) for name in (_BARE, _FULL))
        if why := pages.hindrance(visits, bare, full):
            return [], [], [f"pages: {why}"]
        urls = {_BARE: bare, pages.AGAIN: bare, _FULL: full}
        figures, table = pages.told(pages.measure(visits, urls, pages.ROUNDS), visits.version)
    return figures, [table], []


def _server(apps: dict[str, App]) -> Part:
    starts = servers.measure_starts(apps)
    with servers.all_running(apps) as there:
        requests = servers.measure_requests(there)
    figures, table = servers.told(starts, requests)
    return figures, [table], []


def _builds(scope: Scope, bare: Scope, copies: Copies) -> Part:
    command = scope.loaded.settings.build.command
    if command is None:
        return [], [], ["build: build.command is not set"]
    with copies.as_it_is(scope) as full:
        environ = scope.variables
        made = {
            name: builds.Copy(command, each.app, environ, copies.left(each))
            for name, each in ((_BARE, bare), (_FULL, full))
        }
        figures, table = builds.told(builds.measure(made))
    return figures, [table], []
