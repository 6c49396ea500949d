"""Finding an event on a server: in the projects of the settings, then in the others.

Source: docs/wire.md#events.
"""

from collections.abc import Iterator
from typing import Any, Final

from buildtools.errors import NothingFound, NotPermitted, ServerRefused
from buildtools.inspections.explain.server_view import SENTRYS, ExplainClient
from buildtools.inspections.explain.shown_event import kept_form
from buildtools.inspections.explain.stored_event import StoredEvent, read
from buildtools.texts.wording import listed

_MOST_PROJECTS: Final = 50
_NAMED: Final = 8


def find(client: ExplainClient, event_id: str) -> StoredEvent:
    """Read an event from the first project that has it.

    Raises NothingFound where none has it or the server gives no events back, NotPermitted where the
    token may read none of the settings' projects.
    """
    able = client.capabilities()
    if not able.events:
        raise NothingFound(
            f"event {event_id} cannot be read",
            evidence=(able.why("events"),),
            remedy="paste the stack or the event's JSON instead: invoke explain -",
        )
    for project, is_ours in _projects(client):
        try:
            event = _read(client, project, event_id)
        except (NotPermitted, ServerRefused):
            if is_ours:
                raise
            continue
        if event is not None:
            return read(event, event_id, project)
    where = listed([project for project, _ in _projects(client)], _NAMED)
    raise NothingFound(
        f"there is no event {event_id}",
        evidence=(f"looked in {where} of {client.connection.org}",),
        remedy="copy the ID from the event's page; one that came a moment ago takes up to two"
        " minutes",
    )


def _projects(client: ExplainClient) -> Iterator[tuple[str, bool]]:
    """List the projects in the order of asking, and whether the settings name them."""
    ours = client.connection.projects
    yield from ((slug, True) for slug in ours)
    try:
        others = [each.slug for each in client.projects() if each.slug not in ours]
    except (NotPermitted, ServerRefused):
        return
    yield from ((slug, False) for slug in others[:_MOST_PROJECTS])


def _read(client: ExplainClient, project: str, event_id: str) -> dict[str, Any] | None:
    if client.capabilities().name in SENTRYS:
        return client.event_json(project, event_id)
    shown = client.event_shown(project, event_id)
    return None if shown is None else kept_form(shown)
