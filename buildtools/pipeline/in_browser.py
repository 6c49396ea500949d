"""What a look at a live site needs for a look in a browser: which site, and what to hold it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import msgspec

from buildtools import config
from buildtools.api.http.urls import is_loopback
from buildtools.checks import build_command
from buildtools.config import SiteConnection
from buildtools.errors import BuildtoolsError, ConfigurationError
from buildtools.pipeline.job import Job
from buildtools.project.serving import serving
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Looked
from buildtools.settings import Serve

if TYPE_CHECKING:
    from buildtools.checks.sdk import Wanted
    from buildtools.inspections.live import Release


@contextmanager
def site(job: Job) -> Iterator[SiteConnection]:
    """Find the live site; where there is none, and a browser is asked for, the app is started.

    Raises ConfigurationError when nothing says where it is, BuildFailed when it does not come up.
    """
    serve = job.settings.serve
    if job.asked.browser is None or serve is None or job.settings.live_site:
        there = config.site(job.loaded)
        _allow(job, there.url)
        yield there
        return
    _allow(job, serve.url)
    with _started(job, serve) as url:
        yield SiteConnection(url, {}, None, "")


@contextmanager
def _started(job: Job, serve: Serve) -> Iterator[str]:
    build, loaded = job.settings.build, job.loaded
    variables = build_command.variables(
        loaded.variables, build.environment, job.release, job.ledger.dist, loaded.known_secrets
    )
    with serving(
        serve.command,
        cwd=job.root / Path(build.directory),
        environ=variables,
        url=serve.url,
        ready=serve.ready,
        seconds=serve.seconds,
    ) as url:
        yield url


def _allow(job: Job, url: str) -> None:
    """Raise ConfigurationError when events would be sent where nobody said that they may."""
    asked = job.asked.browser
    if asked and asked.event and not asked.anywhere and not is_loopback(url):
        raise ConfigurationError(
            f"an event would be sent by a page of {url}, which is not this machine",
            remedy="say --yes if it may: the event is tagged sentry-buildtools",
        )


def added(
    job: Job, there: SiteConnection, release: "Release", record: Record, looked: Looked
) -> Looked:
    """Look in a browser too, where that is asked for, and add what was found.

    Raises ConfigurationError when there is no browser.
    """
    from buildtools.inspections.browser import Visit, look
    from buildtools.inspections.browser.scripts import Script

    asked = job.asked.browser
    if asked is None or not looked.reached:
        return looked
    root = there.url.rstrip("/") + "/"
    pages = [urljoin(root, page.lstrip("/")) for page in asked.pages]
    scripts = [
        Script(each.address, each.pair.pair.url, each.pair.debug_id, each.digest)
        for each in release.scripts
        if each.address
    ]
    found = look(Visit(pages, there.headers, asked.path), scripts, _wanted(job), record)
    proof = Proof(dict(record.counts), (*looked.proof.findings, *found))
    return msgspec.structs.replace(looked, proof=proof)


def _wanted(job: Job) -> "Wanted":
    """Return what the SDK of a page should report."""
    from buildtools.checks.sdk import Wanted

    dsns: tuple[str, ...] = ()
    unknown = "the server is the sandbox, which no page is built for"
    if job.settings.server != "sandbox":
        unknown = ""
        try:
            client = job.client
            dsns = tuple(client.dsn(project) for project in client.connection.projects)
        except BuildtoolsError as failure:
            unknown = failure.what
    return Wanted(job.release, job.loaded.environment, job.ledger.dist, dsns, unknown)
