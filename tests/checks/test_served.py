"""Which file is served: each change that a deploy or a host makes is called by its name."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from buildtools.checks.served import Expected, Verdict, classify, first_difference
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.scripts import snippet, without_comments
from buildtools.splices import apply
from buildtools.values import DebugId, digest_of

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NAMES = ("esbuild", "vite", "webpack", "rollup", "rolldown-ids", "next-turbopack", "angular")
OTHER = DebugId("11111111-2222-5333-8444-555555555555")
BOM = b"\xef\xbb\xbf"


@cache
def release(name: str) -> tuple[Expected, ...]:
    """Return the scripts of a fixture as a release has them, the largest ones."""
    root = FIXTURES / name
    paired = json.loads((root / "expected.json").read_text())["paired"]
    found = []
    for script, map_ in paired.items():
        if map_ is None:
            continue
        built, source_map = ((root / each).read_bytes() for each in (script, map_))
        planned = plan(built, source_map)
        if planned.debug_id:
            content = apply(built, planned.script)
            digest = digest_of(content)
            found.append(Expected(digest, planned.debug_id, "shop@2", content, built))
    return tuple(sorted(found, key=lambda each: -len(each.content or b""))[:3])


EVERY = [
    pytest.param(each, id=f"{name}-{number}")
    for name in NAMES
    for number, each in enumerate(release(name))
]


def _content(expected: Expected) -> bytes:
    assert expected.content is not None
    return expected.content


def _built(expected: Expected) -> bytes:
    assert expected.built is not None
    return expected.built


def _bare(expected: Expected) -> bytes:
    return apply(_built(expected), without_comments.script(_built(expected))).rstrip()


def _other_id(expected: Expected) -> bytes:
    renamed = _content(expected).replace(expected.debug_id.encode(), OTHER.encode())
    return renamed.replace(b"return", b"return ", 1)


def _again(script: bytes) -> bytes:
    """Write a script as another minifier would, without another meaning."""
    return script.replace(b"function(", b"function (").replace(b"=>", b" =>") + b"\n"


MADE: dict[str, tuple[Callable[[Expected], bytes], str, str]] = {
    "nothing": (_content, "exact", ""),
    "un-injected": (_built, "not-injected", ""),
    "un-injected, comments gone": (_bare, "not-injected", "comments are gone"),
    "un-injected, with a beacon": (
        lambda each: _built(each).rstrip() + b"\n;beacon()",
        "not-injected",
        "bytes appended: ;beacon()",
    ),
    "un-injected, with a BOM": (lambda each: BOM + _built(each), "not-injected", "byte order"),
    "cut off": (lambda each: _content(each)[: len(_content(each)) // 2], "cut-off", "ends after"),
    "empty": (lambda each: b"", "cut-off", "ends after 0 of"),
    "another build's": (_other_id, "other-build", "was not asked"),
    "a beacon": (lambda each: _content(each) + b"\n;beacon()", "rewritten", "appended: ;beacon()"),
    "a comment on the last line": (
        lambda each: _content(each).rstrip() + b"/*cdn*/" + _end(each),
        "rewritten",
        "7 bytes",
    ),
    "a beacon in front": (lambda each: b"beacon();" + _content(each), "rewritten", "in front"),
    "a BOM": (lambda each: BOM + _content(each), "rewritten", "a byte order mark"),
    "minified again": (
        lambda each: _again(_content(each)),
        "rewritten",
        "",
    ),
    "HTML": (lambda each: b"<!DOCTYPE html><html>", "not-script", "a page"),
    "HTML after a comment": (lambda each: b" <!-- x -->\n<html><head>", "not-script", "a page"),
    "another text": (lambda each: b'{"error": "no such file"}', "differs", "no debug ID"),
}


def _end(expected: Expected) -> bytes:
    return _content(expected)[len(_content(expected).rstrip()) :]


@pytest.mark.parametrize("expected", EVERY)
@pytest.mark.parametrize("made", MADE)
def test_each_change_is_called_by_its_name(expected: Expected, made: str) -> None:
    """A wrong name sends people to the wrong machine."""
    make, file, why = MADE[made]
    served = make(expected)
    verdict = classify(served, expected)

    assert file == verdict.file, verdict
    assert why in verdict.why
    if file != "exact":
        assert first_difference(served, _content(expected)) == verdict.offset


@pytest.mark.parametrize("expected", EVERY)
def test_ends_of_lines_that_a_checkout_changed_are_told(expected: Expected) -> None:
    """Git on Windows does that, when the built files are committed somewhere."""
    content = _content(expected)
    served = content.replace(b"\n", b"\r\n")
    verdict = classify(served, expected)

    told = "rewritten" if b"\n" in content else "exact"
    if b"\r\n" not in content:
        assert told == verdict.file, verdict
        assert ("CRLF" in verdict.why) == (told == "rewritten")


def _without_snippet(expected: Expected, *, comment: bool) -> bytes:
    content = _again(_content(expected).replace(snippet.snippet(expected.debug_id), b""))
    lines = content.split(b"\n")
    return b"\n".join(line for line in lines if comment or not line.startswith(b"//#"))


NOT_NATIVE = [each for each in EVERY if not str(each.id).startswith("rolldown-ids")]


@pytest.mark.parametrize("expected", NOT_NATIVE)
@pytest.mark.parametrize("comment", [True, False])
def test_a_snippet_that_something_took_out_is_told(expected: Expected, comment: bool) -> None:
    """The comment means nothing to the SDK: only the snippet is run."""
    verdict = classify(_without_snippet(expected, comment=comment), expected)

    assert "snippet-missing" == verdict.file, verdict
    is_ours_alone = expected.debug_id.encode() not in _built(expected)
    assert ("still names the debug ID" in verdict.why) == (comment and is_ours_alone)


@pytest.mark.parametrize(
    ("releases", "file", "why", "release"),
    [
        (("shop@1",), "other-release", "of release shop@1", "shop@1"),
        (("shop@2", "shop@1"), "other-release", "of release shop@1", "shop@1"),
        (("shop@2",), "other-build", "built and sent twice", ""),
        ((), "other-build", "the server does not know its debug ID", ""),
        (None, "other-build", "the server was not asked", ""),
    ],
)
def test_the_server_says_whose_another_id_is(
    releases: tuple[str, ...] | None, file: str, why: str, release: str
) -> None:
    """A rollback that was forgotten looks like any other file without that."""
    expected = EXPECTED
    asked: list[DebugId] = []

    def look_up(debug_id: DebugId) -> tuple[str, ...] | None:
        asked.append(debug_id)
        return releases

    verdict = classify(_other_id(expected), expected, releases=look_up)

    assert [OTHER] == asked
    assert (file, release, OTHER) == (verdict.file, verdict.release, verdict.debug_id)
    assert why in verdict.why


EXPECTED = release("vite")[0]


def test_an_id_that_the_released_script_holds_too_is_no_other_one() -> None:
    """Libraries bring theirs along: once a beacon after one was called another release."""
    library = b';e._sentryDebugIds[n]="%s";' % OTHER.encode()
    content = library + _content(EXPECTED)
    expected = EXPECTED._replace(content=content, digest=digest_of(content))
    verdict = classify(content + b";x()", expected)

    assert ("rewritten", None) == (verdict.file, verdict.debug_id)


def test_a_script_that_was_stripped_is_known_from_the_one_before() -> None:
    """Who deploys before `strip` gives the map's name away, and nothing else is wrong."""
    injected = _content(EXPECTED)
    content = apply(injected, without_comments.script(injected))
    expected = EXPECTED._replace(content=content, digest=digest_of(content), injected=injected)

    assert "exact" == classify(content, expected).file
    verdict = classify(injected, expected)
    assert "rewritten" == verdict.file
    assert "before `strip`" in verdict.why or "appended" in verdict.why


@pytest.mark.parametrize(
    ("served", "file", "why"),
    [
        (_content(EXPECTED), "exact", ""),
        (_content(EXPECTED) + b"x", "rewritten", "not at hand"),
        (_other_id(EXPECTED), "other-build", "was not asked"),
        (_built(EXPECTED), "differs", "no debug ID"),
        (b"<html>", "not-script", "a page"),
    ],
)
def test_the_ledger_alone_tells_right_from_wrong(served: bytes, file: str, why: str) -> None:
    """A job that looks at the site may have no built files."""
    verdict = classify(served, Expected(EXPECTED.digest, EXPECTED.debug_id, "shop@2"))

    assert (file, None) == (verdict.file, verdict.offset)
    assert why in verdict.why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace(b"total", b"sum!!", 1), "bytes written over at byte"),
        (lambda text: text.replace(b"function", b"function /**/", 1), "bytes put in at byte"),
        (lambda text: text.replace(b"function ", b"function", 1), "1 bytes taken out at byte"),
        (lambda text: text.replace(b"\xc3\xa9", b"\xe9"), "another character encoding"),
        (lambda text: text.decode("latin-1").encode(), "another character encoding"),
        (lambda text: text.rpartition(b"\n//# debugId")[0], "without the comments at its end"),
        (lambda text: text.rstrip(), "without the white space at its end"),
    ],
)
def test_what_was_done_to_a_script_is_told(change: Callable[[bytes], bytes], why: str) -> None:
    """It points to who did it: a minifier, a proxy, an editor."""
    ours = snippet.snippet(EXPECTED.debug_id)
    code = 'function pay(){var é="total";throw é}'.encode()
    content = ours + code + b"\n//# debugId=" + EXPECTED.debug_id.encode() + b"\n"
    expected = EXPECTED._replace(content=content, digest=digest_of(content), built=code)
    verdict = classify(change(content), expected)

    assert "rewritten" == verdict.file
    assert why in verdict.why


@given(data=some.data())
def test_no_changed_byte_is_called_exact(data: some.DataObject) -> None:
    """The promise of `live`: what passes is the released file, byte for byte."""
    expected = data.draw(some.sampled_from([each for name in NAMES for each in release(name)]))
    content = _content(expected)
    start = data.draw(some.integers(0, len(content)))
    end = data.draw(some.integers(start, min(start + 50, len(content))))
    new = data.draw(some.binary(max_size=50))
    served = content[:start] + new + content[end:]
    verdict = classify(served, expected)

    assert (served == content) == (verdict.file == "exact")
    if served != content:
        assert verdict.offset is not None
        assert served[: verdict.offset] == content[: verdict.offset]
        assert (
            served[verdict.offset : verdict.offset + 1]
            != content[verdict.offset : verdict.offset + 1]
        )
    assert verdict.file not in ("other-release", "other-build") or verdict.debug_id


@given(one=some.binary(max_size=300), other=some.binary(max_size=300))
def test_the_first_difference_is_the_first(one: bytes, other: bytes) -> None:
    """Against the plain way to look for it."""
    pairs = zip(one, other, strict=False)
    plain = next(
        (at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other))
    )

    assert plain == first_difference(one, other)
    assert plain == first_difference(other, one)


@given(served=some.binary(max_size=400))
def test_any_bytes_have_a_verdict(served: bytes) -> None:
    """A host may send anything."""
    verdict: Verdict = classify(served, EXPECTED, "text/html")

    assert "exact" != verdict.file


def test_what_was_appended_is_told_in_one_line() -> None:
    """Beacons come with line ends of their own."""
    (expected,) = release("esbuild")[:1]
    verdict = classify(_content(expected) + b"\n;beacon(\n1)\n", expected)

    assert "13 bytes appended: ;beacon(\\n1)" in verdict.why
