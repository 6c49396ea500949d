"""Texts that differ from disk: what matters is told from what does not."""

import pytest

from buildtools.checks.maps import Map, OnDisk, Source, Times, compare
from buildtools.checks.source_text import Difference, difference, tell

TEXT = "import { init } from 'x';\n\ninit();\n"
PUT = ';globalThis["__SENTRY_SERVER_MODULES__"] = {"next":"16"};'


def reason(place: str, mapped: str, disk: str) -> str | None:
    found = difference(place, mapped, disk)
    return found.reason if found else None


@pytest.mark.parametrize("mapped", [TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, TEXT + "\n"])
def test_ends_of_lines_are_no_difference(mapped: str) -> None:
    """Checkouts and editors change them, and no position depends on them."""
    assert difference("src/a.ts", mapped, TEXT) is None


@pytest.mark.parametrize(
    ("place", "mapped", "disk", "expected"),
    [
        pytest.param("instrumentation.ts", PUT + TEXT, TEXT, "before", id="a loader's statement"),
        pytest.param("src/a.ts", TEXT + "\nexport {}", TEXT, "behind", id="behind"),
        pytest.param("src/a.ts", TEXT, "// new\n" + TEXT, "other", id="the file has more"),
        pytest.param("src/a.ts", "init()", TEXT, "other", id="a part of the file"),
        pytest.param("src/a.ts", "x", "", "other", id="an empty file"),
        pytest.param("src/routeTree.gen.ts", "x", TEXT, "made", id="its name says so"),
        pytest.param(".svelte-kit/generated/root.js", "x", TEXT, "made", id="hidden folder"),
        pytest.param("src/__generated__/q.ts", "x", TEXT, "made", id="folder of a generator"),
        pytest.param("src/a.ts", "x", "/* @generated */\n" + TEXT, "made", id="it says so itself"),
        pytest.param("src/regenerate.ts", "x", TEXT, "other", id="a name that only sounds so"),
        pytest.param("../web/a.ts", "x", TEXT, "other", id="a folder above is not hidden"),
    ],
)
def test_reasons(place: str, mapped: str, disk: str, expected: str) -> None:
    """Only the last resort is told as an old map."""
    assert reason(place, mapped, disk) == expected


def test_the_loader_and_the_first_line_are_named() -> None:
    """A reader can see at once who did what."""
    put = difference("instrumentation.ts", PUT + TEXT, TEXT)
    other = difference("src/a.ts", TEXT.replace("init();", "start();"), TEXT)

    assert put is not None
    assert (put.loader, put.lines) == ("@sentry/nextjs", 0)
    assert other is not None
    assert (other.line, other.in_map, other.on_disk) == (2, "start();", "init();")


TIMES = Times(script=100.0, map=100.0, started=50.0)


@pytest.mark.parametrize(
    ("written", "times", "expected"),
    [
        (40.0, TIMES, "other"),
        (60.0, TIMES, "written"),
        (120.0, Times(100.0, 100.0, None), "newer"),
        (60.0, Times(100.0, 100.0, None), "other"),
    ],
)
def test_times_tell_who_changed_it(written: float, times: Times, expected: str) -> None:
    """A file that the build wrote, and one that was changed after it."""
    map_ = Map((Source("src/a.ts", "old();"),), mapped=True)
    contents = compare(map_, {0: OnDisk("src/a.ts", "new();", written)}, times)

    assert [each.reason for each in contents.different] == [expected]


def different(reason_: str, *, lines: int = 0) -> Difference:
    return Difference("src/a.ts", reason_, 0, "old", "new", lines)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "cheap", "fresh", "expected"),
    [
        (different("other"), False, False, ("map-stale", "error")),
        (different("other"), False, True, ("source-transformed", "info")),
        (different("other"), True, False, ("source-transformed", "warning")),
        (different("newer"), False, True, ("source-transformed", "warning")),
        (different("before"), False, False, ("source-transformed", "info")),
        (different("before", lines=2), False, False, ("source-transformed", "warning")),
        (different("made"), False, False, ("source-transformed", "info")),
        (different("ignored"), False, False, ("source-transformed", "info")),
    ],
)
def test_what_is_said(
    found: Difference, cheap: bool, fresh: bool, expected: tuple[str, str]
) -> None:
    """A difference that moves no line is told and stops nobody."""
    (told,) = tell("a.js.map", [found], cheap=cheap, fresh=fresh)

    assert (told.code, told.severity) == expected


def test_each_reason_is_told_once_the_worst_first() -> None:
    """Forty files of one loader are one line."""
    many = [different("made"), different("other"), different("made")]
    codes = [each.code for each in tell("a.js.map", many, cheap=False, fresh=False)]

    assert codes == ["map-stale", "source-transformed"]
