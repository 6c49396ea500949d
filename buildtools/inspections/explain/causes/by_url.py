"""Causes for a frame without a debug ID: release, dist and URL decide what is found for it."""

from urllib.parse import unquote, urlsplit

from buildtools.inspections.explain.causes.by_debug_id import NO_SERVER
from buildtools.inspections.explain.causes.evidence import Evidence, Stored, file_name, origin
from buildtools.inspections.explain.causes.of_event import wants_ids
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked
from buildtools.texts.wording import near

_FETCHES = frozenset(
    (
        *("js_scraping_disabled", "js_invalid_http_code", "js_fetch_timeout"),
        *("js_generic_fetch_error", "js_too_large"),
    )
)
"""Errors of an event whose server tried, or was not allowed, to fetch a file."""


def _by_id(evidence: Evidence) -> RuledOut | Unasked | None:
    """Return why release and URL do not decide; None where they do."""
    if evidence.event is None:
        return Unasked("the event")
    if evidence.image_id:
        return RuledOut("the frame has a debug ID, so release and URL do not count")
    if evidence.server is None:
        return Unasked(NO_SERVER)
    if wants_ids(evidence):
        return RuledOut("what was uploaded is found by debug ID, whatever its release")
    return None


def _nothing(evidence: Evidence) -> Answer:
    server = evidence.server
    if server is None or server.has_bundles is None:
        return Unasked(NO_SERVER)
    if server.has_bundles:
        return RuledOut("the project has bundles")
    return Holds((f"project {server.project} has no bundle at all",))


def _release(evidence: Evidence) -> Answer:
    if (other := _by_id(evidence)) is not None:
        return other
    event, server = evidence.event, evidence.server
    if event is None or server is None or server.has_release is None:
        return Unasked(NO_SERVER)
    if not event.release:
        return Holds(("the event names no release",), "set release in Sentry.init")
    named = server.named or ()
    is_known = not named or any(one.release == event.release for one in named)
    if server.has_release and is_known:
        return RuledOut(f"files were uploaded for release {event.release}")
    lines = [f"the event is of release {event.release}, and nothing was uploaded for it"]
    known = [name for name in server.releases or () if name != event.release]
    if named:
        lines.append(f"{named[0].url} was uploaded for {named[0].release or 'no release'}")
    elif alike := near(event.release, known):
        lines.append(f"there is a release called {alike[0]}")
    elif known:
        lines.append(f"files were uploaded for {known[0]}")
    return Holds(tuple(lines))


def _dist(evidence: Evidence) -> Answer:
    if (other := _by_id(evidence)) is not None:
        return other
    event, server = evidence.event, evidence.server
    if event is None or server is None or server.by_url is None:
        return Unasked("the server's look-up by release and URL")
    if server.by_url != "wrong-dist":
        return RuledOut(f"the look-up by release, dist and URL ends with {server.by_url}")
    said = f"the event has dist {event.dist}" if event.dist else "the event has no dist"
    dists = [dist or "none" for dist in server.dists or ()]
    had = (f"the upload had {', '.join(dists)}",) if dists else ()
    return Holds((said, *had, "the server's look-up says wrong-dist"))


def _url(evidence: Evidence) -> Answer:
    if (other := _by_id(evidence)) is not None:
        return other
    server, path = evidence.server, evidence.path
    if server is None or server.by_url is None or server.named is None:
        return Unasked("the server's look-up by release and URL")
    if server.by_url != "unsuccessful":
        return RuledOut(f"the look-up by release, dist and URL ends with {server.by_url}")
    name = file_name(path).lower()
    release = evidence.event.release if evidence.event else ""
    of_release = [one for one in server.named if one.release == release]
    alike = [one for one in of_release if file_name(one.url).lower() == name]
    if not alike:
        return RuledOut(f"no stored file of the release is called {name}")
    stored = alike[0]
    lines = (f"the frame's file is {path}", f"stored is {stored.url}", _difference(path, stored))
    return Holds(lines)


def _difference(path: str, stored: Stored) -> str:
    """Say in what a URL and a stored one differ, the most telling first."""
    ours, theirs = urlsplit(path), urlsplit(stored.url.removeprefix("~"))
    differ = "they differ in "
    if ours.path == theirs.path:
        query = ours.query and ours.query != theirs.query
        return differ + (f"the query ?{ours.query}" if query else f"the host {origin(path)}")
    if unquote(ours.path) == unquote(theirs.path):
        return differ + "how characters are escaped"
    if ours.path.lower() == theirs.path.lower():
        return differ + "upper and lower case"
    return differ + f"the folder: {_folder(ours.path)} and {_folder(theirs.path)}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0] + "/"


def _reference(evidence: Evidence) -> Answer:
    if evidence.image_id:
        return RuledOut("the frame has a debug ID, so the map's name does not count")
    server = evidence.server
    if server is None or server.by_url is None:
        return Unasked("the server's look-up by release and URL")
    if server.by_url == "found" and server.map_by_url not in (None, "found"):
        named = f"it names {server.reference}" if server.reference else "it names no map"
        return Holds(("the script is found by release and URL", f"{named}, which is not stored"))
    return RuledOut("the script is not found, or its map is")


def _scraping(evidence: Evidence) -> Answer:
    event, server = evidence.event, evidence.server
    if event is None:
        return Unasked("the event")
    told = [one for one in event.errors if one in _FETCHES]
    reason = server.scraping if server else ""
    if not told and not reason:
        return RuledOut("the server did not try to fetch the file")
    lines = [f"the event has the error {one}" for one in told]
    return Holds((*lines, *([f"fetching ended with {reason}"] if reason else [])))


def _not_in_release(evidence: Evidence) -> Answer:
    """Offline: the frame's file is none of the ledger's."""
    ledger, path = evidence.ledger, evidence.path
    if evidence.event is not None:
        return RuledOut("the event and its server were asked")
    if ledger is None:
        return Unasked("a ledger: nothing was built here")
    if ledger.url:
        return RuledOut(f"the ledger has it as {ledger.url}")
    return Holds((f"no pair of {ledger.release} is served at {path}",))


NOTHING = Cause(
    "nothing-uploaded",
    "the project has no source maps at all",
    "the server says that the project has no bundle",
    "nothing of any release can be resolved",
    "invoke release",
    "steps.md#chains",
    "server",
    _nothing,
)
RELEASE = Cause(
    "release-differs",
    "the event's release is not the one of the upload",
    "no debug ID, and nothing was uploaded for the release that the event names",
    "without debug IDs the server looks at files of the event's release alone",
    "let Sentry.init and sentry.yml name one release",
    "debugging.md#without-debug-ids-by-release-and-url",
    "server",
    _release,
)
DIST = Cause(
    "dist-differs",
    "the event's dist is not the one of the upload",
    "no debug ID, and the server's look-up ends with `wrong-dist`",
    "without debug IDs the server looks at files of the event's dist alone",
    "let Sentry.init and sentry.yml name one dist, or none of them any",
    "debugging.md#without-debug-ids-by-release-and-url",
    "server",
    _dist,
)
URL = Cause(
    "url-differs",
    "the file was uploaded under another URL",
    "no debug ID, the look-up ends with `unsuccessful`, and a file of this name is stored",
    "without debug IDs the server compares URLs character by character",
    "correct url of the output (build.outputs) in sentry.yml",
    "debugging.md#without-debug-ids-by-release-and-url",
    "server",
    _url,
)
REFERENCE = Cause(
    "map-reference-wrong",
    "the script names a map that is not there",
    "the look-up finds the script, and not what its `sourceMappingURL` or header names",
    "the server looks under just this name",
    "let the comment name the map that is uploaded: " + "invoke release",
    "debugging.md#without-debug-ids-by-release-and-url",
    "server",
    _reference,
)
SCRAPING = Cause(
    "fetch-failed",
    "nothing is uploaded for the file, and the server cannot fetch it",
    "`js_scraping_disabled` or another failed fetch among the event's errors",
    "fetching is the last that a server tries, and mostly switched off",
    "upload instead of having maps fetched: invoke release",
    "debugging.md#without-debug-ids-by-release-and-url",
    "server",
    _scraping,
)
NOT_IN_RELEASE = Cause(
    "script-not-in-release",
    "this release has no such file",
    "no pair of the ledger is served at the frame's URL",
    "it is of another release or build, or of somebody else",
    "explain the event itself: the server may know it. Or build the release that it is of",
    "debugging.md#what-is-served-is-not-what-was-uploaded",
    "files",
    _not_in_release,
)
