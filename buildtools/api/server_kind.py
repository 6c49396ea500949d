"""Which server this is, judged by its first three answers. Pure.

    root       GET /api/0/                    version, auth and user: every kind of it says that
    uploads    GET organizations/O/chunk-upload/   how much at a time, and what it accepts
    releases   GET organizations/O/releases/       a list, or the way in which there is none

A server is known by the shape of these, never by a sentence of theirs, which may be translated. Who
gives none of them is no Sentry server, and its 404 is no absence.
Source: docs/wire.md#other-servers.
"""

import msgspec

from buildtools.api.http.foreign_answers import (
    NOTHING,
    ForeignAnswer,
    evidence,
    foreign_answer,
    is_foreign,
    is_own,
    remedy,
    said,
    sentence,
)
from buildtools.api.http.response import Response
from buildtools.api.models.answers import ChunkOptions
from buildtools.api.models.capabilities import Name
from buildtools.values import ServerKind

_MEBIBYTE = 1 << 20
_BUGSINK_CHUNKS = 2 * _MEBIBYTE
_BUGSINK_ACCEPTS = {"release_files", "sources", "artifact_bundles", "debug_files"}
_ENOUGH_SIGNS = 2


class Asked(msgspec.Struct, frozen=True):
    """The three answers."""

    root: Response
    uploads: Response
    releases: Response

    @property
    def options(self) -> ChunkOptions | None:
        """How the server takes uploads; None where it says nothing that is read so."""
        if self.uploads.status != 200 or not isinstance(said(self.uploads), dict):
            return None
        try:
            return msgspec.convert(said(self.uploads), ChunkOptions)
        except msgspec.ValidationError:
            return None

    @property
    def lists_releases(self) -> bool:
        """True when there is a list of releases, whether the token may see it or not."""
        if self.releases.status == 200:
            return isinstance(said(self.releases), list)
        return self.releases.status == 403 and is_own(self.releases)


def identify(asked: Asked, kind: ServerKind = "auto") -> Name:
    """Name the server; `kind` is what sentry.yml says of it.

    Raises ForeignAnswer when this is no Sentry server, or when something answers in its place.
    """
    if not is_root(asked.root):
        _refuse_root(asked, kind)
    options = asked.options
    if kind in ("bugsink", "glitchtip"):
        return "bugsink" if kind == "bugsink" else "glitchtip"
    if options is None:
        return "unknown"
    if not asked.lists_releases and _bugsink_signs(asked, options) > _ENOUGH_SIGNS:
        return "bugsink"
    if options.knows_missing:
        return "sentry"
    small = options.chunks_per_request == 1 or options.concurrency == 1
    if kind == "sentry" or not options.takes_bundles or not small:
        return "sentry-old"
    return _small(asked, options)


def is_root(response: Response) -> bool:
    """True when this is what the root of the API says on every server known."""
    match said(response) if response.status == 200 else NOTHING:
        case {"version": str(), "auth": dict() | None, "user": dict() | None}:
            return True
        case _:
            return False


def _refuse_root(asked: Asked, kind: ServerKind) -> None:
    """Raise ForeignAnswer, unless other answers show that a server of another make stands there."""
    odd = isinstance(said(asked.root), dict) and not is_foreign(asked.root)
    if asked.options is None and not (odd and kind != "auto"):
        raise no_sentry(asked)
    if not odd:
        raise foreign_answer(asked.root)


def no_sentry(asked: Asked) -> ForeignAnswer:
    """Make the failure for a server that is none, with what is there instead."""
    root = asked.root
    host = root.shown(root.url.partition("/api/")[0])
    words = sentence(root).removeprefix("this is not Sentry's answer: ")
    others = (evidence(each)[0] for each in (asked.uploads, asked.releases))
    return ForeignAnswer(
        f"{host} is no Sentry server, or something stands in front of it: {words}",
        status=root.status,
        evidence=(*evidence(root), *others),
        remedy=remedy(root),
    )


def _small(asked: Asked, options: ChunkOptions) -> Name:
    """Tell the servers apart that take bundles chunk after chunk, and cannot be asked first."""
    if asked.lists_releases:
        return "glitchtip"
    if _bugsink_signs(asked, options) >= _ENOUGH_SIGNS:
        return "bugsink"
    # GlitchTip says so of an organization that it does not know.
    if asked.releases.status == 404 and "detail" in (said(asked.releases) or ()):
        return "glitchtip"
    failure = foreign_answer(asked.releases)
    failure.remedy = (
        "say in sentry.yml which server this is, server.kind: bugsink or glitchtip;"
        f" or, where this is no answer of it, {failure.remedy}"
    )
    raise failure


def _bugsink_signs(asked: Asked, options: ChunkOptions) -> int:
    """Count what only Bugsink does: enough is left when a new version changes one of them."""
    root, releases = said(asked.root), asked.releases
    auth = root.get("auth") if isinstance(root, dict) else None
    path = releases.url.partition("?")[0].partition("/api/")[2].encode()
    return sum(
        (
            isinstance(auth, dict) and auth.get("scopes") == ["org:ci"] and root["user"] is None,
            options.chunk_size == options.max_request_size == _BUGSINK_CHUNKS,
            {*options.accept} == _BUGSINK_ACCEPTS,
            releases.status == 404 and b"<" not in releases.body and path in releases.body,
        )
    )
