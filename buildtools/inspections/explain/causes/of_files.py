"""Causes that script and map themselves tell, on disk or out of a stored bundle."""

import posixpath
import re

from buildtools.bundlers import all_of
from buildtools.errors import again
from buildtools.inspections.explain.causes.evidence import Evidence
from buildtools.inspections.explain.causes.of_event import has_image
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked

_NO_FILES = "script and map: build the release here, or use a token that may download"
_INVALID = "js_invalid_sourcemap_location"
_NAMELESS = ("", "?", "<anonymous>", "<unknown>", *all_of(lambda each: each.nameless))
_MINIFIED = re.compile(r"[A-Za-z_$]{1,2}[0-9]?\Z")


def _comment_only(evidence: Evidence) -> Answer:
    if (other := has_image(evidence)) is not None:
        return other
    files = evidence.files
    if files is None:
        return Unasked("the script on disk")
    if files.comment_id and not files.snippet_id:
        return Holds((f"{files.script} says debugId={files.comment_id}, and registers nothing",))
    return RuledOut(f"{files.script} registers {files.snippet_id or 'no ID, and says none'}")


def _wrong_map(evidence: Evidence) -> Answer:
    files, frame = evidence.files, evidence.frame
    if files is None:
        return Unasked(_NO_FILES)
    at = f"line {frame.line}, column {frame.column or 1}"
    if files.line_exists is False:
        return Holds((f"{files.script} has no {at}", *_invalid(evidence)))
    if files.accuracy:
        return Holds((f"{files.script}: {files.accuracy}",))
    known, told = files.original, evidence.event.original if evidence.event else None
    if known and (lost := _invalid(evidence)):
        here = f"the map of this build says {known.source}:{known.line}"
        return Holds((f"the server found no entry of its map at {at}", *lost, here))
    if known and told and known.line != told.line:
        here = f"the map of this build says {known.source}:{known.line}"
        return Holds((f"the server says {told.source}:{told.line}", here))
    return RuledOut(f"{files.script} has {at}, and its map is of it as far as can be told")


def _unmapped(evidence: Evidence) -> Answer:
    files, frame, event = evidence.files, evidence.frame, evidence.event
    at = f"line {frame.line}, column {frame.column or 1}"
    if files is None:
        if event and _INVALID in event.errors:
            return Holds((f"the server found no entry of the map at {at}", *_invalid(evidence)))
        return Unasked(_NO_FILES)
    if files.map_fault or files.original:
        return RuledOut("the map says where the place comes from, or cannot be read")
    return Holds((f"the map of {files.script} has no entry at {at}", *_invalid(evidence)))


def _invalid(evidence: Evidence) -> tuple[str, ...]:
    told = evidence.event is not None and _INVALID in evidence.event.errors
    return (f"the event has the error {_INVALID}",) if told else ()


def _broken(evidence: Evidence) -> Answer:
    files, event = evidence.files, evidence.event
    if event and "js_invalid_source" in event.errors:
        fault = (files.map_fault,) if files and files.map_fault else ()
        return Holds(("the event has the error js_invalid_source", *fault))
    if files is None:
        return Unasked(_NO_FILES) if event is None else RuledOut("the server could read the map")
    if files.map_fault:
        return Holds((f"{files.script}: {files.map_fault}",))
    return RuledOut("the map can be read")


def _no_text(evidence: Evidence) -> Answer:
    original, event = evidence.original, evidence.event
    if original is None:
        return Unasked("the original")
    if original.text is not None:
        return RuledOut("the line of source is there")
    error = "js_missing_sources_content"
    told = (f"the event has the error {error}",) if event and error in event.errors else ()
    return Holds((f"the map holds no text of {original.source}", *told))


def _dependency(evidence: Evidence) -> Answer:
    original = evidence.original
    if original is None:
        return Unasked("the original")
    name = posixpath.basename(original.source)
    if "node_modules/" in original.source and re.search(r"\.(?:min|prod)\.", name):
        return Holds((f"the original is {original.source}, which was minified before",))
    return RuledOut(f"{original.source} is no minified file of a package")


def _function(evidence: Evidence) -> Answer:
    original = evidence.original
    if original is None:
        return Unasked("the original")
    name = original.function
    if name in _NAMELESS or (name == evidence.frame.function and _MINIFIED.match(name)):
        return Holds(
            (f"the function is told as {name or 'none'}, at {original.source}:{original.line}",)
        )
    return RuledOut(f"the function is told as {name}")


COMMENT_ONLY = Cause(
    "snippet-absent",
    "the script says a debug ID, and registers none",
    "`//# debugId=` in the script, and no statement that registers it: a bundler's own ID",
    "the SDK reads what was registered, never comments",
    again("inject"),
    "frameworks.md#bundlers",
    "files",
    _comment_only,
)
WRONG_MAP = Cause(
    "map-of-other-build",
    "script and map are not of one build",
    "the place lies outside of the script, the map's words do not fit it, or the server's map and "
    "that of the disk differ",
    "frames lead nowhere or, worse, to wrong lines",
    "build, inject and upload in one go: invoke release",
    "accuracy.md#how-it-is-told",
    "files",
    _wrong_map,
    ("minified", "resolved"),
)
UNMAPPED = Cause(
    "position-unmapped",
    "the map says nothing of this place",
    "no entry of the map at or before the column on this line: `js_invalid_sourcemap_location`",
    "code that the bundler made itself has no original; otherwise the map is of another file",
    "look at the line in the script; where it is yours, compare what is served: invoke live",
    "debugging.md#the-map-does-not-help",
    "files",
    _unmapped,
)
BROKEN = Cause(
    "map-broken",
    "the map cannot be read",
    "`js_invalid_source` among the event's errors, or the map does not parse here",
    "no place of its script can be resolved",
    "build and upload again: invoke release",
    "maps.md#what-the-resolver-cannot-read",
    "files",
    _broken,
)
NO_TEXT = Cause(
    "source-text-missing",
    "file and line are right, and no source is shown",
    "the frame has its original without a line of text: `js_missing_sources_content`",
    "the map names the source without its text (`sourcesContent`)",
    "build again with the project's sources in place: build puts their texts into maps",
    "frameworks.md#what-each-source-map-setting-is-worth",
    "files",
    _no_text,
    ("resolved",),
)
DEPENDENCY = Cause(
    "dependency-minified",
    "the original is a minified file of a package",
    "the source lies in node_modules, and its name says `.min` or `.prod`",
    "the map of your build ends there: the package came without a map of its own",
    "use the package's readable build, or source-map-loader where it has maps",
    "maps.md#chained-maps",
    "files",
    _dependency,
    ("resolved",),
)
FUNCTION = Cause(
    "function-name-minified",
    "file and line are right, the function's name is not",
    "the name is the minified one or none, though the place has its original",
    "the map has no name at the function's declaration, or the code was inlined",
    "",
    "proof.md#the-three-proofs",
    "files",
    _function,
    ("resolved",),
)
