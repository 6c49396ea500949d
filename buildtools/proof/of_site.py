"""Evidence of a live site: what it serves, and what its pages do in a browser."""

from typing import Literal

import msgspec

from buildtools.values import DebugId


class Kept(msgspec.Struct, frozen=True, tag_field="what", omit_defaults=True):
    """What all of them have: in JSON, `what` says which one it is."""


ServedFile = Literal[
    "exact",
    "cut-off",
    "not-injected",
    "other-build",
    "other-release",
    "snippet-missing",
    "rewritten",
    "not-script",
    "differs",
    "missing",
    "untold",
]
"""Which file it is that a site serves: `exact`, the one that was released; `differs`, another one,
and nothing says which; `untold`, it could not be read."""


class Served(Kept, frozen=True, tag="served"):
    """A script as a site serves it in one encoding, beside the one that was released."""

    url: str
    asked: str
    """The encoding that was asked for: `identity`, `gzip`, `br` or `zstd`."""
    encoding: str
    """The one that it came in."""
    status: int
    file: ServedFile
    size: int
    """Bytes, decoded."""
    expected: int | None
    """Bytes that it should have; None where the file is not at hand."""
    offset: int | None = None
    """The first byte that differs, from zero; None where none does, or nothing is to compare."""
    here: str = ""
    """What stands there."""
    instead_of: str = ""
    """What should stand there."""
    debug_id: DebugId | None = None
    """The one that it carries, where that is another one."""
    release: str = ""
    """The release that this ID belongs to, where the server knows it."""
    why: str = ""
    """With what it was rewritten, or why it could not be read."""
    headers: dict[str, str] = {}
    """Those that tell of caches and hosts."""


class Page(Kept, frozen=True, tag="page"):
    """A page of a site, and whose scripts it names."""

    url: str
    status: int
    known: int
    """Scripts of this release that it names."""
    others: tuple[str, ...] = ()
    """Those that it names and the ledger does not know, of the same place."""
    why: str = ""
    headers: dict[str, str] = {}
    """Those that tell of caches and hosts: `age`, `x-cache`, `cf-cache-status`, `etag`."""


class Exposed(Kept, frozen=True, tag="exposed"):
    """Something that should be private, and what a site answers when it is asked for it."""

    url: str
    named_by: str
    """What led there: a name, a comment, a header, an inline map."""
    status: int
    came: str = ""
    """What it is that came: `source map of 12 sources`; empty where nothing did."""


class Registered(Kept, frozen=True, tag="registered"):
    """A script that ran in a browser, and the IDs that it told there."""

    url: str
    expected: DebugId
    told: tuple[str, ...] = ()


SdkValue = Literal["release", "environment", "dist", "project"]


class Sdk(Kept, frozen=True, tag="sdk"):
    """A value that a page's SDK reports, beside the one that it should; None where it has none."""

    value: SdkValue
    expected: str | None
    reported: str | None
    by: str
    """Where that was read: `an envelope`, `its options`."""
    why: str = ""
    """Why nothing was compared."""


class Policy(Kept, frozen=True, tag="policy"):
    """Whether a page may send events to a host."""

    host: str
    directive: str = ""
    """What forbids it; empty where nothing does."""


class FromWorker(Kept, frozen=True, tag="from-worker"):
    """A script as a page's service worker gives it, and as the site does: SHA-1 of each."""

    url: str
    network: str
    worker: str
    cache: str = ""
    """The cache that holds it, where it is not what the worker answers with."""
