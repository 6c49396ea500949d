"""What is known of one frame, by where it was learned. None is what nobody has asked.

Gathering fills it in; the deciders of causes read nothing else, so each can be tried by a table.
Times are RFC 3339 texts, lines and columns count from one, columns in UTF-16 units.
"""

import posixpath
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote, urlsplit

import msgspec

from buildtools.findings import Finding
from buildtools.stacks import Frame


class Original(msgspec.Struct, frozen=True):
    """What a frame was resolved to."""

    source: str
    line: int | None = None
    column: int | None = None
    function: str = ""
    text: str | None = None
    """The line of source; None where the map holds no text."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    resolved_with: str = ""
    """By what the server found the files: `debug-id`, `release` and the like; empty if untold."""


class EventFacts(msgspec.Struct, frozen=True):
    """What the event says of itself, and of this frame."""

    type: str = ""
    value: str = ""
    sdk_name: str = ""
    sdk_version: str = ""
    release: str = ""
    dist: str = ""
    environment: str = ""
    received: str = ""
    page: str = ""
    """URL of the page that it happened on."""
    images: Mapping[str, str] = {}
    """Debug IDs by `code_file`."""
    errors: tuple[str, ...] = ()
    """Types of the server's errors that are about this frame's file."""
    frames: int = 0
    omitted: int | None = None
    """Frames that were cut from the stack; None where nothing is said of it."""
    original: Original | None = None
    """What the server has made of the frame; None where it stays as it is."""
    in_app: bool | None = None


class Stored(msgspec.Struct, frozen=True):
    """A file that the server has stored, of the same name as the frame's."""

    url: str
    debug_id: str = ""
    release: str = ""
    dist: str = ""


class Holder(msgspec.Struct, frozen=True):
    """A bundle that holds the frame's debug ID."""

    bundle_id: str
    date: str = ""
    """When it was stored first, in whichever project."""
    modified: str = ""
    """When it was stored last, or came to another project or release."""
    releases: tuple[str, ...] = ()


class ServerFacts(msgspec.Struct, frozen=True):
    """What the server answers about the frame's file."""

    project: str = ""
    sdk_support: str | None = None
    """`full`, `needs-upgrade`, `unofficial-sdk` or `not-supported`."""
    least_sdk: str = ""
    has_bundles: bool | None = None
    """Whether the project has any bundle at all."""
    has_release: bool | None = None
    """Whether anything was uploaded for the event's release, in any project."""
    has_ids: bool | None = None
    """Whether anything that was uploaded has a debug ID."""
    script_stored: bool | None = None
    map_stored: bool | None = None
    """Whether a script and a map of the frame's debug ID are stored."""
    by_url: str | None = None
    """How a look-up by release and URL ends: `found`, `wrong-dist` or `unsuccessful`."""
    map_by_url: str | None = None
    reference: str | None = None
    """What the stored script calls its map."""
    scraping: str = ""
    """Why the server could not fetch the file itself; empty where it was not tried."""
    holders: tuple[Holder, ...] | None = None
    """Bundles of this project with the frame's debug ID."""
    elsewhere: tuple[str, ...] | None = None
    """Other projects whose bundles have it."""
    listed: bool | None = None
    """Whether the bundles of the ledger are in the server's listing."""
    named: tuple[Stored, ...] | None = None
    """Files that are stored under the frame's file name, or its map's, whatever their release."""
    releases: tuple[str, ...] | None = None
    """Releases of the organization that are called nearly as the event's."""
    dists: tuple[str, ...] | None = None
    """Dists that the event's release was uploaded with; an empty one is none."""


class LedgerFacts(msgspec.Struct, frozen=True):
    """What the release of this machine knows of the frame's file."""

    release: str = ""
    dist: str = ""
    url: str = ""
    """The URL of its pair; empty where no pair is served at the frame's."""
    script: str = ""
    """The path of the pair's script."""
    debug_id: str = ""
    """The pair's debug ID."""
    is_other: bool = False
    """Whether the event is of another build than this ledger, as far as its debug ID or its release
    tells: then the pair's files are not those of the frame."""
    owner: str = ""
    """The script that has the debug ID of the event's image; empty where none of the ledger has."""
    earlier: str = ""
    """The release of another ledger here that has it; empty where none has."""
    uploaded: str = ""
    """When its upload was begun; empty where it was not done."""
    upload_failure: str = ""
    """How the upload ended, where it failed or was left out."""


class SiteFacts(msgspec.Struct, frozen=True):
    """What a look at the live site has found for the frame's URL."""

    looked: str = ""
    findings: tuple[Finding, ...] = ()


class FileFacts(msgspec.Struct, frozen=True):
    """What the script and the map say, on disk or out of a stored bundle."""

    script: str = ""
    comment_id: str | None = None
    """The debug ID in the script's comment; None where it has none."""
    snippet_id: str | None = None
    """The debug ID that the script registers when it runs."""
    is_worker: bool = False
    line_exists: bool | None = None
    """Whether the script has the frame's line and column."""
    map_fault: str = ""
    """Why the map cannot be read."""
    original: Original | None = None
    """What the map says of the place; None where it says nothing, or could not be read."""
    accuracy: str = ""
    """Why the map is not the one of this script; empty where it is, or was not judged."""


class Evidence(msgspec.Struct, frozen=True):
    """All that is known of one frame."""

    frame: Frame
    """As the engine wrote it, or as the event holds it from before it was resolved."""
    now: datetime
    site_origins: tuple[str, ...] = ()
    """Origins that the app's own scripts come from; empty where none is known."""
    event: EventFacts | None = None
    server: ServerFacts | None = None
    ledger: LedgerFacts | None = None
    site: SiteFacts | None = None
    files: FileFacts | None = None

    @property
    def path(self) -> str:
        """URL or path of the frame's file; empty where it names none."""
        return self.frame.url or ""

    @property
    def image_id(self) -> str:
        """The debug ID of the event's image for just this file; empty where it has none."""
        return (self.event.images.get(self.path) or "") if self.event else ""

    @property
    def original(self) -> Original | None:
        """The original of the frame, by whoever knows it."""
        if self.event and self.event.original:
            return self.event.original
        return self.files.original if self.files else None


def file_name(path: str) -> str:
    """Return the last segment of a URL or path, without query and fragment, decoded."""
    return unquote(posixpath.basename(urlsplit(path).path.replace("\\", "/")))


def origin(url: str) -> str:
    """Return scheme and host of an address; empty where it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
