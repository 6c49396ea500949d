"""One script on the scales: its packages, the SDK's features, what the pipeline has put into it.

Read once and let go: of a script there stays what it weighs, and what its texts say. Pure, as far
as bytes are at hand.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from buildtools.checks.sdk_in_script import Sdk
from buildtools.checks.sdk_in_script import read as read_sdk
from buildtools.facts import sdk_code
from buildtools.facts.sdk_code import FEATURES, FLAGS
from buildtools.inspections.review.weight.pages import imports_of
from buildtools.inspections.review.weight.scripts import Runtime, Script
from buildtools.sourcemaps.maps import weights
from buildtools.sourcemaps.maps.packages import package_of
from buildtools.sourcemaps.maps.weights import Owned
from buildtools.sourcemaps.scripts import comments, snippet
from buildtools.sourcemaps.sizes import Size, size_of

UNMAPPED: Final = "not mapped"
PIPELINE: Final = "what the pipeline added"
NO_MAP: Final = "scripts without a map"

_ADDED: Final = -2
"""The owner of what the pipeline has put in."""
_DSN = re.compile(
    r"https?://[0-9a-zA-Z]{1,64}(?::[0-9a-zA-Z]{1,64})?@([\w.-]{1,200}(?::\d{1,5})?(?:/[\w./-]{0,80}?)?)"
    r"/(\d{1,20})(?!\d)"
)
"""A key of any length: that of a development server may be a word."""
_VERSION_OF = re.compile(r"@sentry/core/.*/version\.\w+$")
_VERSION = re.compile(rb"[\"'`](\d{1,3}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,20})?)[\"'`]")


class Signs(msgspec.Struct, frozen=True):
    """What the text of a script says, with a map or without."""

    has_client: bool
    calls_init: bool
    sdk: Sdk
    dsns: tuple[str, ...]
    """Host and project of each DSN: o1.ingest.sentry.io/2."""
    flags: tuple[str, ...]
    """Flags whose code is there."""
    imports: tuple[str, ...]
    """Modules that it imports, as written."""


class Weighed(msgspec.Struct, frozen=True):
    """What one script weighs; of parts it is what the file would be smaller without them."""

    path: str
    url: str
    runtime: Runtime
    size: Size
    signs: Signs
    fault: str = ""
    """Why its map could not be read."""
    sdk: Size = Size()
    """Sentry's code, and what the pipeline has added, as one."""
    built: Size = Size()
    """The script as the bundler wrote it: without what the pipeline has added."""
    code: Size = Size()
    """Sentry's code in that."""
    added: int = 0
    """Bytes that the pipeline has added."""
    packages: dict[str, Size] = {}
    """By name, and by class where a source is of none."""
    features: dict[str, Size] = {}
    """Features of the SDK that are there, with the code that is there for them."""
    vendors: tuple[str, ...] = ()
    """Services of feature flags whose integrations are there."""
    versions: tuple[str, ...] = ()
    """Of the SDK, as its own source has it."""


def signs_of(data: bytes) -> Signs:
    """Read what the text of a script says."""
    text = data.decode("utf-8", "replace")
    is_module = "import" in text or "from" in text
    return Signs(
        sdk_code.has_client(data),
        sdk_code.calls_init(data),
        read_sdk(text),
        tuple(dict.fromkeys(f"{found[1]}/{found[2]}" for found in _DSN.finditer(text))),
        tuple(flag.name for flag in FLAGS if any(sign.search(data) for sign in flag.texts)),
        imports_of(text) if is_module else (),
    )


def not_served(script: Script, data: bytes) -> Weighed:
    """Read what a script says that no browser loads: its weight is nobody's concern."""
    has_client, calls_init = sdk_code.has_client(data), sdk_code.calls_init(data)
    signs = Signs(has_client, calls_init, Sdk(), (), (), ())
    return Weighed(script.path, script.url, script.runtime, Size(len(data)), signs)


def added_to(data: bytes) -> list[tuple[int, int]]:
    """Return the spans of what the pipeline has put into a script: its statement, and a comment."""
    seen = comments.read(data)
    ours = [snippet.ours(data, each.at) for each in seen.registered]
    spans = [span for span in dict.fromkeys(ours) if span]
    if spans and seen.debug_note:
        spans.append((seen.debug_note.comment.start, seen.debug_note.comment.end))
    return spans


def unmapped(script: Script, data: bytes, fault: str = "") -> Weighed:
    """Weigh a script without a map: a class of its own, never spread over the others."""
    size, spans = size_of(data), added_to(data)
    added = sum(end - start for start, end in spans)
    rest = _cut(data, spans) if spans else data
    return Weighed(
        script.path,
        script.url,
        script.runtime,
        size,
        signs_of(data),
        fault=fault,
        sdk=size - size_of(rest) if spans else Size(),
        built=size_of(rest),
        added=added,
        packages={NO_MAP: size_of(rest)} | ({PIPELINE: size - size_of(rest)} if added else {}),
    )


def _cut(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(data[at:start])
        at = end
    return b"".join([*kept, data[at:]])


def weigh(script: Script, data: bytes, map_: bytes, also: frozenset[str]) -> Weighed:
    """Weigh a script by its map; `also` are packages that only Sentry's need.

    Raises SourceMapError when the map cannot be read.
    """
    owned = weights.owned(data, map_).given(added_to(data), _ADDED)
    packages = [package_of(name) for name in owned.sources]
    sentrys = _where(owned, lambda at: sdk_code.is_sentrys(packages[at], owned.sources[at], also))
    whole, sizes = size_of(data), owned.sizes()

    def left(gone: frozenset[int]) -> Size:
        return size_of(owned.without(data, gone)) if gone else whole

    def without(gone: frozenset[int]) -> Size:
        return whole - left(gone)

    ours = frozenset({_ADDED} & sizes.keys())
    built, bare = left(ours), left(ours | sentrys)
    return Weighed(
        *(script.path, script.url, script.runtime, whole, signs_of(data)),
        sdk=whole - bare,
        built=built,
        code=built - bare,
        added=sizes.get(_ADDED, 0),
        packages={name: without(gone) for name, gone in _classes(sizes, packages).items()},
        features={name: without(gone) for name, gone in _features(owned, sizes).items() if sentrys},
        vendors=_vendors(owned, sizes),
        versions=_versions(owned, data),
    )


def _where(owned: Owned, holds: Callable[[int], bool]) -> frozenset[int]:
    """Return the sources with bytes of which something holds."""
    return frozenset(each for each in set(owned.owners) if each >= 0 and holds(each))


def _named(owned: Owned, pattern: re.Pattern[str]) -> frozenset[int]:
    return _where(owned, lambda at: pattern.search(owned.sources[at]) is not None)


def _classes(sizes: Mapping[int, int], packages: list[str]) -> dict[str, frozenset[int]]:
    """Return the owners of each package."""
    found: dict[str, set[int]] = {}
    for owner in sizes:
        name = packages[owner] if owner >= 0 else PIPELINE if owner == _ADDED else UNMAPPED
        found.setdefault(name, set()).add(owner)
    return {name: frozenset(owners) for name, owners in found.items()}


def _features(owned: Owned, sizes: Mapping[int, int]) -> dict[str, frozenset[int]]:
    """Return the sources of each feature that is there."""
    found: dict[str, frozenset[int]] = {}
    for feature in FEATURES:
        signs = _named(owned, feature.signs)
        if sum(sizes[at] for at in signs) >= feature.least:
            found[feature.name] = _named(owned, feature.sources)
    return found


def _versions(owned: Owned, data: bytes) -> tuple[str, ...]:
    """Return the versions that stand in the bytes of the SDK's source of it."""
    there = _named(owned, _VERSION_OF)
    others = frozenset(owned.owners) - there
    found = _VERSION.findall(owned.without(data, others)) if there else ()
    return tuple(dict.fromkeys(each.decode() for each in found))


def _vendors(owned: Owned, sizes: Mapping[int, int]) -> tuple[str, ...]:
    there = (owned.sources[at] for at in sizes if at >= 0)
    found = (sdk_code.FLAG_VENDORS.search(name) for name in there)
    return tuple(sorted({each[1] for each in found if each}))
