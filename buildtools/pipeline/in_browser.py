"""What a look at a live site needs for a look in a browser: which site, and what to hold it to."""

import logging
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
from buildtools.findings import Finding
from buildtools.pipeline.job import Job
from buildtools.project.serving import started
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Looked

if TYPE_CHECKING:
    from buildtools.checks.sdk import Wanted
    from buildtools.inspections.browser.probe import Sending
    from buildtools.inspections.live import Release
    from buildtools.inspections.scenarios.sources import Case

log = logging.getLogger("buildtools")


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
    build, loaded = job.settings.build, job.loaded
    variables = build_command.variables(
        *(loaded.variables, build.environment, job.release, job.ledger.dist),
        *(loaded.known_secrets, loaded.deploy_environment),
    )
    with started(serve, job.root / Path(build.directory), variables) as url:
        yield SiteConnection(url, {}, None, "")


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

    With an event it raises the first scenario that happens in a page; where sentry.yml tells of
    none, the page's own SDK sends a test event.

    Raises ConfigurationError when there is no browser, and for an event what the client does.
    """
    from buildtools.api.http.certificates import Trust
    from buildtools.inspections.browser import Visit, look
    from buildtools.inspections.browser.scripts import Script

    asked = job.asked.browser
    if asked is None or not looked.reached:
        return looked
    root = there.url.rstrip("/") + "/"
    pages = [urljoin(root, page.lstrip("/")) for page in asked.pages]
    scripts = [
        Script(
            *(each.address, each.pair.pair.url, each.pair.debug_id, each.digest),
            each.pair.pair.script,
        )
        for each in release.scripts
        if each.address
    ]
    hindrance = _hindrance(job) if asked.event else ()
    sends = asked.event and not hindrance
    case = _scenario(job) if sends else None
    sending = _sending(job, release) if sends and case is None else None
    trust = Trust(there.ca_bundle, there.ca_origin)
    visit = Visit(pages, there.headers, asked.path, sending, trust)
    found = [*looked.proof.findings, *look(visit, scripts, _wanted(job), record), *hindrance]
    if case is not None:
        found += _raised(job, there, asked.path, case, record)
    proof = Proof(dict(record.counts), tuple(found))
    return msgspec.structs.replace(looked, proof=proof)


def _hindrance(job: Job) -> tuple[Finding, ...]:
    """Return why no event can be read back from the server; nothing where one can."""
    from buildtools.checks import unanswered
    from buildtools.findings.subjects import Endpoint

    able = job.client.capabilities()
    about = Endpoint("test events")
    return () if able.events else (unanswered.not_offered(about, able.why("events")),)


def _scenario(job: Job) -> "Case | None":
    """Return the first scenario of sentry.yml that happens in a page and can resolve."""
    from buildtools.inspections.scenarios.sources import cases, marked

    told = job.settings.scenarios
    if not told:
        return None
    every = cases(marked(job.root, job.settings.build), told)
    return next(
        (
            case
            for case in every
            if case.scenario and not case.scenario.request and not case.scenario.cannot_resolve
        ),
        None,
    )


def _raised(
    job: Job, there: SiteConnection, browser: str | None, case: "Case", record: Record
) -> tuple[Finding, ...]:
    """Raise a scenario in a page, read its event back, and judge it."""
    from buildtools.inspections.scenarios import look
    from buildtools.inspections.scenarios.place import Place

    log.info("raising the scenario %s: %s", case.raising.mark.name, case.raising.by)
    place = Place(there, None, browser)
    shown = look(job.loaded, job.client, job.ledger, place, [case])
    record.extend(shown.trials)
    return shown.findings


def _sending(job: Job, release: "Release") -> "Sending":
    from buildtools.inspections.browser.at_hand import AtHand
    from buildtools.inspections.browser.probe import Sending

    pairs = [each.pair for each in release.scripts]
    client = job.client
    return Sending(
        client,
        client.connection.projects[0],
        job.settings.server == "sandbox",
        AtHand(job.root, pairs, release.stripped).side,
        job.settings.verify.wait_seconds,
    )


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
    return Wanted(job.release, job.loaded.deploy_environment, job.ledger.dist, dsns, unknown)
