"""Calls about stored events and the key to send them with. Source: docs/wire.md#events."""

from functools import cached_property
from typing import Any, TypeVar

from buildtools.api.endpoints.base import Endpoints
from buildtools.api.http.request import IF_ANY, Request
from buildtools.api.models.answers import ProjectKey
from buildtools.api.models.events import Event, SourceMapDebug
from buildtools.errors import ConfigurationError, NotPermitted, ServerRefused
from buildtools.facts.dsns import number_of

T = TypeVar("T")


class EventEndpoints(Endpoints):
    """Events of one organization's projects."""

    def dsn(self, project: str) -> str:
        """Return where a project's events go: by the DSN of the settings, else by its first key.

        A DSN of the settings that is of another of their projects counts for that one alone.

        Raises ConfigurationError where it is of none of them, ServerRefused without an active key.
        """
        own = self.connection.dsn
        if own and not self._is_of_another(own, project):
            return own
        if own and all(self._is_of_another(own, each) for each in self.connection.projects):
            raise ConfigurationError(
                f"server.dsn (SENTRY_DSN) is of another project than {project}",
                evidence=(f"its project number is {number_of(own)}",),
                remedy="set server.dsn (SENTRY_DSN) to the DSN that the project's settings show, or"
                " leave it out",
            )
        keys = self._keys(project)
        if keys:
            return keys[0]
        raise ServerRefused(
            f"project {project} has no active client key", remedy="set server.dsn (SENTRY_DSN)"
        )

    def _is_of_another(self, dsn: str, project: str) -> bool:
        """Whether the server says so; one that shows no keys says nothing."""
        try:
            known = {number_of(key) for key in self._keys(project)}
        except (NotPermitted, ServerRefused):
            return False
        return bool(known) and number_of(dsn) not in known

    def _keys(self, project: str) -> tuple[str, ...]:
        """Return the DSNs of a project's active keys; asked once."""
        if project not in self._known_keys:
            with self.explained(project=project):
                keys = self.pages(
                    self.of_project(project, "keys"), tuple[ProjectKey, ...], status="active"
                )
            public = (key.dsn.public for key in keys if key.is_active)
            self._known_keys[project] = tuple(filter(None, public))
        return self._known_keys[project]

    @cached_property
    def _known_keys(self) -> dict[str, tuple[str, ...]]:
        return {}

    def send_event(self, project: str, event: dict[str, Any]) -> None:
        """Send an event to a project's DSN; raises what `dsn` and `test_event.send` do."""
        from buildtools.api import test_event

        test_event.send(self.dsn(project), event, self.transport)

    def recent_events(self, project: str) -> tuple[str, ...]:
        """Return the IDs of the project's last events, newest first; a page of them."""
        with self.explained(project=project):
            page = next(self.replies(self.of_project(project, "events")))
        return tuple(each.event_id for each in page.read(tuple[Event, ...]))

    def send_envelope(self, project: str, body: bytes, url: str = "") -> None:
        """Send what an SDK made to the URL that it wanted, else to the project's DSN.

        Raises what `dsn` and `test_event.send` do, and ConfigurationError at a URL without a key.
        """
        from buildtools.api import test_event

        target = test_event.dsn_of(url) if url else None
        test_event.send_envelope(target or self.dsn(project), body, self.transport)

    def event(self, project: str, event_id: str) -> Event | None:
        """Read an event; None when it is not there yet."""
        return self._event(project, event_id, Event)

    def event_json(self, project: str, event_id: str) -> dict[str, Any] | None:
        """Read an event as it is stored; None when it is not there yet."""
        return self._event(project, event_id, dict[str, Any], "json")

    def event_shown(self, project: str, event_id: str) -> dict[str, Any] | None:
        """Read an event as it is shown; None when it is not there yet."""
        return self._event(project, event_id, dict[str, Any])

    def source_map_debug(self, project: str, event_id: str) -> SourceMapDebug | None:
        """Ask the server's own diagnosis of an event; None when it has none."""
        return self._event(
            project, event_id, SourceMapDebug, "source-map-debug-blue-thunder-edition"
        )

    def _event(self, project: str, event_id: str, type_: type[T], *more: str) -> T | None:
        where = self.of_project(project, "events", event_id.replace("-", ""), *more)
        response = self.transport.send(Request("GET", where), IF_ANY)
        return None if response.status == 404 else response.read(type_)
