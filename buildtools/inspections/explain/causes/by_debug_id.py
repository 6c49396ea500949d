"""Causes for a frame that has a debug ID: what the server has of it, and what the ledger knows."""

from datetime import datetime, timedelta
from typing import Final

from buildtools.errors import again
from buildtools.inspections.explain.causes.evidence import (
    Evidence,
    Holder,
    ServerFacts,
    file_name,
)
from buildtools.inspections.explain.causes.of_site import told_by_site
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked
from buildtools.texts.wording import listed

UNUSED_DAYS: Final = 90
"""Days without use after which Sentry deletes a bundle. Source: docs/wire.md#stored-artifacts."""

_NAMED: Final = 3
"""Projects that are named; of more it has the number."""

NO_SERVER: Final = "the server's bundles"


def _unknown_here(evidence: Evidence) -> RuledOut | Unasked | None:
    """Return why the ID is not one that this project lacks; None where it is."""
    server = evidence.server
    if evidence.event is None:
        return Unasked("the event")
    if not evidence.image_id:
        return RuledOut("the event has no debug ID for the file")
    if server is None or server.holders is None:
        return Unasked(NO_SERVER)
    if server.holders:
        return RuledOut(f"bundle {server.holders[0].bundle_id} has debug ID {evidence.image_id}")
    return None


def _nobody_has(evidence: Evidence) -> str:
    where = f"project {evidence.server.project}" if evidence.server else "the project"
    return f"no bundle of {where} has debug ID {evidence.image_id}"


def _other_project(evidence: Evidence) -> Answer:
    if (other := _unknown_here(evidence)) is not None:
        return other
    server = evidence.server
    if server is None or server.elsewhere is None:
        return Unasked("the organization's other projects")
    if not server.elsewhere:
        return RuledOut("no other project of the organization has the debug ID either")
    names = listed(server.elsewhere, _NAMED)
    remedy = f"upload to {server.project} (server.projects), or send events to {names} (the DSN)"
    return Holds((_nobody_has(evidence), f"a bundle of {names} has it"), remedy)


def _not_stored(evidence: Evidence) -> Answer:
    if (other := _unknown_here(evidence)) is not None:
        return other
    ledger = evidence.ledger
    if ledger is None:
        return Unasked("a ledger")
    if not ledger.owner:
        return RuledOut(f"the ledger of {ledger.release} does not know the debug ID")
    known = f"the ledger of {ledger.release} has it: {ledger.owner}"
    if ledger.upload_failure:
        ended = f"the upload ended so: {ledger.upload_failure}"
        return Holds((_nobody_has(evidence), known, ended), again("upload"))
    if not ledger.uploaded:
        return Holds((_nobody_has(evidence), known, "upload has not run"), again("upload"))
    if evidence.server and evidence.server.listed:
        return RuledOut("the server lists the bundle")
    if _days_since(ledger.uploaded, evidence.now) >= UNUSED_DAYS:
        return RuledOut(f"the upload of {ledger.uploaded} is older than {UNUSED_DAYS} days")
    when = f"it was uploaded {ledger.uploaded}, and is not in the server's listing"
    return Holds((_nobody_has(evidence), known, when), again("upload"))


def _expired(evidence: Evidence) -> Answer:
    if (other := _unknown_here(evidence)) is not None:
        return other
    ledger = evidence.ledger
    if ledger is None:
        return Unasked("a ledger")
    if not ledger.owner or not ledger.uploaded:
        return RuledOut("nothing says that it ever was uploaded")
    days = _days_since(ledger.uploaded, evidence.now)
    if days < UNUSED_DAYS or (evidence.server and evidence.server.listed):
        return RuledOut(f"it was uploaded {days} days ago")
    return Holds((_nobody_has(evidence), f"it was uploaded {days} days ago ({ledger.uploaded})"))


def _indexing(evidence: Evidence) -> Answer:
    if (other := _unknown_here(evidence)) is not None:
        return other
    server, ledger = evidence.server, evidence.ledger
    if ledger is None:
        return Unasked("a ledger")
    if not (server and server.listed and ledger.owner):
        return RuledOut("the server does not list the bundle either")
    return Holds(
        (_nobody_has(evidence), f"but its bundle is listed, and was uploaded {ledger.uploaded}")
    )


def _other_build(evidence: Evidence) -> Answer:
    other = _unknown_here(evidence)
    served = told_by_site(("served-other-build",), evidence)
    if isinstance(served, Holds):
        return served
    if other is not None:
        return other
    ledger = evidence.ledger
    if ledger is None:
        return Holds((_nobody_has(evidence), "there is no ledger here that could know it"))
    if ledger.owner or ledger.earlier:
        return RuledOut(f"the ledger of {ledger.earlier or ledger.release} knows the debug ID")
    own = (f"{ledger.script} has {ledger.debug_id} today",) if ledger.debug_id else ()
    return Holds(
        (_nobody_has(evidence), f"the ledger of {ledger.release} does not know it either", *own)
    )


def _late(evidence: Evidence) -> Answer:
    event, server = evidence.event, evidence.server
    if event is None:
        return Unasked("the event")
    if server is None or server.holders is None:
        return Unasked(NO_SERVER)
    if not server.holders:
        return RuledOut("no bundle of the project has the file")
    received = _time(event.received)
    dates = [(at, one) for one in server.holders if (at := _time(_stored(evidence, one)))]
    if received is None or not dates:
        return Unasked("when the event came, and when the bundle was stored")
    stored, first = min(dates, key=lambda pair: pair[0])
    if stored <= received:
        return RuledOut(f"bundle {first.bundle_id} was there before the event")
    came, there = event.received, _stored(evidence, first)
    lines = (f"the event came at {came}", f"bundle {first.bundle_id} was stored at {there}")
    return Holds((*lines, *_errors(evidence)))


def _stored(evidence: Evidence, holder: Holder) -> str:
    """Return when a bundle came to the event's project, as well as can be told.

    The first date is that of any project. Where the server found nothing then and has all of it
    now, the bundle came to this project, or to a state of use, with its last change.
    """
    event, server = evidence.event, evidence.server
    has_all = server is not None and server.script_stored and server.map_stored
    found_none = event is not None and "js_no_source" in event.errors
    return holder.modified if has_all and found_none and holder.modified else holder.date


def _no_map(evidence: Evidence) -> Answer:
    server = evidence.server
    if server is None or server.script_stored is None:
        return Unasked(NO_SERVER)
    if server.script_stored and not server.map_stored and evidence.image_id:
        return Holds(
            (
                f"a script with debug ID {evidence.image_id} is stored",
                "no map with this debug ID is",
            )
        )
    return RuledOut("script and map are stored, or neither is")


def _no_script(evidence: Evidence) -> Answer:
    server = evidence.server
    if server is None:
        return Unasked(NO_SERVER)
    if server.map_stored and not server.script_stored and evidence.image_id:
        lines = [
            f"a map with debug ID {evidence.image_id} is stored",
            "no script with this debug ID is",
        ]
        return Holds(tuple(lines + _errors(evidence)))
    if evidence.image_id or server.named is None or server.by_url != "unsuccessful":
        return RuledOut("the script is stored, or its map is not")
    return _no_script_by_url(evidence, server)


def _no_script_by_url(evidence: Evidence, server: ServerFacts) -> Answer:
    """Answer for uploads without IDs: is a file of this name stored at all?"""
    name = file_name(evidence.path)
    stored = [file_name(one.url) for one in server.named or ()]
    if not server.has_release or server.has_bundles is False or name in stored:
        return RuledOut(f"a script called {name} is stored, or nothing of the release is")
    maps = [each.url for each in server.named or () if file_name(each.url).startswith(name)]
    what = f"its map is: {maps[0]}" if maps else "other files of the release are"
    return Holds((f"no script called {name} is stored", what, *_errors(evidence)))


def _errors(evidence: Evidence) -> list[str]:
    errors = evidence.event.errors if evidence.event else ()
    return [f"the event has the error {one} for it" for one in dict.fromkeys(errors)]


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _days_since(text: str, now: datetime) -> int:
    at = _time(text)
    return (now - at) // timedelta(days=1) if at else 0


OTHER_PROJECT = Cause(
    "bundle-in-other-project",
    "the bundle is in another project",
    "a look-up of the debug ID finds nothing in the event's project, and something in another one",
    "the server looks in the project of the event alone",
    "upload to the project that the DSN of the site is of",
    "debugging.md#the-server-has-nothing-for-the-debug-id",
    "server",
    _other_project,
)
NOT_STORED = Cause(
    "bundle-not-stored",
    "the bundle of this release is not on the server",
    "the ledger has the debug ID; neither look-up nor listing of the server has the bundle",
    "the upload did not run, was not waited for, or failed when the server put it together",
    again("upload"),
    "debugging.md#the-server-has-nothing-for-the-debug-id",
    "server",
    _not_stored,
)
EXPIRED = Cause(
    "bundle-expired",
    "the server has thrown the bundle away",
    f"the ledger has the debug ID, uploaded {UNUSED_DAYS} days ago or more, and the server has not",
    f"Sentry deletes a bundle that no event has used for {UNUSED_DAYS} days",
    again("upload"),
    "debugging.md#the-server-has-nothing-for-the-debug-id",
    "server",
    _expired,
)
INDEXING = Cause(
    "bundle-not-indexed",
    "the server has the bundle, and does not find files in it yet",
    "the listing has the ledger's bundle, the look-up of the debug ID is empty",
    "events of these minutes stay as they came",
    "wait ten minutes, then explain a newer event",
    "debugging.md#the-server-has-nothing-for-the-debug-id",
    "server",
    _indexing,
)
OTHER_BUILD = Cause(
    "build-unknown",
    "the event is of a build that was never uploaded",
    "neither the server nor a ledger here has its debug ID, or `live` finds `served-other-build`",
    "the app was built again after the upload: by a second job, or by the host",
    "deploy the very files that were uploaded: build once",
    "steps.md#separate-ci-jobs",
    "server",
    _other_build,
    ("minified", "resolved"),
)
LATE = Cause(
    "uploaded-after-event",
    "the upload came after the event",
    "every bundle with the file was stored later than the event came in",
    "Sentry resolves an event when it comes, and never again",
    "deploy after the upload, not before it: invoke release --through=verify, then the deploy",
    "steps.md#chains",
    "server",
    _late,
)
NO_MAP = Cause(
    "map-not-stored",
    "the script is stored, its map is not",
    "of the frame's debug ID a script is stored and no map: the map has another ID, or none",
    "the server knows the file, and nothing of its places",
    "upload pairs as inject left them: " + again("inject"),
    "proof.md#the-three-proofs",
    "server",
    _no_map,
)
NO_SCRIPT = Cause(
    "script-not-stored",
    "the script is not stored",
    "of the frame's debug ID a map is stored and no script, or no stored file is called so",
    "Sentry asks for the script first, and without it for no map",
    "upload scripts with their maps: " + again("upload"),
    "proof.md#the-three-proofs",
    "server",
    _no_script,
)
