"""What `explain` asks of whom: for a text the files here, for an ID the server and the ledgers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from buildtools.errors import BuildtoolsError, NothingFound

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.inspections.explain.asked import Asked
    from buildtools.inspections.explain.explain import Explainer, Knowledge
    from buildtools.inspections.explain.sources import Sources
    from buildtools.inspections.explain.stored_event import StoredEvent
    from buildtools.ledger import Ledger
    from buildtools.pipeline.run import Run


class Answer(NamedTuple):
    """What is said, for people and as JSON, and whether everything has its answer."""

    type: str
    lines: Iterable[str]
    json: Any
    is_whole: bool = True


def text(words: str, message: str | None, explainer: "Explainer", *, verbose: bool) -> Answer:
    """Explain the frames of a text.

    Raises NothingFound where nothing in it is a frame.
    """
    from buildtools.inspections.explain import asked, lines
    from buildtools.stacks import reading

    told = reading(words, message)
    if not told.frames:
        remedy = (
            "paste the text of error.stack, name one frame as URL:line:column, or an event's ID"
        )
        raise NothingFound(
            "nothing in this is a frame of a stack",
            remedy=asked.guess(words).removeprefix("; ") or remedy,
        )
    explanation = explainer.explain(told)
    whole = all(each.is_answered for each in explanation.frames)
    return Answer(
        "stack", lines.lines(explanation, verbose=verbose), lines.shown(explanation), whole
    )


def code(name: str, ledger: "Ledger | None") -> Answer:
    """Explain the code of a finding or of a cause."""
    from buildtools.inspections.explain import codes

    told = codes.explained(name, ledger)
    return Answer("code", codes.lines(told), codes.shown(told))


def identified(asked: "Asked", run: "Run", maps: str | None, *, verbose: bool) -> Answer:
    """Explain what has an ID: an event of the server, else a pair of a release.

    Raises NothingFound where nobody knows it, and what stood in the way of asking the server where
    no ledger knows it.
    """
    from buildtools.inspections.explain import debug_id, event_reading
    from buildtools.inspections.explain.asked import debug_id_of

    failure: BuildtoolsError | None = None
    if asked.kind != "debug-id":
        try:
            return _event(run, event_reading.find(run.client, asked.text), maps, verbose=verbose)
        except BuildtoolsError as caught:
            failure = caught
    told = debug_id.explained(debug_id_of(asked), run.loaded.root, lambda: run.client)
    if told.is_known:
        return Answer("debug-id", debug_id.lines(told), debug_id.shown(told))
    raise debug_id.missing(told, failure)


def _event(run: "Run", event: "StoredEvent", maps: str | None, *, verbose: bool) -> Answer:
    from buildtools.inspections.explain import events, ledgers
    from buildtools.inspections.explain.knowledge import EventKnowledge, uploaded_bundles
    from buildtools.inspections.explain.server_view import ServerView, unknown_view
    from buildtools.inspections.explain.stored_files import StoredFiles

    loaded = run.loaded
    ledger = ledgers.of_release(loaded.root, loaded.target, event.facts.release) or run.ledger()
    view = ServerView(run.client, event, uploaded_bundles(ledger))
    asked = EventKnowledge(event, view, ledger, loaded.root)
    stored = StoredFiles(run.client, event.project, event.facts.images)
    explainer = explainer_of(loaded, ledger, maps, (asked,), stored)
    told = events.explained(event, explainer, unknown_view(run.client))
    return Answer(
        "event", events.told_lines(told, verbose=verbose), events.shown(told), told.is_answered
    )


def explainer_of(
    loaded: "Loaded | None",
    ledger: "Ledger | None",
    maps: str | None,
    knowledge: "Sequence[Knowledge]" = (),
    *more: "Sources",
) -> "Explainer":
    """Gather who is asked for scripts and maps: a folder that was named, the release's build."""
    from buildtools.inspections.explain.causes.evidence import origin
    from buildtools.inspections.explain.explain import Explainer
    from buildtools.inspections.explain.knowledge import SiteKnowledge
    from buildtools.inspections.explain.known import Project
    from buildtools.inspections.explain.sources import Folder, Release
    from buildtools.pipeline.own_files import refuse_foreign_paths
    from buildtools.state import quarantine

    now = datetime.now(UTC)
    sources: list[Sources] = [Folder(_folder(maps))] if maps else []
    if loaded is None:
        return Explainer(sources, now, project=Project(Path.cwd()))
    if ledger:
        refuse_foreign_paths(loaded, ledger)
        stripped = quarantine.standing(loaded.root, loaded.target)
        sources.append(Release(loaded.root, ledger, stripped))
        knowledge = (*knowledge, SiteKnowledge(ledger))
    site = loaded.settings.site_url
    return Explainer(
        [*sources, *more],
        now,
        ledger=ledger,
        project=Project(loaded.root, loaded.settings.build.directory),
        knowledge=knowledge,
        site_origins=[origin(site)] if site else (),
    )


def _folder(maps: str) -> Path:
    folder = Path(maps)
    if not folder.is_dir():
        raise NothingFound(f"{maps} is no folder", remedy="name the folder that holds the maps")
    return folder
