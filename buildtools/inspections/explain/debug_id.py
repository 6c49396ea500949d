"""A debug ID explained: whose it is here, and what a server has of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from buildtools.errors import BuildtoolsError, NothingFound, NotPermitted, again
from buildtools.inspections.explain import ledgers
from buildtools.inspections.explain.ledgers import Owner
from buildtools.inspections.explain.server_view import MAP, SCRIPT, ExplainClient
from buildtools.texts.wording import listed
from buildtools.values import DebugId

_MOST_PROJECTS = 50
_NAMED = 8


class Held(msgspec.Struct, frozen=True):
    """A bundle of a project that has a debug ID."""

    project: str
    bundle_id: str
    date: str
    releases: tuple[str, ...]
    urls: tuple[str, ...]
    script: bool
    map: bool


class IdTold(msgspec.Struct, frozen=True):
    """What is known of a debug ID."""

    debug_id: DebugId
    owners: tuple[Owner, ...]
    """Scripts of ledgers here that have it."""
    held: tuple[Held, ...] | None = None
    """None where no server was asked."""
    projects: tuple[str, ...] = ()
    """Projects that were asked."""
    ours: tuple[str, ...] = ()
    """Of these, the ones of the settings."""
    unasked: str = ""
    """Why no server was asked."""

    @property
    def is_known(self) -> bool:
        """Whether anybody knows it."""
        return bool(self.owners or self.held)

    @property
    def verdict(self) -> tuple[str, str]:
        """What is so, in a sentence, and one thing to do, or nothing."""
        if self.held is None:
            return (f"what the server has of it is not known: {self.unasked}", "")
        here = [each for each in self.held if each.project in self.ours]
        names = ", ".join(self.ours)
        if not self.held and self.owners:
            release = self.owners[0].release
            return (f"{release} has it, and no bundle of {names} has", again("upload"))
        if not self.held:
            return ("no bundle and no ledger has it: it is of a build that was never uploaded", "")
        if not here:
            where = ", ".join(dict.fromkeys(each.project for each in self.held))
            remedy = f"upload to {names}, or send events to {where} (the DSN)"
            return (f"it is in {where}, and not in {names}", remedy)
        if not any(each.script for each in here):
            return ("its map is stored without the script", again("upload"))
        if not any(each.map for each in here):
            return ("its script is stored without the map", again("inject"))
        return ("script and map are stored: frames of it resolve", "")


def explained(debug_id: DebugId, root: Path, connect: Callable[[], ExplainClient]) -> IdTold:
    """Look a debug ID up in the ledgers below a root, and on a server.

    A server that cannot be reached or may not be asked leaves its part open, with the reason.
    """
    owners = tuple(dict.fromkeys(ledgers.everywhere(root, debug_id)))
    try:
        client = connect()
        able = client.capabilities()
        if not able.listing:
            return IdTold(debug_id, owners, unasked=able.why("listing"))
        projects = _projects(client)
        held = [one for each in projects for one in _held(client, each, debug_id)]
    except BuildtoolsError as failure:
        return IdTold(debug_id, owners, unasked=failure.what)
    return IdTold(debug_id, owners, tuple(held), tuple(projects), client.connection.projects)


def _projects(client: ExplainClient) -> list[str]:
    ours = list(client.connection.projects)
    try:
        others = [each.slug for each in client.projects()]
    except NotPermitted:
        others = []
    return list(dict.fromkeys([*ours, *others]))[:_MOST_PROJECTS]


def _held(client: ExplainClient, project: str, debug_id: DebugId) -> Iterator[Held]:
    for bundle in client.bundles(project, debug_id):
        files = client.bundle_files(project, bundle.bundle_id, debug_id)
        own = [each for each in files if each.parsed_debug_id == debug_id]
        if own:
            kinds = {each.file_type for each in own}
            yield Held(
                project,
                bundle.bundle_id,
                bundle.date or "",
                tuple(one.release for one in bundle.associations if one.release),
                tuple(each.file_path for each in own),
                SCRIPT in kinds,
                MAP in kinds,
            )


def missing(told: IdTold, failure: BuildtoolsError | None) -> BuildtoolsError:
    """Return the failure for an ID that nobody knows; `failure` is that of asking for an event.

    Where the server could not be asked, that is what stands in the way.
    """
    if failure and not isinstance(failure, NothingFound):
        return failure
    looked = [f"looked in {where}" for where in _looked_in(told)]
    evidence = (*(failure.evidence if failure else ()), *looked)
    what = "event or debug ID" if failure else "debug ID"
    return NothingFound(
        f"there is no {what} {told.debug_id}",
        evidence=evidence,
        remedy=failure.remedy if failure else "copy the ID from the event's page, or from the file",
    )


def _looked_in(told: IdTold) -> Iterator[str]:
    yield "the ledgers of this project"
    if told.projects:
        yield f"the bundles of {listed(told.projects, _NAMED)}"
    else:
        yield f"no bundle: {told.unasked}"


def lines(told: IdTold) -> Iterator[str]:
    """Return what a person reads."""
    yield f"debug ID {told.debug_id}"
    for owner in told.owners:
        yield f"  is of      {owner.script}, {owner.url} ({owner.release} for {owner.environment})"
    if not told.owners:
        yield "  is of      no release that was built here"
    for each in told.held or ():
        what = _parts(each)
        releases = f" for {', '.join(each.releases)}" if each.releases else ""
        yield f"  stored in  {each.project}: {what}{releases}, bundle {each.bundle_id}, {each.date}"
    sentence, remedy = told.verdict
    yield f"  so that    {sentence}"
    if remedy:
        yield f"  try: {remedy}"


def _parts(each: Held) -> str:
    names: Sequence[str] = [*["script"] * each.script, *["map"] * each.map]
    return " and ".join(names) or "other files"


def shown(told: IdTold) -> dict[str, Any]:
    """Return what `--json` shows."""
    sentence, remedy = told.verdict
    return {
        "kind": "debug-id",
        **msgspec.to_builtins(msgspec.structs.asdict(told)),
        "owners": [owner._asdict() for owner in told.owners],
        "sentence": sentence,
        "remedy": remedy,
    }
