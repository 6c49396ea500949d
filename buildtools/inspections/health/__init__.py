"""Is a release well, by its sessions after the deploy: asked of a server, judged by `health`.

deployed     when it was deployed, and which release was there before
counting     how many sessions and users, and how many of them failed
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from buildtools.api.endpoints.sessions import Asked, SessionEndpoints
from buildtools.config import Loaded
from buildtools.errors import OutOfOrder
from buildtools.health import judging, window
from buildtools.health.checked import Checked
from buildtools.health.judging import Counts, Rate
from buildtools.inspections.health import deployed
from buildtools.inspections.health.counting import NOT_TOLD, Seen, counted, not_offered
from buildtools.inspections.health.deployed import Deployed

if TYPE_CHECKING:
    from buildtools.api.client import Client

POLL_SECONDS = 60.0
GROWTH = 1.5
"""By how much sessions have to grow until they are judged once more."""

Now = Callable[[], datetime]
Pause = Callable[[float], None]


class Clock(NamedTuple):
    """How time passes."""

    now: Now = lambda: datetime.now(UTC)
    pause: Pause = time.sleep
    seconds: Callable[[], float] = time.monotonic


REAL_TIME = Clock()


class _Gate(NamedTuple):
    """What stays the same from look to look."""

    loaded: Loaded
    account: SessionEndpoints
    projects: Sequence[str]
    ours: Deployed
    before: Deployed | None
    clock: Clock

    def hours(self) -> window.Window:
        most = self.loaded.settings.health.hours
        return window.after(self.ours.when, self.clock.now(), most)

    def seen(self, of: Deployed, hours: window.Window) -> Seen:
        start, end = hours.asked
        environment = self.loaded.deploy_environment
        return counted(self.account, Asked(self.projects, environment, of.release, start, end))


def look(
    loaded: Loaded, client: "Client", release: str, wait_seconds: float, clock: Clock = REAL_TIME
) -> Checked:
    """Look at the sessions of a release, again and again up to a limit while they are too few.

    Raises OutOfOrder where no deploy of it is known, ServerRefused where sessions are not offered,
    NotPermitted where the token may not count them.
    """
    gate = _gate(loaded, client, release, clock)
    ends, looks, judged = clock.seconds() + wait_seconds, 0, 0
    while True:
        hours = gate.hours()
        seen = gate.seen(gate.ours, hours)
        left = ends - clock.seconds()
        grown = seen.sessions.total >= max(judged * GROWTH, 1)
        if grown or left <= 0 or wait_seconds <= 0:
            looks, judged = looks + 1, seen.sessions.total
            checked = _checked(gate, hours, seen, looks, is_one_of_many=wait_seconds > 0)
            if checked.answer != "not-enough" or left <= 0:
                return checked
        clock.pause(min(POLL_SECONDS, left))


def _gate(loaded: Loaded, client: "Client", release: str, clock: Clock) -> _Gate:
    if not client.capabilities().deploys:
        raise not_offered()
    environment = loaded.deploy_environment
    ours = deployed.of_release(client, release, environment)
    if ours is None:
        raise OutOfOrder(
            "health",
            "finalize",
            loaded.environment,
            how=f"has recorded no deploy of {release}",
        )
    projects = client.connection.projects
    compares = loaded.settings.health.compare
    before = deployed.before(client, ours, environment, projects) if compares else None
    account = SessionEndpoints(client.connection, client.transport)
    return _Gate(loaded, account, [*client.project_numbers().values()], ours, before, clock)


def _checked(
    gate: _Gate, hours: window.Window, seen: Seen, looks: int, *, is_one_of_many: bool
) -> Checked:
    settings = gate.loaded.settings.health
    error = 1 - settings.confidence / 100
    each = judging.of_look(error, looks) if is_one_of_many else error
    earlier = (
        gate.seen(gate.before, window.same_after(gate.before.when, hours)) if gate.before else None
    )
    rates = tuple(_rates(gate, seen, earlier, each))
    return Checked(
        release=gate.ours.release,
        deploy_environment=gate.loaded.deploy_environment,
        deployed=gate.ours.told,
        since=hours.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        hours=hours.hours,
        confidence=settings.confidence,
        looks=looks,
        answer=judging.together(rates),
        rates=rates,
        baseline=gate.before.release if gate.before and rates[0].before else None,
        not_compared=_not_compared(gate, rates[0]),
        notes=() if seen.tells_unhandled or not seen.sessions.total else (NOT_TOLD,),
    )


def _rates(gate: _Gate, seen: Seen, earlier: Seen | None, error: float) -> list[Rate]:
    settings = gate.loaded.settings.health
    sessions: Counts | None = earlier.sessions if earlier else None
    rates = [
        judging.judge(
            "sessions", seen.sessions, settings.crash_free_sessions / 100, error, sessions
        )
    ]
    if settings.crash_free_users is not None:
        users = earlier.users if earlier else None
        wanted = settings.crash_free_users / 100
        rates.append(judging.judge("users", seen.users, wanted, error, users))
    return rates


def _not_compared(gate: _Gate, rate: Rate) -> str:
    before = gate.before
    if not gate.loaded.settings.health.compare:
        return "health.compare is off"
    if before is None:
        return deployed.FIRST
    if rate.before is None and rate.total:
        return f"{before.release} before it had no sessions in the same hours after its deploy"
    return "" if rate.before else "there is no session yet"
