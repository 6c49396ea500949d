"""Which object of a manifest is around a place, and which file it is about."""

import pytest

from buildtools.sourcemaps.derived.json_objects import Objects

TEXT = b'{"a.js": {"size": 1, "deep": {"x": 2}, "url": "/web/b.js?v=1"}, "note": "}{", "c": 3}'


def around(text: bytes) -> tuple[str, ...]:
    found = Objects(TEXT).around(TEXT.index(text))
    return found.texts if found else ()


def test_the_innermost_object_counts() -> None:
    """A size in a nested object is of something else; braces in a text are none."""
    assert ("a.js", "size", "deep", "url", "/web/b.js?v=1") == around(b"1,")
    assert ("deep", "x") == around(b"2}")
    assert ("a.js", "note", "}{", "c") == around(b"3}")
    assert Objects(b"[1]}").around(1) is None


@pytest.mark.parametrize(
    ("path", "named"),
    [("dist/a.js", True), ("dist/web/b.js", True), ("dist/aa.js", False), ("js", False)],
)
def test_an_object_names_a_file_by_its_key_or_a_text(path: str, named: bool) -> None:
    """Manifests write paths from different folders, with and without a query."""
    found = Objects(TEXT).around(TEXT.index(b"1,"))

    assert found is not None
    assert named == bool(found.names(path))


def test_a_place_is_in_one_object_only() -> None:
    """A digest within a nested object says nothing of the outer one's size."""
    found = Objects(TEXT).around(TEXT.index(b"1,"))

    assert found is not None
    assert found.holds(TEXT.index(b"/web"))
    assert not found.holds(TEXT.index(b"2}"))
    assert not found.holds(0)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (b'{"a.js": "X", "b.js": "-"}', ["d/a.js"]),
        (b'{"a.js": "-", "b.js": "sha256-X"}', ["d/b.js"]),
        (b'{"v": "X", "url": "/b.js"}', ["d/b.js"]),
        (b'{"v": "X", "urls": ["/a.js", "/b.js"]}', ["d/a.js", "d/b.js"]),
        (b'["X", "a.js"]', ["d/a.js", "d/b.js"]),
        (b'{"v": "X"}', ["d/a.js", "d/b.js"]),
    ],
)
def test_of_several_files_the_one_is_meant_that_is_named_closest(
    text: bytes, meant: list[str]
) -> None:
    """The key before a digest says more than the object around it."""
    assert meant == list(Objects(text).meant(text.index(b"X"), ["d/a.js", "d/b.js"]))
