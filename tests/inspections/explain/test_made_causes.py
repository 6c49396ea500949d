"""Each cause made on a real release, and told by `explain EVENT`; without it the frame resolves.

The shop is released once, by its pipeline, to a sandbox. What is wrong is then made in an event, or
in a project of its own.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.inspections.explain.making import BROWSER, RELEASE, SITE, Made, released_shop
from tests.web.hosts import hosting

PROJECTS = (
    *("web", "app", "late", "maps", "scripts", "urls", "dists", "names", "mixed", "shifted"),
    *("broken", "failed", "empty", "old", "gone", "lost"),
)
UNKNOWN = "0ff0ff00-0000-4000-8000-000000000001"
NONE: dict[str, Any] = {"release": "other@9"}
"""A release of which nothing is stored: what is found then is found by debug ID."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The shop, released to the first project."""
    with released_shop(tmp_path_factory.mktemp("made"), PROJECTS) as made:
        yield made


def told(made: Made, event: str) -> dict[str, Any]:
    """Explain an event; give what is said of the frame that threw."""
    ended = made.explain(event)
    assert ended.code == 0, ended.err
    frame: dict[str, Any] = ended.json["stacks"][0]["frames"][0]
    return frame


def cause(made: Made, event: str) -> tuple[str | None, str]:
    """Return the code of the cause, and its evidence."""
    found = told(made, event)["cause"] or {"code": None, "evidence": []}
    return found["code"], " · ".join(found["evidence"])


# The control


@pytest.mark.parametrize("name", BROWSER)
@pytest.mark.parametrize("more", [{}, NONE, {"dist": "8"}], ids=["as-is", "release", "dist"])
def test_without_a_fault_the_frame_resolves(made: Made, name: str, more: dict[str, Any]) -> None:
    """By its debug ID: whatever the event says of release and dist."""
    frame = told(made, made.send(made.event(made.frame(name), **more)))

    assert frame["original"]["file"].startswith("src/")
    assert (None, False) == (frame["cause"], frame["stays"])


# The event


def test_an_event_without_images(made: Made) -> None:
    """The file that ran registered nothing: it was not the injected one, or lost its snippet."""
    event = made.send(made.event(made.frame("cart"), images=False, **NONE))
    code, evidence = cause(made, event)

    assert "image-missing" == code
    assert f"{BROWSER['cart']} has debug ID {made.pair('cart')['debug_id']}" in evidence


def test_an_sdk_that_sends_none(made: Made) -> None:
    """That is another thing to do than to look at the site."""
    sdk = {"name": "sentry.javascript.browser", "version": "7.50.0"}
    event = made.send(made.event(made.frame("cart"), images=False, sdk=sdk, **NONE))

    assert ("sdk-too-old", True) == (
        cause(made, event)[0],
        "7.56.0" in told(made, event)["cause"]["remedy"],
    )


def test_a_frame_whose_path_was_rewritten(made: Made) -> None:
    """Its image is there, under the path of before."""
    sent = made.event(made.frame("page"), **NONE)
    value = sent["exception"]["values"][0]
    value["stacktrace"]["frames"][0]["filename"] = "app:///page.js"
    code, evidence = cause(made, made.send(sent))

    assert "frame-path-rewritten" == code
    assert "the frame's file is app:///page.js" in evidence
    assert made.url("page") in evidence


def test_a_frame_without_a_column(made: Made) -> None:
    """What is found belongs to the start of the line, or nothing is."""
    event = made.send(made.event(made.frame("cart", colno=None)))

    assert "column-missing" == cause(made, event)[0]


def test_a_worker_whose_ids_stayed_in_it(made: Made) -> None:
    """The page's images are there, the worker's is not."""
    worker = made.frame("page", filename=f"{SITE}/static/mail.worker.js")
    event = made.event(made.frame("cart"), worker, **NONE)

    assert "worker-not-registered" == cause(made, made.send(event))[0]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"filename": "chrome-extension://abcdef/x.js"}, "frame-of-extension"),
        ({"filename": "https://ads.example/a.js"}, "frame-of-third-party"),
        ({"filename": f"{SITE}/"}, "frame-in-page"),
        ({"filename": "webpack-internal:///./src/a.ts"}, "frame-of-dev-build"),
        ({"filename": "<anonymous>", "lineno": None, "colno": None}, "frame-native"),
    ],
)
def test_a_frame_that_is_none_of_the_shops(made: Made, frame: dict[str, Any], code: str) -> None:
    """No server has to be asked for it."""
    event = made.send(made.event(made.frame("page", **frame)))

    assert code == cause(made, event)[0]


def test_a_browser_that_told_nothing(made: Made) -> None:
    """There is no frame, and the event says why: that is an answer."""
    event = made.send(made.event(message="Script error.", exception=None))
    ended = made.explain(event)

    assert (0, "script-error", 0) == (
        *(ended.code, ended.json["cause"]["code"]),
        ended.json["frames"],
    )


# What is stored


def test_a_build_that_was_never_uploaded(made: Made, tmp_path: Path) -> None:
    """It was built again after the upload, and other code has another ID."""
    again = made.rebuilt(tmp_path / "again", decimals=3)
    ended = again.shop.invoke("build", "inject", "--env=local")
    assert ended.code == 0, ended.err
    pair = again.pair("cart", "local")
    sent = again.event(again.frame("cart"), environment="local")
    code, evidence = cause(made, made.send(sent | NONE))

    assert "build-unknown" == code
    assert pair["debug_id"] in evidence
    assert made.pair("cart")["debug_id"] in evidence


def test_an_earlier_build_that_is_still_served(made: Made, tmp_path: Path) -> None:
    """The script is one of before: found by URL it leads to lines of today, which is worse."""
    again = made.rebuilt(tmp_path / "again", decimals=4, version="1.5.0")
    ended = again.run("build", "inject", project="old")
    assert ended.code == 0, ended.err
    event = again.event(again.frame("cart"))
    again.change(decimals=5, version="1.6.0")
    ended = again.run("release", "--through=upload", project="old")
    assert ended.code == 0, ended.err
    by_url = {**event, "event_id": "a" * 32, "release": "shop@1.6.0"}
    found = [told(again, again.send(sent, "old")) for sent in (event | NONE, by_url)]

    assert ["old-build-served"] * 2 == [frame["cause"]["code"] for frame in found]
    assert [True, False] == [frame["stays"] for frame in found]
    assert "the release of today is shop@1.6.0" in found[0]["cause"]["evidence"]


def test_a_bundle_that_was_thrown_away(made: Made, tmp_path: Path) -> None:
    """After ninety days without use; before that it is missing for another reason."""
    again = made.rebuilt(tmp_path / "again", decimals=6, version="1.7.0")
    ended = again.run("release", "--through=upload", project="gone")
    assert ended.code == 0, ended.err
    made.remove_bundles("gone")
    event = again.send(again.event(again.frame("cart"), release="shop@1.7.0"), "gone")
    before = cause(again, event)
    again.backdate("upload", days=91)
    after = cause(again, event)

    assert ("bundle-not-stored", "bundle-expired") == (before[0], after[0])
    assert "is not in the server's listing" in before[1]
    assert "it was uploaded 91 days ago" in after[1]


def test_a_bundle_in_another_project(made: Made) -> None:
    """The DSN of the site is of one project, the upload went to another."""
    code, evidence = cause(made, made.send(made.event(made.frame("cart")), "app"))

    assert "bundle-in-other-project" == code
    assert "a bundle of web" in evidence


def test_an_upload_after_the_event(made: Made, tmp_path: Path) -> None:
    """Sentry resolves an event when it comes; the next one is right."""
    late = made.copied(tmp_path / "late")
    event = late.send(late.event(late.frame("cart")), "late")
    ended = late.run("release", "--from=create", "--through=upload", project="late")
    assert ended.code == 0, ended.err
    after = late.send(late.event(late.frame("cart")), "late")

    assert "uploaded-after-event" == cause(late, event)[0]
    assert cause(late, after)[0] is None


def test_the_original_is_known_where_no_build_is(made: Made, tmp_path: Path) -> None:
    """On another machine the server's own files tell it, if the token may have them."""
    late = made.copied(tmp_path / "late")
    event = late.send(late.event(late.frame("receipt")), "lost")
    late.upload(late.stored("receipt"), "lost")
    shutil.rmtree(late.shop.root / "out")
    frame = told(late, event)

    assert ("uploaded-after-event", True) == (frame["cause"]["code"], frame["stays"])
    assert ("src/receipt.ts", 6) == (frame["original"]["file"], frame["original"]["line"])
    assert ("server", "~/static/receipt-GDOZV2CS.js") == (
        *(frame["script"]["given"],),
        frame["script"]["url"],
    )


def test_maps_without_their_scripts(made: Made) -> None:
    """Sentry asks for the script first."""
    stored = made.stored("cart")
    made.upload({url: one for url, one in stored.items() if url.endswith(".map")}, "maps")
    code, evidence = cause(made, made.send(made.event(made.frame("cart")), "maps"))

    assert "script-not-stored" == code
    assert "js_no_source" in evidence


def test_a_script_whose_map_has_no_id(made: Made) -> None:
    """The map is there, under a name that the script does not say."""
    (script, kept), (_, map_) = made.stored("cart").items()
    made.upload({script: kept, "~/maps/cart.js.map": (*map_[:2], {})}, "scripts")

    assert "map-not-stored" == cause(made, made.send(made.event(made.frame("cart")), "scripts"))[0]


def test_a_wrong_url(made: Made) -> None:
    """An upload without debug IDs is found by its URL, letter by letter."""
    made.upload(made.stored("cart", ids=False, folder="~/assets"), "urls")
    made.upload(made.stored("page", ids=False), "urls")
    wrong = made.send(made.event(made.frame("cart"), images=False), "urls")
    right = made.send(made.event(made.frame("page"), images=False), "urls")
    code, evidence = cause(made, wrong)

    assert ("url-differs", None) == (code, cause(made, right)[0])
    assert "they differ in the folder: /static/ and /assets/" in evidence


def test_another_dist(made: Made) -> None:
    """Without debug IDs the dist has to be equal."""
    made.upload(made.stored("cart", ids=False), "dists", dist="7")
    wrong = made.send(made.event(made.frame("cart"), images=False, dist="8"), "dists")
    right = made.send(made.event(made.frame("cart"), images=False, dist="7"), "dists")
    code, evidence = cause(made, wrong)

    assert ("dist-differs", None) == (code, cause(made, right)[0])
    assert "the event has dist 8 · the upload had 7" in evidence


def test_another_release(made: Made) -> None:
    """Without debug IDs the release has to be equal; the one that was meant is named."""
    made.upload(made.stored("cart", ids=False), "names", release="kiosk@2.0")
    sent = [
        made.event(made.frame("cart"), images=False, release=release)
        for release in ("kiosk@2.0.0", "kiosk@2.0")
    ]
    wrong, right = (made.send(event, "names") for event in sent)
    code, evidence = cause(made, wrong)

    assert ("release-differs", None) == (code, cause(made, right)[0])
    assert "~/static/chunk-R6QZX3VN.js was uploaded for kiosk@2.0" in evidence


def test_a_map_of_another_build_leads_to_a_wrong_line(made: Made) -> None:
    """Nothing is amiss for the server: only the map of this build tells."""
    (script, kept), (map_url, map_) = made.stored("cart").items()
    other = json.loads(map_[1]) | {"mappings": ";AAAA"}
    made.upload({script: kept, map_url: (map_[0], json.dumps(other).encode(), map_[2])}, "mixed")
    frame = told(made, made.send(made.event(made.frame("cart")), "mixed"))

    assert ("map-of-other-build", False) == (frame["cause"]["code"], frame["stays"])
    assert "the map of this build says ../../src/cart.ts:28" in frame["cause"]["evidence"]
    assert 1 == frame["original"]["line"]


def test_a_map_of_another_build_leads_nowhere(made: Made) -> None:
    """The map of before inject knows one line, and the script has its code on the second."""
    (script, kept), (map_url, map_) = made.stored("cart").items()
    built = (made.shop.root / "made/web/chunk-R6QZX3VN.js.map").read_bytes()
    made.upload({script: kept, map_url: (map_[0], built, map_[2])}, "shifted")
    code, evidence = cause(made, made.send(made.event(made.frame("cart")), "shifted"))

    assert "map-of-other-build" == code
    assert "js_invalid_sourcemap_location" in evidence


def test_a_broken_map(made: Made) -> None:
    """It was cut off on its way."""
    (script, kept), (map_url, map_) = made.stored("cart").items()
    made.upload({script: kept, map_url: (map_[0], map_[1][:40], map_[2])}, "broken")
    code, evidence = cause(made, made.send(made.event(made.frame("cart")), "broken"))

    assert "map-broken" == code
    assert "js_invalid_source" in evidence


def test_an_upload_that_failed_when_it_was_put_together(made: Made, tmp_path: Path) -> None:
    """The ledger knows how it ended, and the server has nothing."""
    failed = made.rebuilt(tmp_path / "failed", decimals=7, version="1.8.0")
    made.server.faults.stick("error", "the archive is damaged")
    try:
        ended = failed.run("release", "--through=upload", project="failed")
    finally:
        made.server.faults.clear()
    assert ended.code == 30
    sent = failed.event(failed.frame("cart"), release="shop@1.8.0")
    code, evidence = cause(failed, failed.send(sent, "failed"))

    assert "bundle-not-stored" == code
    assert "the upload ended so: " in evidence
    assert "the archive is damaged" in evidence


def test_a_project_in_which_nothing_was_uploaded(made: Made) -> None:
    """Neither by debug ID nor by URL."""
    event = made.send(
        made.event(made.frame("page", filename=f"{SITE}/x.js"), images=False), "empty"
    )

    assert "nothing-uploaded" == cause(made, event)[0]


# What else may come of it


def test_a_token_that_may_not_read_events(made: Made) -> None:
    """The scope is named: with a token of releases all else works."""
    event = made.send(made.event(made.frame("cart")))
    token = made.server.token_with(["org:ci"]).reveal()
    ended = made.explain(event, SENTRY_AUTH_TOKEN=token)

    assert ended.code == 11
    assert "project:read" in ended.err


def test_an_event_that_is_nowhere(made: Made) -> None:
    """Where it was looked for is said."""
    ended = made.explain("0" * 32)

    assert ended.code == 21
    assert "looked in web, app, " in ended.err
    assert "the ledgers of this project" in ended.err


def test_an_event_of_a_project_that_the_settings_do_not_name(made: Made) -> None:
    """It is found all the same, and the project is named."""
    ended = made.explain(made.send(made.event(made.frame("page")), "old"))

    assert (0, "old") == (ended.code, ended.json["project"])


def test_a_debug_id(made: Made) -> None:
    """Whose it is here, and what is stored of it."""
    told = made.explain(made.pair("page")["debug_id"]).json

    assert "debug-id" == told["kind"]
    assert {BROWSER["page"]} == {each["script"] for each in told["owners"]}
    assert ("web", True, True) == (
        *(told["held"][0]["project"], told["held"][0]["script"]),
        told["held"][0]["map"],
    )
    assert "script and map are stored: frames of it resolve" == told["sentence"]


@pytest.mark.parametrize("plain", [True, False])
def test_the_address_and_the_id_of_an_event_are_the_same_question(made: Made, plain: bool) -> None:
    """People copy either."""
    event = made.send(made.event(made.frame("page")))
    words = event.upper() if plain else f"https://acme.sentry.example/issues/7/events/{event}/?x=1"

    assert (RELEASE, 1) == (made.explain(words).json["release"], made.explain(words).json["frames"])


# What people read


def read(made: Made, *words: str, code: int = 0) -> str:
    """Explain something for a person; give the screen."""
    ended = made.shop.invoke("explain", *words)
    assert code == ended.code, ended.err
    return ended.out + ended.err


def test_an_event_is_one_screen(made: Made) -> None:
    """The event, each frame with its source, and what came of all."""
    text = read(made, made.send(made.event(made.frame("page"), made.frame("cart"))))

    assert f"{RELEASE} · production · sentry.javascript.browser 10.78.0 · came at 20" in text
    assert "  1  checkout  src/cart.ts:28:11\n" in text
    assert '     > 28 |     throw new Error("the cart is empty");\n' in text
    assert "2 frames: 2 with their place" in text
    assert "map-of-other-build" not in text


def test_what_it_is_not_is_printed_on_demand(made: Made) -> None:
    """Each with its reason; what nobody asked is told apart, with the command that asks."""
    event = made.send(made.event(made.frame("cart")), "app")
    short, long = read(made, event), read(made, event, "--verbose")

    assert "the bundle is in another project (bundle-in-other-project)" in short
    assert "try: upload to app (server.projects), or send events to web" in short
    assert "1 frame: 1 with a cause" in short
    assert "not sdk-too-old: " not in short
    assert "not sdk-too-old: the event has debug IDs, so its SDK can send them" in long
    assert "not asked, script-not-injected: it takes the live site: invoke live --env=" in long


def test_what_holds_for_a_whole_event_comes_first(made: Made) -> None:
    """There is no frame to stand beside."""
    silent = read(made, made.send(made.event(message="Script error.", exception=None)))
    rejected = made.event()
    rejected["exception"]["values"] = [{"type": "UnhandledRejection", "value": "late"}]

    assert "the browser told nothing of the error (script-error)" in silent
    assert "  try: put crossorigin=" in silent
    assert "(stack-missing)\n  the event has no frame: UnhandledRejection: late" in read(
        made, made.send(rejected)
    )


def test_ids_and_codes_are_read_by_people_too(made: Made) -> None:
    """What is stored, what a code means, and which was meant."""
    debug_id = made.pair("page")["debug_id"]

    assert "so that    script and map are stored: frames of it resolve" in read(made, debug_id)
    assert f"there is no debug ID {debug_id}-1f" in read(made, f"{debug_id}-1f", code=21)
    assert f"{RELEASE} has none" in read(made, "map-wrong")
    assert "did you mean 'map-wrong'?" in read(made, "map-wronk", code=21)


# The live site, as `live` has left it beside the ledger


@pytest.mark.parametrize(
    ("plant", "code", "says"),
    [
        (lambda made, _: made.built("cart"), "script-not-injected", "as it was before"),
        (
            lambda _, text: re.sub(rb"^.*_sentryDebugIds.*\n", b"", text),
            "snippet-stripped",
            "has lost the snippet",
        ),
        (lambda _, text: text, "image-missing", "none for"),
    ],
    ids=["not-injected", "stripped", "control"],
)
def test_what_live_has_found_is_evidence(
    made: Made,
    tmp_path: Path,
    plant: Callable[[Made, bytes], bytes],
    code: str,
    says: str,
) -> None:
    """An event without an image may have many causes: a look at the site tells which."""
    with hosting() as start:
        host = start()
        host.at(
            "/",
            "".join(f"<script src=/static/{Path(one).name}></script>" for one in BROWSER.values()),
        )
        for path in BROWSER.values():
            text = (made.shop.root / path).read_bytes()
            planted = plant(made, text) if path == BROWSER["cart"] else text
            host.at(f"/static/{Path(path).name}", planted)
        looked = made.copied(tmp_path / "looked")
        looked.shop.settings("https://www.example.com", host.url)
        looked.shop.invoke("live")
    found, evidence = cause(looked, made.send(made.event(made.frame("cart"), images=False, **NONE)))

    assert code == found
    assert says in evidence
