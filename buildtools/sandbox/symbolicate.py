"""Resolve the frames of an event on arrival, by the stricter of the rules that servers follow.

Script and map are both needed; a debug ID counts only when its image's `code_file` is exactly the
frame's `abs_path`. What fails is written to the event's errors.
Source: docs/wire.md#resolving-a-frame, docs/wire.md#events.
"""

import copy
import hashlib
import threading
from collections import OrderedDict
from typing import Any, Final

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sandbox import artifacts, frame_kinds, frames
from buildtools.sandbox.answers import Json
from buildtools.sandbox.artifacts import Artifact, Finder
from buildtools.sandbox.functions import function_name
from buildtools.sourcemaps.maps.positions import CONTEXT_LINES, Original
from buildtools.sourcemaps.maps.resolve import Resolver

_KEPT_RESOLVERS: Final = 64
_KEPT_BYTES: Final = 64 * 1024 * 1024
"""Scripts and maps of the resolvers that are kept; the latest is kept whatever its size."""

MISSING_SOURCE: Final = ("js_no_source", "missing_source")
MISSING_MAP: Final = ("js_no_source", "missing_sourcemap")
MALFORMED_MAP: Final = ("js_invalid_source", "malformed_sourcemap")
MISSING_CONTENT: Final = ("js_missing_sources_content", "missing_source_content")
INVALID_LOCATION: Final = ("js_invalid_sourcemap_location", "invalid_location")


class Resolvers:
    """The resolvers of late, so that a map is not read again for every event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, tuple[Resolver, int]] = OrderedDict()

    def get(self, script: bytes, map_: bytes) -> Resolver:
        """Return the resolver of a script and its map. Raises SourceMapError."""
        key = hashlib.sha256(script).digest() + hashlib.sha256(map_).digest()
        with self._lock:
            known = self._kept.get(key)
            if known is None:
                self._make_room(len(script) + len(map_))
        made = known[0] if known else Resolver(script, map_)
        with self._lock:
            self._kept[key] = made, len(script) + len(map_)
            self._kept.move_to_end(key)
        return made

    def _make_room(self, size: int) -> None:
        """Let the oldest go before another one comes, not after it."""
        held = sum(size for _, size in self._kept.values())
        while self._kept and (len(self._kept) >= _KEPT_RESOLVERS or held + size > _KEPT_BYTES):
            held -= self._kept.popitem(last=False)[1][1]


class _Module(msgspec.Struct, frozen=True):
    """A script whose positions can be looked up."""

    resolver: Resolver
    lines: frames.ScriptLines
    base: str
    sourcemap: str
    origin: str
    resolved_with: str


class _Failure(msgspec.Struct, frozen=True):
    """Why a script has no module; `kind` is None where that is no error."""

    kind: tuple[str, str] | None
    url: str


def symbolicate(event: Json, finder: Finder, resolvers: Resolvers) -> Json:
    """Return the event with its frames normalised and, where it can be, resolved."""
    done = copy.deepcopy({key: value for key, value in event.items() if key != "errors"})
    work = _Work(done, finder, resolvers)
    for holder in frames.holders(done):
        raw = frames.frames_of(holder)
        for frame in raw:
            frames.normalise(frame)
        if done.get("platform") not in frame_kinds.PLATFORMS:
            continue
        resolved = work.resolve_all(copy.deepcopy(raw))
        if any((frame.get("data") or {}).get("symbolicated") for frame in resolved):
            holder["raw_stacktrace"] = {**holder["stacktrace"], "frames": work.with_context(raw)}
        if raw:
            holder["stacktrace"] = {**holder["stacktrace"], "frames": resolved}
    if work.errors:
        done["errors"] = work.errors
    return done


class _Work:
    """The work on one event: modules found once, errors told once."""

    def __init__(self, event: Json, finder: Finder, resolvers: Resolvers) -> None:
        self.errors: list[Json] = []
        self._platform = str(event.get("platform"))
        self._finder = finder
        self._resolvers = resolvers
        self._debug_ids = frame_kinds.images_of(event)
        self._modules: dict[str, _Module | _Failure] = {}

    def resolve_all(self, todo: list[Json]) -> list[Json]:
        """Resolve frames in order, callers first: each tells the next how it was called."""
        called_as: str | None = None
        for frame in todo:
            original = self._resolve(frame, called_as)
            called_as = original.name if original else None
        return todo

    def with_context(self, raw: list[Json]) -> list[Json]:
        """Add the lines of the script to frames as they were."""
        for frame in raw:
            module = self._modules.get(str(frame.get("abs_path")))
            line = (frame.get("lineno") or 0) - 1
            column = max((frame.get("colno") or 0) - 1, 0)
            if isinstance(module, _Module):
                found = module.lines.around(line, column, CONTEXT_LINES)
                if found is not None:
                    keys = ("pre_context", "context_line", "post_context")
                    frame.update(zip(keys, found, strict=True))
        return raw

    def _resolve(self, frame: Json, called_as: str | None) -> Original | None:
        """Resolve one frame in place; give what it was, or None when it stays as it is."""
        if frames.is_builtin(frame, self._platform):
            frame["in_app"] = False
            return None
        if frames.is_nowhere(frame):
            return None
        path = frame["abs_path"] = str(frame["abs_path"]).removeprefix("async ")
        module = self._module(path)
        if isinstance(module, _Failure):
            if module.kind:
                self._tell(module.kind, url=module.url)
            return None
        line, column = frame["lineno"] - 1, max((frame.get("colno") or 0) - 1, 0)
        original = module.resolver.lookup(line, column)
        if original is None:
            self._tell(INVALID_LOCATION, row=line + 1, column=column + 1, source=path)
            return None
        self._rewrite(frame, module, original, called_as)
        return original

    def _rewrite(
        self, frame: Json, module: _Module, original: Original, called_as: str | None
    ) -> None:
        frame["function"] = function_name(original, frame.get("function"), called_as)
        frame["lineno"], frame["colno"] = original.line + 1, original.column + 1
        if original.source is not None:
            frame["filename"] = frames.source_filename(original.source)
            frame["abs_path"] = frames.join(module.base, original.source)
            frame["module"] = frames.module_of(frame["abs_path"]) or frame.get("module")
        self._put_source(frame, module, original)
        frame["data"] = {
            **(frame.get("data") or {}),
            "symbolicated": True,
            "sourcemap": module.sourcemap,
            "sourcemap_origin": module.origin,
            "resolved_with": module.resolved_with,
        }

    def _put_source(self, frame: Json, module: _Module, original: Original) -> None:
        """Add lines of source: from the map, else from a file of a bundle."""
        before, line, after = original.pre_context, original.context_line, original.post_context
        if line is None and not before and not after:
            source = self._finder.find("source", "", frame["abs_path"])
            lines = source.content.decode(errors="replace").splitlines() if source else []
            if original.line >= len(lines):
                self._tell(MISSING_CONTENT, source=frame["abs_path"], sourcemap=module.sourcemap)
                return
            start = max(original.line - CONTEXT_LINES, 0)
            before, line = tuple(lines[start : original.line]), lines[original.line]
            after = tuple(lines[original.line + 1 :][:CONTEXT_LINES])
        _put_context(frame, before, line or "", after, original.column)

    def _module(self, path: str) -> _Module | _Failure:
        if path not in self._modules:
            self._modules[path] = self._load(path)
        return self._modules[path]

    def _load(self, path: str) -> _Module | _Failure:
        """Find a script and its map; the script comes first, without it the map is no use."""
        debug_id = self._debug_ids.get(path, "")
        script = self._finder.find("minified_source", debug_id, path)
        if script is None:
            return _Failure(MISSING_SOURCE, path)
        reference = artifacts.reference_of(script)
        map_ = self._map_of(path, debug_id, reference)
        if map_ is None:
            known = bool(reference or debug_id)
            return _Failure(MISSING_MAP if known else None, path)
        try:
            resolver = self._resolvers.get(script.content, map_.content)
        except SourceMapError:
            return _Failure(MALFORMED_MAP, map_.url)
        lines = frames.ScriptLines(script.content)
        # A path on disk has no root that a map's URL could be placed under.
        is_url = "://" in path and map_.origin != "embedded"
        base = frames.join(path, map_.url) if is_url else path
        return _Module(resolver, lines, base, map_.url, map_.origin, script.resolved_with)

    def _map_of(self, path: str, debug_id: str, reference: str | None) -> Artifact | None:
        if debug_id and (found := self._finder.find("source_map", debug_id, "")):
            return found
        if reference is None:
            return None
        if reference.startswith("data:"):
            content = artifacts.embedded_map(reference)
            return Artifact(path, content or b"", "url", "embedded")
        return self._finder.find("source_map", debug_id, frames.join(path, reference))

    def _tell(self, kind: tuple[str, str], **data: Any) -> None:
        error = {"type": kind[0], "symbolicator_type": kind[1], **data}
        if error not in self.errors:
            self.errors.append(error)


def _put_context(frame: Json, before: Any, line: str, after: Any, column: int) -> None:
    frame["pre_context"] = [frames.snip(one, 0) for one in before]
    frame["context_line"] = frames.snip(line, column)
    frame["post_context"] = [frames.snip(one, 0) for one in after]
