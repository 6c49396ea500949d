"""Scenarios: raise the marked errors of an app, and show expected against resolved.

    sources     marked lines, and how sentry.yml raises each
    place       where: an app that is started for it, or the live site
    rounds      one after the other
    raising     one error raised, by a request or in a page
    pages       pages in Chromium: their clicks, and the envelopes they send
    reported    its event, found again on the server

It writes nothing; the app's own SDK makes the events.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import Event
from buildtools.checks import expectations
from buildtools.config import Loaded
from buildtools.connection import Connection
from buildtools.errors import OutOfOrder, ServerRefused
from buildtools.findings import Finding
from buildtools.inspections.scenarios.pages import InChromium
from buildtools.inspections.scenarios.place import Place, Told, opened
from buildtools.inspections.scenarios.raising import Hands, asking
from buildtools.inspections.scenarios.reported import Clock, Reports
from buildtools.inspections.scenarios.rounds import rounds
from buildtools.inspections.scenarios.sources import Case
from buildtools.ledger import Ledger
from buildtools.proof.trials import Trial


class ScenariosClient(Protocol):
    """What this inspection asks of the client."""

    @property
    def connection(self) -> Connection: ...

    def capabilities(self) -> Capabilities: ...

    def dsn(self, project: str) -> str: ...

    def recent_events(self, project: str) -> tuple[str, ...]: ...

    def event(self, project: str, event_id: str) -> Event | None: ...

    def send_envelope(self, project: str, body: bytes, url: str = "") -> None: ...


class Shown(msgspec.Struct, frozen=True):
    """What was raised where, what came of it, and what is wrong with that."""

    environment: str
    release: str
    """Empty where no ledger on this machine says which one runs there."""
    at: str
    trials: tuple[Trial, ...]
    findings: tuple[Finding, ...]


def look(
    loaded: Loaded,
    client: ScenariosClient,
    ledger: Ledger | None,
    place: Place,
    cases: Sequence[Case],
    on_trial: Callable[[Trial], None] = lambda trial: None,
) -> Shown:
    """Start the app or go to its site, raise each error, and judge what it came back as.

    Raises OutOfOrder where the sandbox has nothing to resolve by, ServerRefused where events cannot
    be read back, BuildFailed when the app does not come up, ConfigurationError when there is no
    browser, and what the client does.
    """
    sandbox = loaded.settings.server == "sandbox"
    if sandbox and (ledger is None or ledger.state("upload") != "done"):
        raise OutOfOrder("scenarios", "release", loaded.environment)
    release = ledger.release if ledger else ""
    able = client.capabilities()
    if not able.events:
        raise ServerRefused(
            f"{able.why('events')}; nor can an error that was raised",
            remedy="raise them where the server is a sandbox, or one that gives events back",
        )
    projects = client.connection.projects
    dist = ledger.dist if ledger else None
    told = Told(client.dsn(projects[0]), release, dist, own_dsn=not sandbox)
    reports = Reports(client, projects, Clock(loaded.settings.verify.wait_seconds))

    def send_on(url: str, body: bytes) -> None:
        client.send_envelope(projects[0], body, "" if sandbox else url)

    with (
        opened(place, loaded, told) as url,
        InChromium(
            url, place.site.headers, send_on, takes_tunnels=sandbox, browser=place.browser
        ) as pages,
    ):
        hands = Hands(url, pages, asking(place.site, url))
        trials = rounds(cases, hands, reports, on_trial)
    found = tuple(expectations.findings(trials))
    return Shown(loaded.environment, release, url, trials, found)
