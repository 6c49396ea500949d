"""Is the SDK there, once, and kept up: each check told, missed and doubted."""

from typing import Any

import msgspec
import pytest

from buildtools.checks.review.majors import NEWEST
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.sources import Call, Code, Package
from buildtools.review.unseen import Unseen
from tests.checks.review.seen import build, call, codes, evidence, init, look, page, sources

ERROR = Code("error")
EMPTY_PAGE = PageSeen("/")
NO_PARSER = Unseen("tree-sitter is not installed")


@pytest.mark.parametrize(
    ("parts", "state", "value", "found"),
    [
        ({"page": page()}, "seen", True, []),
        ({"page": EMPTY_PAGE}, "absent", None, []),
        ({"page": PageSeen("/", versions=("11.8.0",))}, "seen", False, ["sdk-not-running"]),
        ({"build": build("browser", within="browser")}, "seen", True, []),
        ({"build": build("browser")}, "absent", None, []),
        (
            {"build": build("browser"), "sources": sources(init())},
            "seen",
            False,
            ["sdk-not-in-build"],
        ),
        (
            {"build": build("browser"), "sources": sources(init()), "page": EMPTY_PAGE},
            "seen",
            False,
            ["sdk-not-in-build"],
        ),
        ({"build": build("server"), "sources": sources(init())}, "seen", True, []),
        ({"sources": sources(init())}, "seen", True, []),
        ({"sources": sources(init(None))}, "unknown", None, []),
        ({"build": build("browser"), "sources": sources(init(None))}, "unknown", None, []),
        ({"sources": sources(init("server"))}, "absent", None, []),
        ({"sources": sources(calls_unseen=NO_PARSER)}, "unknown", None, []),
        ({}, "not-asked", None, []),
    ],
)
def test_the_browsers_sdk(
    parts: dict[str, Any], state: str, value: object, found: list[str]
) -> None:
    """What runs tells more than what is built, and that more than what is written."""
    seen = look("sdk-browser", **parts)

    assert (state, value, found) == (seen.state, seen.value, codes(seen))


@pytest.mark.parametrize("runtime", ["server", "edge"])
def test_the_sdk_of_other_runtimes(runtime: str) -> None:
    """A page says nothing of them, and their init is missed in their own scripts."""
    built = look(f"sdk-{runtime}", build=build(runtime, within=runtime), page=page())
    lost = look(f"sdk-{runtime}", build=build(runtime), sources=sources(init(runtime)))
    none = look(f"sdk-{runtime}", sources=sources(init()))

    assert built.value is True
    assert built.ruled
    assert ["sdk-not-in-build"] == codes(lost)
    assert f"src/{runtime}.ts:4" == lost.faults[0].subject
    assert "absent" == none.state


@pytest.mark.parametrize(
    ("parts", "value", "found"),
    [
        ({"page": page("11.8.0")}, 1, []),
        ({"page": page("11.8.0 9.1.0")}, 2, ["sdk-doubled"]),
        ({"build": build("browser", copies=("11.8.0",))}, 1, []),
        ({"build": build("browser", copies=("11.8.0", "9.1.0"))}, 2, ["sdk-doubled"]),
        ({"sources": sources()}, 1, []),
        ({"sources": sources(sdk="9.1.0 11.8.0")}, 2, ["sdk-doubled"]),
        ({"page": page("11.8.0"), "sources": sources(sdk="9.1.0 11.8.0")}, 2, ["sdk-doubled"]),
    ],
)
def test_copies_of_the_sdk(parts: dict[str, Any], value: int, found: list[str]) -> None:
    """Two that run do not know of each other; two that are installed will soon run."""
    seen = look("sdk-copies", **parts)

    assert (value, found) == (seen.value, codes(seen))


def test_what_was_seen_is_told_in_words() -> None:
    """A reader of the screen wants the number and the place."""
    built = build("browser", within="browser", copies=("11.8.0",))
    copies = look("sdk-copies", build=built, sources=sources())

    assert "set up in 1 browser script" == look("sdk-browser", build=built).text
    assert "11.8.0 is in scripts for browsers; 11.8.0 is installed" == copies.text


@pytest.mark.parametrize("check", ["sdk-copies", "sdk-version"])
def test_no_version_is_known(check: str) -> None:
    """No SDK is something else than no lock file, and that than none that was looked for."""
    unread = msgspec.structs.replace(
        sources(sdk=""), lock_file="", unread=("package-lock.json: bad",)
    )

    assert "absent" == look(check, sources=sources(sdk="")).state
    assert "package-lock.json: bad" == look(check, sources=unread).text
    assert "unknown" == look(check, sources=msgspec.structs.replace(unread, unread=())).state
    assert "not-asked" == look(check).state


@pytest.mark.parametrize(
    ("parts", "value", "found"),
    [
        ({"sources": sources(sdk=NEWEST.version)}, NEWEST.major, []),
        ({"sources": sources(sdk=f"{NEWEST.major}.0.0")}, NEWEST.major, []),
        ({"sources": sources(sdk=f"{NEWEST.major + 1}.0.0-beta")}, NEWEST.major + 1, []),
        ({"sources": sources(sdk=f"{NEWEST.major - 1}.9.0")}, NEWEST.major - 1, ["sdk-behind"]),
        ({"page": page("8.55.2")}, 8, ["sdk-behind"]),
        ({"build": build("browser", copies=("9.1.0",))}, 9, ["sdk-behind"]),
        (
            {"sources": sources(init(enableTracing=True), sdk=NEWEST.version)},
            11,
            ["option-ignored"],
        ),
        ({"sources": sources(init(enableLogs=True), sdk="11.1.0")}, 11, ["option-ignored"]),
        ({"sources": sources(init(enableLogs=True), sdk="10.2.0")}, 10, ["sdk-behind"]),
    ],
)
def test_the_version_of_the_sdk(parts: dict[str, Any], value: int, found: list[str]) -> None:
    """A major behind is a plan to make; a newer one than we know is none."""
    seen = look("sdk-version", **parts)

    assert (value, found) == (seen.value, codes(seen))


def test_how_far_behind_is_told_with_the_day_of_what_is_known() -> None:
    """The newest that we know grows old, too."""
    seen = look("sdk-version", sources=sources(sdk="9.1.0"))

    assert f"2 major versions behind {NEWEST.version} of {NEWEST.on}" in seen.faults[0].sentence
    assert "to 10, one at a time" in seen.faults[0].remedy


def test_set_up_files_and_what_they_lack() -> None:
    """A framework calls an export by its name, and is silent where there is none."""
    file = "src/instrumentation.ts"
    lacking = ((file, "onRequestError", "Sentry.captureRequestError"),)
    whole = look("instrumentation", sources=sources(files=(file,)))
    part = look("instrumentation", sources=sources(files=(file,), lacking=lacking))
    none = look("instrumentation", sources=sources())

    assert [file] == whole.value
    assert [] == codes(whole)
    assert ["set-up-lacks-export"] == codes(part)
    assert "export const onRequestError = Sentry.captureRequestError" == part.faults[0].remedy
    assert "absent" == none.state
    assert "not-asked" == look("instrumentation").state


@pytest.mark.parametrize(
    ("calls", "boundaries", "state", "found"),
    [
        (
            (call("captureException", Code("error"), file="global.tsx"),),
            ("global.tsx",),
            "seen",
            [],
        ),
        ((call("captureException", Code("error")),), ("global.tsx",), "seen", ["boundary-silent"]),
        ((), ("global.tsx",), "seen", ["boundary-silent"]),
        ((call("ErrorBoundary", {}),), (), "seen", []),
        ((call("captureException", Code("error")),), (), "absent", []),
        ((), (), "absent", []),
    ],
)
def test_error_boundaries(
    calls: tuple[Call, ...], boundaries: tuple[str, ...], state: str, found: list[str]
) -> None:
    """What is shown for an error is the only code that sees it."""
    seen = look("error-boundary", sources=sources(*calls, boundaries=boundaries))

    assert (state, found) == (seen.state, codes(seen))


def test_boundaries_need_the_sources() -> None:
    """Neither page nor build tells of them."""
    assert "not-asked" == look("error-boundary", page=page()).state


def test_packages_of_another_name_are_a_version_too() -> None:
    """Old SDKs have no package that is called core."""
    old = msgspec.structs.replace(sources(), packages=(Package("@sentry/browser", ("5.0.0",)),))

    assert 5 == look("sdk-version", sources=old).value
    assert evidence().sources is evidence().page
