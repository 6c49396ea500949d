"""Asking a server about an event: one that is no Sentry, one that refuses, one that has nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from buildtools.api.models.answers import Bundle, BundleFile, Found, Project, Release
from buildtools.api.models.capabilities import Capabilities, Name
from buildtools.api.models.events import SourceMapDebug
from buildtools.connection import Connection
from buildtools.errors import (
    BuildtoolsError,
    NothingFound,
    NotPermitted,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.inspections.explain import debug_id, event_reading, events
from buildtools.inspections.explain.explain import Explainer
from buildtools.inspections.explain.knowledge import EventKnowledge
from buildtools.inspections.explain.ledgers import Owner
from buildtools.inspections.explain.server_view import ServerView, unknown_view
from buildtools.values import DebugId, Secret

EVENT = "e" * 32
ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
PATH = "https://shop.example/static/page.js"
RAW = {"abs_path": PATH, "lineno": 1, "colno": 30, "function": "r"}


class Asked:
    """A server that has what it is given, and refuses the projects that it is told to."""

    def __init__(
        self,
        name: Name = "sentry",
        *,
        kept: dict[str, dict[str, Any]] | None = None,
        shown: dict[str, Any] | None = None,
        refuses: dict[str, BuildtoolsError] | None = None,
        bundles: tuple[Bundle, ...] = (),
        lists: bool = True,
        events: bool = True,
    ) -> None:
        self.connection = Connection("https://sentry.example", "acme", ("web",), Secret("t" * 40))
        self._able = Capabilities(
            *(name, True, True, True, True, frozenset({"ok"}), lists, lists, events)
        )
        self._kept, self._shown = kept or {}, shown
        self._refuses, self._bundles = refuses or {}, bundles

    def _refuse(self, what: str) -> None:
        if what in self._refuses:
            raise self._refuses[what]

    def capabilities(self) -> Capabilities:
        return self._able

    def projects(self) -> tuple[Project, ...]:
        self._refuse("projects")
        return (Project("web"), Project("app"), Project("shut"))

    def recent_releases(self) -> tuple[Release, ...]:
        self._refuse("releases")
        return (Release("shop@2.0"),)

    def bundles(self, project: str, query: str | None = None) -> tuple[Bundle, ...]:
        self._refuse("bundles")
        return self._bundles if project == "web" else ()

    def bundle_files(
        self, project: str, bundle_id: str, query: str | None = None
    ) -> tuple[BundleFile, ...]:
        return (BundleFile("~/static/page.js", 2, 1, None),)

    def look_up(self, project: str, *, debug_id: str) -> tuple[Found, ...]:
        self._refuse(project)
        return ()

    def download(self, project: str, found: Found) -> bytes:
        self._refuse("download")
        return b"PK"

    def event_json(self, project: str, event_id: str) -> dict[str, Any] | None:
        self._refuse(project)
        return self._kept.get(project)

    def event_shown(self, project: str, event_id: str) -> dict[str, Any] | None:
        return self._shown

    def source_map_debug(self, project: str, event_id: str) -> SourceMapDebug | None:
        return None


def event(**more: Any) -> dict[str, Any]:
    """Make an event of one frame, as a server keeps it."""
    return {"exception": {"values": [{"stacktrace": {"frames": [RAW]}}]}, **more}


NO = NotPermitted("the token may not do this: it needs project:read")


# Finding the event


def test_an_event_is_found_in_a_project_that_the_settings_do_not_name() -> None:
    """One that the token may not read is passed over."""
    client = Asked(kept={"app": event()}, refuses={"shut": NO})

    assert "app" == event_reading.find(client, EVENT).project


def test_a_token_that_may_not_read_the_projects_own_events_is_told() -> None:
    """The scope is what has to be given."""
    with pytest.raises(NotPermitted, match="project:read"):
        event_reading.find(Asked(refuses={"web": NO}), EVENT)


@pytest.mark.parametrize("refuses", [{}, {"projects": NO}, {"app": ServerRefused("no")}])
def test_an_event_that_is_nowhere_says_where_it_was_looked_for(
    refuses: dict[str, BuildtoolsError],
) -> None:
    """Those projects that could be asked."""
    with pytest.raises(NothingFound) as caught:
        event_reading.find(Asked(refuses=refuses), EVENT)

    assert caught.value.evidence[0].startswith("looked in web")


def test_a_server_that_gives_no_events_back_says_what_to_do_instead() -> None:
    """The stack can be pasted."""
    with pytest.raises(NothingFound) as caught:
        event_reading.find(Asked("bugsink", events=False), EVENT)

    assert "invoke explain -" in caught.value.remedy
    assert ("Bugsink does not give events back, so a test event cannot be judged",) == (
        caught.value.evidence
    )


# A server that is no Sentry


SHOWN = {
    "platform": "javascript",
    "release": {"version": "shop@2"},
    "tags": [{"key": "environment", "value": "production"}, 7],
    "message": "x",
    "entries": [
        {
            "type": "exception",
            "data": {
                "values": [
                    {
                        "type": "Error",
                        "value": "x",
                        "stacktrace": {
                            "frames": [
                                {
                                    **{"filename": "src/page.ts", "absPath": "src/page.ts"},
                                    **{"lineNo": 9, "colNo": 3, "function": "receipt"},
                                    "context": [[8, "a"], [9, "  throw x;"]],
                                },
                                {"filename": PATH, "absPath": PATH, "lineNo": 1, "colNo": 8},
                            ]
                        },
                        "rawStacktrace": {
                            "frames": [
                                {"filename": PATH, "absPath": PATH, "lineNo": 1, "colNo": 30},
                                {"filename": PATH, "absPath": PATH, "lineNo": 1, "colNo": 8},
                            ]
                        },
                    }
                ]
            },
        },
        {"type": "debugmeta", "data": {"images": []}},
        {"type": "message", "data": None},
        3,
    ],
    "errors": [],
}


def test_an_event_as_it_is_shown_is_read_as_well() -> None:
    """GlitchTip keeps no other form; what moved was resolved."""
    told = event_reading.find(Asked("glitchtip", shown=SHOWN), EVENT)
    stays, placed = told.stacks[0].frames

    assert ("shop@2", "production") == (told.facts.release, told.facts.environment)
    assert stays.original is None
    assert placed.original is not None
    assert ("src/page.ts", 9, "  throw x;") == (
        *(placed.original.source, placed.original.line),
        placed.original.text,
    )
    assert (PATH, 30) == (placed.sent.url, placed.sent.column)


@pytest.mark.parametrize(
    "odd", [{}, {"entries": None}, {"entries": [{"type": "exception", "data": {"values": [{}]}}]}]
)
def test_an_odd_event_is_read_as_it_is_shown(odd: dict[str, Any]) -> None:
    """Other servers write other things."""
    told = event_reading.find(Asked("glitchtip", shown=odd), EVENT)

    assert [] == [frame for stack in told.stacks for frame in stack.frames]


def test_a_server_without_a_diagnosis_leaves_its_part_open(tmp_path: Path) -> None:
    """Never shown as if it had been asked."""
    client = Asked("glitchtip", shown=SHOWN, lists=False)
    found = event_reading.find(client, EVENT)
    asked = EventKnowledge(found, ServerView(client, found), None, tmp_path)
    explainer = Explainer([], datetime(2026, 1, 1, tzinfo=UTC), knowledge=[asked])
    told = events.explained(found, explainer, unknown_view(client))
    text = "\n".join(events.told_lines(told))

    assert "the server's own view is not known: GlitchTip keeps no diagnosis" in text
    assert "1 with their place" in text
    assert "1 not known" in text
    assert not told.is_answered


# What a token may not ask stays open


def view(client: Asked, **more: Any) -> ServerView:
    """Return what a client's server says of the event."""
    event_ = {"release": "shop@2", **more}
    found = event_reading.find(Asked(kept={"web": event(**event_)}), EVENT)
    return ServerView(client, found, ["b1"])


def facts_of(client: Asked, **more: Any) -> Any:
    """Ask about the one frame."""
    asked = view(client, **more)
    return asked.facts(asked._event.stacks[0].frames[0])


IMAGE = {"debug_meta": {"images": [{"type": "sourcemap", "code_file": PATH, "debug_id": ID}]}}
BUNDLE = Bundle("b1", (), 2, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")


def test_what_may_not_be_asked_is_not_known() -> None:
    """None, never an empty answer."""
    facts = facts_of(Asked(refuses={"bundles": NO, "projects": NO, "releases": NO}), **IMAGE)
    by_url = facts_of(Asked(refuses={"bundles": NO, "projects": NO, "releases": NO}))

    assert (None, None, None) == (facts.holders, facts.elsewhere, facts.listed)
    assert (None, ()) == (by_url.named, by_url.releases)


def test_a_server_without_listing_and_look_up_is_not_asked() -> None:
    """It has neither, so nothing is known."""
    facts = facts_of(Asked("glitchtip", lists=False), **IMAGE)
    by_url = facts_of(Asked("glitchtip", lists=False))

    assert (None, None, None) == (facts.holders, facts.elsewhere, facts.listed)
    assert (None, None) == (by_url.named, by_url.dists)


def test_an_id_that_nobody_has_is_asked_for_everywhere() -> None:
    """In the other projects, and the ledger's bundle in the listing."""
    facts = facts_of(Asked(refuses={"shut": NO}), **IMAGE)
    held = facts_of(Asked(bundles=(BUNDLE,)), **IMAGE)

    assert ((), (), False) == (facts.holders, facts.elsewhere, facts.listed)
    assert ("b1", None) == (held.holders[0].bundle_id, held.elsewhere)


# Debug IDs


@pytest.mark.parametrize(
    ("client", "why"),
    [
        (Asked(lists=False), "Sentry does not list the bundles it stores"),
        (Asked(refuses={"bundles": NO}), "the token may not do this: it needs project:read"),
    ],
)
def test_a_server_that_cannot_be_asked_for_an_id_says_why(
    tmp_path: Path, client: Asked, why: str
) -> None:
    """Known and stored are two things."""
    told = debug_id.explained(ID, tmp_path, lambda: client)

    assert why == told.unasked
    assert f"what the server has of it is not known: {why}" == told.verdict[0]
    assert not told.is_known


def test_an_id_that_nobody_knows_says_what_stood_in_the_way(tmp_path: Path) -> None:
    """A server that is down is told as such, and not as one that has nothing."""
    told = debug_id.explained(ID, tmp_path, lambda: Asked(refuses={"projects": NO}))
    down = ServerUnreachable("nobody answered")
    nothing = NothingFound("there is no event", evidence=["looked in web"], remedy="copy it")

    assert down is debug_id.missing(told, down)
    assert "event or debug ID" in debug_id.missing(told, nothing).what
    assert ("looked in the ledgers of this project", "looked in the bundles of web") == (
        debug_id.missing(told, None).evidence
    )


OWNER = Owner("out/page.js", "shop@2", "production", "", "~/page.js")


def held(project: str, *, script: bool = True, map_: bool = True) -> debug_id.Held:
    """Return a bundle that has the ID."""
    return debug_id.Held(project, "b1", "2026-01-01", ("shop@2",), ("~/page.js",), script, map_)


@pytest.mark.parametrize(
    ("owners", "found", "says"),
    [
        ((OWNER,), (), "shop@2 has it, and no bundle of web has"),
        ((), (), "it is of a build that was never uploaded"),
        ((OWNER,), (held("app"),), "it is in app, and not in web"),
        ((OWNER,), (held("web", script=False),), "its map is stored without the script"),
        ((OWNER,), (held("web", map_=False),), "its script is stored without the map"),
        ((OWNER,), (held("web"), held("app")), "script and map are stored"),
    ],
)
def test_a_debug_id_gets_a_verdict(
    owners: tuple[Owner, ...], found: tuple[debug_id.Held, ...], says: str
) -> None:
    """What is so, and one thing to do where something is wrong."""
    told = debug_id.IdTold(ID, owners, found, ("web", "app"), ("web",))
    text = "\n".join(debug_id.lines(told))

    assert says in text
    assert ("try: " in text) == ("script and map are stored" not in says and "never" not in says)
