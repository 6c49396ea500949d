"""The small values that every layer shares.

A `Pair` is one script with its source map and the URL it is served at; a `DebugId` ties the two
together, and ties a stack frame to them. A `Secret` shows itself only when asked to. A
`Scenario` is how an error is raised on purpose.
"""

import re
from typing import Annotated, Literal, NewType

import msgspec
from msgspec import Meta

DebugId = NewType("DebugId", str)
"""A UUID of any version, lower case with dashes, perhaps with `-` and a hex appendix."""

Digest = NewType("Digest", str)
"""A SHA-1 as 40 lower-case hex digits."""

_NAME = r"(?!\.{1,2}(?:/|\Z))[^/\\\x00-\x1f\x7f]+"
PROJECT_PATH = rf"^(?![A-Za-z]:)(?:\.\./)*{_NAME}(?:/{_NAME})*\Z"
ProjectPath = Annotated[str, Meta(pattern=PROJECT_PATH)]
"""A file of the project: relative to its root, forward slashes, nothing to normalise.

`..` stands at the beginning only, for what lies beside the root in the same repository; whether it
does, and where its links lead, is the business of `boundaries`. Absolute paths, drives, backslashes
and control characters are none, and msgspec refuses them where one is read from a file.
"""

Kind = Literal["browser", "node", "edge"]
"""Where an output runs: it decides how its frames name the script."""

FOLDER = ".buildtools"
"""Holds all that is kept, in the project's root."""

_DEBUG_ID = (
    r"([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})"
    r"(-[0-9a-fA-F]{1,8})?"
)


def parse_debug_id(text: str) -> DebugId | None:
    """Read a debug ID in any of its spellings; None when the text is not one.

    Dashes may be missing and letters may be upper case: 32 hex digits, optionally an appendix.
    Source: docs/wire.md#debug-ids.
    """
    found = re.fullmatch(_DEBUG_ID, text)
    if found is None:
        return None
    appendix = (found[6] or "").lower()
    return DebugId("-".join(found.group(1, 2, 3, 4, 5)).lower() + appendix)


def digest_of(data: bytes) -> Digest:
    """Return the SHA-1 by which files are known to each other here and on the server."""
    import hashlib

    return Digest(hashlib.sha1(data, usedforsecurity=False).hexdigest())


_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|AUTH(?!OR)|PRIVATE|(^|_)KEY|_PAT$", re.I)

SHORTEST_SECRET = 8
"""Characters; a shorter text may stand anywhere by chance."""


def names_a_secret(name: str) -> bool:
    """Whether a variable of this name holds a secret, as far as names tell."""
    return _SECRET_NAME.search(name) is not None


class Secret:
    """A text that never shows itself by accident: only `reveal()` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one line that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Pair(msgspec.Struct, frozen=True):
    """One script and its source map.

    `script` and `map` are paths relative to the project's root, with forward slashes; `map` is
    None when the map is embedded in the script as a `data:` URL. `url` and `map_url` are the
    names they get in the bundle, such as `~/assets/chunks/a.js`.
    """

    script: ProjectPath
    map: ProjectPath | None
    url: str
    map_url: str | None
    kind: Kind


class Patch(msgspec.Struct, frozen=True):
    """One file that a commit touched; `type` is A(dded), M(odified) or D(eleted)."""

    path: str
    type: Literal["A", "M", "D"]


class Commit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One commit as Sentry takes it; `timestamp` is the author date, RFC 3339 with its offset.

    What is None is not sent: the server then has its own way, such as a time of now.
    """

    id: str
    author_name: str | None = None
    author_email: str | None = None
    timestamp: str | None = None
    message: str | None = None
    repository: str | None = None
    patch_set: tuple[Patch, ...] = ()


class Edit(msgspec.Struct, frozen=True):
    """What it takes to undo one change of a file: at `at`, `length` bytes stand for `old`.

    Offsets count bytes of the file as it is after the change.
    """

    at: int
    old: bytes
    length: int


class Shift(msgspec.Struct, frozen=True):
    """At this generated place of a map, a text was put into its script, and the map did not follow.

    The text has so many `lines` and, on its last one, so many `columns`, in UTF-16 code units; all
    four count from zero. Below zero they say what was taken out there.
    """

    line: int
    column: int
    lines: int
    columns: int


class Chain(msgspec.Struct, frozen=True):
    """A source of a map that is a generated file with a map of its own.

    `index` counts the sources of the outer map, over all its sections in order. Both paths are
    relative to the project's root; they are equal when the map is embedded in the file.
    """

    index: int
    source: ProjectPath
    map: ProjectPath


Compression = Literal["auto", "fast", "small", "smallest"]
"""How densely a bundle is compressed."""

ServerKind = Literal["auto", "sentry", "bugsink", "glitchtip"]
"""Which server it is, where that cannot be told by its answers."""

Lack = Literal["upload", "releases", "commits", "deploys", "listing", "look-up", "events"]
"""What a server may lack without an error."""

Where = Literal["browser", "worker", "server", "edge"]
"""Where the code runs that an error is raised in."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an error is raised whose line is marked in the sources."""

    page: Annotated[
        str | None, Meta(description="path of the page that a browser opens, else /")
    ] = None
    click: Annotated[
        tuple[str, ...], Meta(description="selectors of what is clicked there, one after the other")
    ] = ()
    request: Annotated[
        str | None, Meta(description="path that is asked for, without a browser")
    ] = None
    method: Annotated[
        Literal["GET", "POST", "PUT", "PATCH", "DELETE"], Meta(description="its method")
    ] = "GET"
    where: Annotated[
        Where | None,
        Meta(description="whose code fails, where it is not the browser's or the server's"),
    ] = None
    cannot_resolve: Annotated[
        str | None, Meta(description="why no frame of it can show its line")
    ] = None

    @property
    def runs_in(self) -> Where:
        """Where its code runs: as it says, else by how it is raised."""
        return self.where or ("server" if self.request else "browser")

    @property
    def by_page(self) -> bool:
        """Whether its event is sent by a page; workers hand their errors to one."""
        return self.runs_in in ("browser", "worker")


class Hooks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Functions of the app that scrub, to be run on planted events by `review`."""

    file: Annotated[str, Meta(description="module that exports them, in the app's folder")]
    event: Annotated[str | None, Meta(description="export that beforeSend is given")] = None
    span: Annotated[str | None, Meta(description="export that beforeSendSpan is given")] = None
    breadcrumb: Annotated[str | None, Meta(description="export that beforeBreadcrumb is given")] = (
        None
    )
    log: Annotated[str | None, Meta(description="export that beforeSendLog is given")] = None


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The review, and the document that it keeps. Paths are relative to sentry.yml."""

    plan: Annotated[str, Meta(description="file of what is wanted, with reasons")] = (
        "sentry-plan.yml"
    )
    document: Annotated[str, Meta(description="the strategy document")] = (
        "SENTRY_INTEGRATION_STRATEGY.md"
    )
    history: Annotated[str, Meta(description="folder of reviews, one file a release")] = (
        "docs/review"
    )
    page: Annotated[str, Meta(description="path of the first page, whose weight counts")] = "/"
    hooks: Annotated[
        Hooks | None, Meta(description="the app's own scrubbing, run on planted events")
    ] = None
    token: Annotated[
        Secret | None,
        Meta(
            description="token that reads the server's settings, where that of `server` may not; "
            "always from a variable: ${SENTRY_REVIEW_TOKEN}",
            extra_json_schema={"pattern": r"^\$\{"},
        ),
    ] = None


class Roadmap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roadmap. Paths are relative to sentry.yml."""

    cards: Annotated[str, Meta(description="folder of cards, one Markdown file each")] = (
        "sentry/roadmap"
    )
    document: Annotated[str, Meta(description="the roadmap that is written of them")] = "ROADMAP.md"


Percent = Annotated[float, Meta(ge=0, le=100)]


class Health(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How well a release has to be, by its sessions after the deploy."""

    crash_free_sessions: Annotated[
        Percent, Meta(description="percent of sessions that have to end without failure")
    ] = 99.0
    crash_free_users: Annotated[
        Percent | None, Meta(description="percent of users that have to see none")
    ] = None
    confidence: Annotated[
        float, Meta(description="how sure an answer has to be, in percent", ge=50, lt=100)
    ] = 95.0
    hours: Annotated[int, Meta(description="hours after the deploy, at most", ge=1, le=2160)] = 24
    compare: Annotated[bool, Meta(description="fail what is worse than the release before")] = True


Sources = Literal["all", "app", "none"]
"""Whose texts are sent with maps: all, those of the app's own sources, none."""


class Upload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sent with source maps."""

    sources: Annotated[
        Sources,
        Meta(description="whose source text is sent: all, the app's own alone, none"),
    ] = "all"
