"""What became of each frame of an event, and what kind of event it is.

A test event of a release carries one frame that nobody uploaded a script for: a control. That it
stays minified is what was wanted, so it is no failure, and is counted apart.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final, Literal, NamedTuple

from buildtools.sandbox import frames
from buildtools.sandbox.answers import Json
from buildtools.values import parse_debug_id

Fate = Literal["resolved", "minified", "control", "control failed", "aside"]
"""`aside` is a frame that no map is for: Node's own, the engine's, another language's."""
Kind = Literal["app", "test", "scenario"]

PLATFORMS: Final = ("javascript", "node")
"""Of events whose frames are resolved."""
TEST_TAG: Final = "sentry-buildtools"
"""The tag of an event that was sent to be read back: by a release, or by the SDK of a live page."""
SCENARIO_TAG: Final = "buildtools.scenario"
"""The tag of an event that was raised on purpose, or the header of the request that raised it."""
CONTROL: Final = "control"
"""The name of the function of a control."""


class Shown(NamedTuple):
    """One frame: as it is now, as it came, and what became of it."""

    now: Json
    raw: Json
    fate: Fate


def kind_of(event: Mapping[str, Any]) -> Kind:
    """Whether an event is of the app's own, a test event, or a scenario."""
    tags = tags_of(event)
    if TEST_TAG in tags:
        return "test"
    return "scenario" if SCENARIO_TAG in tags or SCENARIO_TAG in _headers(event) else "app"


def _headers(event: Mapping[str, Any]) -> set[str]:
    """Return the names of the headers of the request that an event of a server is of."""
    request = event.get("request")
    given = request.get("headers") if isinstance(request, dict) else None
    pairs = given if isinstance(given, list) else []
    names = given if isinstance(given, dict) else [one[0] for one in pairs if _is_pair(one)]
    return {str(name).lower() for name in names}


def tags_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tags of an event, which come as an object or as a list of pairs."""
    given = event.get("tags") or {}
    if isinstance(given, dict):
        return {str(key): value for key, value in given.items()}
    return {str(key): value for key, value in filter(_is_pair, given)}


def _is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == len(("key", "value"))


def images_of(event: Json) -> dict[str, str]:
    """Map `code_file` to debug ID, for the images of an event that are scripts."""
    images = (event.get("debug_meta") or {}).get("images")
    listed = images if isinstance(images, list) else []
    told = [one for one in listed if isinstance(one, dict) and one.get("type") == "sourcemap"]
    ids = {str(one.get("code_file")): parse_debug_id(str(one.get("debug_id"))) for one in told}
    return {path: debug_id for path, debug_id in ids.items() if debug_id}


def shown(event: Json, holder: Json) -> Iterator[Shown]:
    """Pair each frame of a stack with what it was, callers first."""
    now = frames.frames_of(holder)
    before = frames.frames_of({"stacktrace": holder.get("raw_stacktrace")}) or now
    for frame, raw in zip_longest(now, before, fillvalue=None):
        one = frame or raw or {}
        yield Shown(one, raw or one, _fate(event, one, raw or one))


def every(event: Json) -> list[Shown]:
    """Return the frames of all stacks of an event."""
    return [one for holder in frames.holders(event) for one in shown(event, holder)]


def is_resolved(frame: Json) -> bool:
    """Whether a frame shows its original place."""
    return bool((frame.get("data") or {}).get("symbolicated"))


def _fate(event: Json, frame: Json, raw: Json) -> Fate:
    done = is_resolved(frame)
    if raw.get("function") == CONTROL and kind_of(event) == "test":
        return "control failed" if done else "control"
    if done:
        return "resolved"
    return "aside" if why_aside(event, frame) else "minified"


def why_aside(event: Json, frame: Json) -> str:
    """Return why no map is looked up for a frame; empty where one is."""
    platform = str(event.get("platform"))
    if platform not in PLATFORMS:
        return f"The platform of this event is {platform}: only JavaScript has source maps."
    if not frame.get("abs_path"):
        return "The frame names no file."
    if frame["abs_path"] in frames.NATIVE:
        return "This is the engine's own code: no map belongs to it."
    if frames.is_builtin(frame, platform):
        return "This is Node's own code: no map belongs to it."
    return "The frame names no line." if frames.is_nowhere(frame) else ""
