"""Calls that count sessions. Source: docs/wire.md#sessions."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from buildtools.api.endpoints.base import Endpoints
from buildtools.api.http.request import Request
from buildtools.api.http.response import Response
from buildtools.api.models.sessions import Group, SessionAnswer

SESSIONS, USERS = "sum(session)", "count_unique(user)"
RATE = "crash_free_rate(session)"
_STATUS = "session.status"


class Asked(NamedTuple):
    """Whose sessions are counted, and when; times without a zone are UTC, the last one included."""

    projects: Sequence[str]
    """Their numbers."""
    environment: str
    release: str
    start: str
    end: str


class SessionEndpoints(Endpoints):
    """Sessions of one organization."""

    def totals(self, asked: Asked) -> tuple[Group, ...]:
        """Count sessions and users, with the rate of those that did not crash."""
        return self._groups(asked, (SESSIONS, USERS, RATE), ())

    def by_status(self, asked: Asked) -> tuple[Group, ...]:
        """Count sessions and users by how they ended."""
        return self._groups(asked, (SESSIONS, USERS), (_STATUS,))

    def _groups(
        self, asked: Asked, fields: tuple[str, ...], groups: tuple[str, ...]
    ) -> tuple[Group, ...]:
        return self._ask(asked, fields, groups).read(SessionAnswer).groups

    def _ask(self, asked: Asked, fields: tuple[str, ...], groups: tuple[str, ...]) -> Response:
        params: dict[str, str | tuple[str, ...]] = {
            "field": fields,
            "groupBy": groups,
            "project": tuple(asked.projects),
            "environment": asked.environment,
            "query": f'release:"{_exactly(asked.release)}"',
            "start": asked.start,
            "end": asked.end,
            "interval": "1h",
            "includeSeries": "0",
        }
        return self.transport.send(Request("GET", self.of_org("sessions"), params=params))


def _exactly(value: str) -> str:
    """Write a value so that nothing in it is a pattern or ends the quotes."""
    return re.sub(r'(["\\*])', r"\\\1", value)
