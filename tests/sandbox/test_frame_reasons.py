"""Why a frame stays minified: each cause is made, and told on the event's page."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from buildtools.inspections.explain.causes import BY_CODE
from buildtools.sandbox.frame_reasons import CAUSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Made

    Files = dict[str, tuple[str, bytes, dict[str, str]]]
    Show = Callable[[dict[str, Any]], str]

PLACE = (1, 14, "h")


@pytest.fixture
def shown(api: Api, sandbox: Running) -> Show:
    """Send an event and open its page."""

    def show(event: dict[str, Any]) -> str:
        sent = api.send_event(event)
        return requests.get(f"{sandbox.url}/events/{sent['event_id']}/", timeout=10).text

    return show


def says(page: str, code: str) -> bool:
    """Whether a page tells this cause, by its code and in its words."""
    title, help_ = CAUSES[code]
    sentence = f"{title[0].upper()}{title[1:]}."
    return all(
        one in html.unescape(page) for one in (f"<code>{code}</code>", sentence, f"try: {help_}")
    )


@pytest.mark.parametrize("code", CAUSES)
def test_a_cause_is_told_in_the_same_words_everywhere(code: str) -> None:
    """The sandbox imports no inspection; whoever reads both must not have to translate."""
    assert (BY_CODE[code].title, BY_CODE[code].remedy) == CAUSES[code]


def test_a_resolved_frame_needs_no_reason(made: type[Made], api: Api, shown: Show) -> None:
    """And no cause is anywhere on its page."""
    api.upload(made.bundle())
    page = shown(made.event(PLACE))

    assert not [code for code in CAUSES if code in page]


def test_nothing_was_uploaded(made: type[Made], shown: Show) -> None:
    """With an ID and without."""
    assert says(shown(made.event(PLACE)), "nothing-uploaded")
    assert says(shown(made.event(PLACE, debug_id="")), "nothing-uploaded")


def test_another_build_is_running(made: type[Made], api: Api, shown: Show) -> None:
    """The project has bundles, and none with the ID of the event."""
    api.upload(made.bundle())
    page = shown(made.event(PLACE, debug_id="11111111-2222-4333-8444-555555555555"))

    assert says(page, "build-unknown")
    assert "no file has debug ID 11111111-2222-4333-8444-555555555555" in page
    assert "js_no_source" in page


def test_the_bundle_is_in_another_project(made: type[Made], api: Api, shown: Show) -> None:
    """The one that has it is named."""
    api.upload(made.bundle(), projects=["shop"])
    page = shown(made.event(PLACE))

    assert says(page, "bundle-in-other-project")
    assert "is in shop" in page


def test_the_upload_came_too_late(made: type[Made], api: Api, shown: Show) -> None:
    """An event is resolved when it comes, and never again; the next one is."""
    event = made.event(PLACE)
    first = shown(event)
    api.upload(made.bundle())

    assert says(first, "nothing-uploaded")
    assert says(shown(event), "uploaded-after-event")
    assert "1 of 1" in shown({**made.event(PLACE), "event_id": "e" * 32})


def test_half_a_pair_is_no_use(made: type[Made], api: Api, shown: Show) -> None:
    """A map alone, and a script alone."""
    files = made.files()
    for url, code in (("~/a.js.map", "script-not-stored"), ("~/a.js", "map-not-stored")):
        other = "11111111-2222-4333-8444-55555555555" + str(len(url) % 10)
        kind, content, headers = files[url]
        half = {url: (kind, content, {**headers, "debug-id": other})}
        api.upload(made.bundle(half))

        assert says(shown(made.event(PLACE, debug_id=other)), code)


def test_the_sdk_is_too_old(made: type[Made], api: Api, shown: Show) -> None:
    """What was uploaded is found by ID, and this SDK sends none."""
    api.upload(made.bundle())
    sdk = {"name": "sentry.javascript.browser", "version": "7.2.0"}
    page = shown(made.event(PLACE, debug_id="", sdk=sdk))

    assert says(page, "sdk-too-old")
    assert "7.2.0 is older" in page


def test_the_file_registered_no_id(made: type[Made], api: Api, shown: Show) -> None:
    """The SDK could have sent one."""
    api.upload(made.bundle())

    assert says(shown(made.event(PLACE, debug_id="")), "image-missing")


def test_release_and_dist_decide_where_there_are_no_ids(
    made: type[Made], api: Api, shown: Show
) -> None:
    """Another release, another dist, another folder, and the same."""
    api.upload(made.bundle(made.files(None)), version="web@1", dist="7")

    def page(path: str = "https://h/a.js", **more: str) -> str:
        return shown(made.event(PLACE, path=path, debug_id="", **more))

    assert says(page(release="web@2", dist="7"), "release-differs")
    assert says(page(), "release-differs")
    assert says(page(release="web@1", dist="8"), "dist-differs")
    assert says(page(release="web@1"), "dist-differs")
    moved = page("https://h/static/a.js", release="web@1", dist="7")
    assert says(moved, "url-differs")
    assert "~/a.js is there, the frame says https://h/static/a.js" in moved
    assert says(page("https://h/b.js", release="web@1", dist="7"), "script-not-stored")
    assert "1 of 1" in page(release="web@1", dist="7")


def test_a_script_may_name_no_map_or_a_wrong_one(made: type[Made], api: Api, shown: Show) -> None:
    """Without any ID, its comment is all there is."""
    plain: Files = {"~/a.js": ("minified_source", b"function h(){throw 1}\n", {})}
    wrong: Files = {"~/b.js": ("minified_source", b"//# sourceMappingURL=gone.js.map\n", {})}
    api.upload(made.bundle({**plain, **wrong}), version="web@1")
    none = made.event(PLACE, debug_id="", release="web@1")
    lost = made.event(PLACE, path="https://h/b.js", debug_id="", release="web@1")

    assert says(shown(none), "map-not-stored")
    assert "names no map" in shown({**none, "event_id": "d" * 32})
    assert says(shown(lost), "map-reference-wrong")
    assert "gone.js.map" in shown({**lost, "event_id": "c" * 32})


def test_the_map_is_there_and_does_not_help(made: type[Made], api: Api, shown: Show) -> None:
    """It has nothing for the place, cannot be read, or has no text."""
    files = made.files()
    api.upload(made.bundle(files))
    page = shown(made.event((9, 9, "g"), PLACE))

    assert says(page, "position-unmapped")
    assert "line 9, column 9" in page
    assert "1 of 2" in page

    kind, _, headers = files["~/a.js.map"]
    api.upload(made.bundle({**files, "~/a.js.map": (kind, b"{", headers)}))
    assert says(shown(made.event(PLACE)), "map-broken")

    bare = json.dumps({**made.map, "sourcesContent": None}).encode()
    api.upload(made.bundle({**files, "~/a.js.map": (kind, bare, headers)}))
    page = shown(made.event(PLACE))
    assert says(page, "source-text-missing")
    assert "1 of 1" in page


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        pytest.param({"filename": "node:fs", "lineno": 1}, "Node&#39;s own code", id="node"),
        pytest.param({"filename": "native", "lineno": 1}, "engine&#39;s own", id="native"),
        pytest.param({"function": "f"}, "names no file", id="no file"),
        pytest.param({"filename": "https://h/a.js"}, "names no line", id="no line"),
    ],
)
def test_a_frame_that_no_map_is_for_is_no_failure(
    made: type[Made], shown: Show, frame: dict[str, Any], sentence: str
) -> None:
    """It is said what it is, and it is not counted."""
    event = made.event(PLACE, platform="node")
    event["exception"]["values"][0]["stacktrace"]["frames"] = [frame]
    page = shown(event)

    assert sentence in page
    assert "minified<" not in page
    assert "try:" not in page


def test_only_javascript_has_maps(made: type[Made], shown: Show) -> None:
    """A frame of another language is shown with the lines that it brought."""
    event = made.event((3, 1, "bake"), platform="python")
    event["exception"]["values"][0]["stacktrace"]["frames"][0]["context_line"] = "loaves[0]"
    page = shown(event)

    assert "only JavaScript has source maps" in page
    assert "loaves" in page
