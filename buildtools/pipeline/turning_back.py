"""Rolling back: the release that was deployed before is the one again, on the server and here.

There is no call for it: a deploy of the old release is recorded, and the bad one is archived. The
deploy's name says what it is, so that a second run, wherever it is, finds it and doubles nothing.
What is deployed is the project's own affair; `live` then sees the old bytes, for the old ledger is
the current one again. Source: docs/wire.md#deploys, docs/wire.md#releases.
"""

import hashlib
import time as clock
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import msgspec

from buildtools.api.endpoints.confirmation import read_back
from buildtools.api.models.answers import DeployRecord, Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.checks.field_limits import LONGEST_DEPLOY_NAME
from buildtools.connection import Connection
from buildtools.errors import NotReady, ServerRefused
from buildtools.texts.timestamps import in_utc

_MARK = "rollback from "
_CUT = "…"
_DIGITS = 10


class RollbackClient(Protocol):
    """What is asked of the client."""

    connection: Connection

    def capabilities(self) -> Capabilities: ...

    def release(self, version: str) -> Release | None: ...

    def recent_releases(self) -> tuple[Release, ...]: ...

    def last_release(
        self, environment: str, projects: tuple[str, ...], *, besides: str | None = None
    ) -> Release | None: ...

    def deploys(self, version: str) -> tuple[DeployRecord, ...]: ...

    def create_deploy(
        self,
        version: str,
        environment: str,
        *,
        name: str | None,
        finished: str,
        projects: tuple[str, ...],
    ) -> DeployRecord: ...

    def update_release(self, version: str, *, status: str) -> Release: ...


class Turn(NamedTuple):
    """From which release to which; what is decided before anything is written."""

    to: str
    bad: str | None
    """The one that was deployed last; None where `to` is that, and by no rollback."""
    chosen_by: str
    recorded: bool
    """Whether the deploy of it stands on the server already."""


class Done(msgspec.Struct, frozen=True):
    """What was written on the server now; what was so already is false."""

    recorded: bool = False
    archived: bool = False
    reopened: bool = False


def decide(client: RollbackClient, environment: str, to: str | None) -> Turn:
    """Ask the server's deploys where an environment stands, and choose where it goes.

    Raises ServerRefused by a server without releases or deploys, NotReady where nothing was
    deployed, or nothing before, or where the release that is wanted is not there.
    """
    able, projects = client.capabilities(), client.connection.projects
    for name in ("releases", "deploys"):
        if not getattr(able, name):
            helps = "deploy the files of the old release; there is nothing to record it with"
            raise ServerRefused(f"no rollback can be recorded: {able.why(name)}", remedy=helps)
    last = client.last_release(environment, projects)
    if last is None:
        raise NotReady(
            f"the server knows no deploy to {environment}",
            evidence=["among the newest hundred releases of its projects"],
            remedy=f"invoke status --env={environment}",
        )
    bad = _rolled_back_from(client, last.version, environment)
    if to in (None, last.version) and (bad or to):
        return Turn(last.version, bad, "it is deployed already", recorded=True)
    if to is None:
        before = client.last_release(environment, projects, besides=last.version)
        if before is None:
            raise NotReady(
                f"no release was deployed to {environment} before {last.version}",
                evidence=["among the newest hundred of its projects that are not archived"],
                remedy="name one: --to=RELEASE",
            )
        return Turn(before.version, last.version, "the server's deploys", recorded=False)
    if client.release(to) is None:
        raise NotReady(
            f"the server has no release {to}",
            remedy=f"build it: SENTRY_RELEASE={to} invoke release",
        )
    return Turn(to, last.version, "--to", recorded=False)


def _rolled_back_from(client: RollbackClient, version: str, environment: str) -> str | None:
    """Return the bad release by the name of the last deploy; None where it was no rollback."""
    here = [each for each in client.deploys(version) if each.environment == environment]
    last = max(here, key=lambda each: each.date_finished or "", default=None)
    name = (last.name if last else None) or ""
    if not name.startswith(_MARK):
        return None
    known = [each.version for each in client.recent_releases()] if _CUT in name else []
    return next((each for each in known if _mark(each) == name), name.removeprefix(_MARK))


def _mark(bad: str) -> str:
    """Name the deploy of a rollback; where there is no room a digest keeps two releases apart."""
    name = f"{_MARK}{bad}"
    if len(name) <= LONGEST_DEPLOY_NAME:
        return name
    end = _CUT + hashlib.sha1(bad.encode(), usedforsecurity=False).hexdigest()[:_DIGITS]
    return name[: LONGEST_DEPLOY_NAME - len(end)] + end


def apply(
    client: RollbackClient,
    environment: str,
    turn: Turn,
    *,
    keep: bool,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    pause: Callable[[float], None] = clock.sleep,
) -> Done:
    """Record the deploy, and archive the bad release; what is so already is left.

    The deploy comes first: from then on a second run knows what was meant.
    """
    reopened = _has_status(client, turn.to, "archived")
    if reopened:
        _set_status(client, turn.to, "open", pause)
    if not turn.recorded and turn.bad:
        _record(client, environment, turn.to, turn.bad, in_utc(now(), "milliseconds"), pause)
    archived = bool(turn.bad and not keep and _has_status(client, turn.bad, "open"))
    if archived and turn.bad:
        _set_status(client, turn.bad, "archived", pause)
    return Done(not turn.recorded, archived, reopened)


def _record(
    client: RollbackClient,
    environment: str,
    version: str,
    bad: str,
    time: str,
    pause: Callable[[float], None],
) -> None:
    projects = client.connection.projects
    client.create_deploy(version, environment, name=_mark(bad), finished=time, projects=projects)

    def stands() -> str | None:
        last = client.last_release(environment, projects)
        return last.version if last else None

    if read_back(stands, lambda last: last == version, pause) != version:
        raise ServerRefused(
            f"the server took the deploy of {version} to {environment}, and does not have it as the"
            " last one",
            evidence=[f"sent dateFinished {time}", f"last deployed {stands()}"],
            remedy="look at the clock of this machine, and at the release's deploys on the server",
        )


def _has_status(client: RollbackClient, version: str, status: str) -> bool:
    """Return whether a release is there in this status; a server that tells none has it open."""
    release = client.release(version)
    return release is not None and (release.status or "open") == status


def _set_status(
    client: RollbackClient, version: str, status: str, pause: Callable[[float], None]
) -> None:
    client.update_release(version, status=status)
    kept = read_back(lambda: _has_status(client, version, status), bool, pause)
    if not kept:
        raise ServerRefused(
            f"the server took that {version} is {status}, and does not have it so",
            remedy="--keep leaves the release as it is",
        )
