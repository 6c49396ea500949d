"""Outputs: an empty one is described so that its reader sees the wrong path at a glance."""

import pytest

from buildtools.bundlers.vite import VITE
from buildtools.checks.build_outputs import Seen, copies_of, incomplete, nearest, nothing
from buildtools.checks.inlined_scripts import codes


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Seen("dist", None), "dist: no such folder"),
        (Seen("dist", None, ("a", "b")), "dist: no such folder; there are a, b"),
        (Seen("dist", None, tuple("abcdefgh")), "there are a, b, c, d, e, f and 2 more"),
        (Seen("dist", ()), "dist: empty"),
        (Seen("dist", ("a.css", "b.css", "LICENSE")), "3 files (2 .css, 1 without suffix)"),
        (Seen("dist", ("a.js", "a.js.map", "a.css.map")), "dist: 1 script, 1 map"),
    ],
)
def test_what_was_seen_is_one_line(seen: Seen, told: str) -> None:
    """Every output that was tried is named with what was found there."""
    assert told in seen.told


def test_a_build_that_is_elsewhere_is_not_told_to_build_first() -> None:
    """The advice follows the evidence."""
    gone = [Seen("dist", None)]

    assert "or build first" in nothing(gone, bundler=None, nearest=None).remedy
    assert "or build first" not in nothing(gone, bundler=None, nearest="out (1 …)").remedy


def test_a_build_without_maps_names_the_setting_if_it_can() -> None:
    """Without a known bundler the advice is general, and still advice."""
    mapless = [Seen("dist", ("a.js",))]

    assert "build.sourcemap" in nothing(mapless, bundler=VITE, nearest=None).remedy
    assert "hidden ones are enough" in nothing(mapless, bundler=None, nearest=None).remedy


def test_an_output_is_complete_with_a_pair_or_with_nothing_to_map() -> None:
    """Data alone needs no map; code without any usable one is an error."""
    output = Seen("dist", ("a.js",))

    assert incomplete(output, 1, 1, None) is None
    assert incomplete(output, 0, 0, None) is None
    found = incomplete(output, 0, 1, VITE)
    assert found is not None
    assert "map-missing" == found.code


def test_the_nearest_folder_shares_the_most_of_the_path() -> None:
    """Of two candidates the one beside the wrong path is more likely meant."""
    pair = ("a.js", "a.js.map")
    folders = [("", pair), ("other", pair), ("web/dist/x", pair), ("web/dist", ("a.js",))]

    assert "web/dist/x (1 script, 1 map)" == nearest(folders, ["web/dist/assets"])
    assert ". (1 script, 1 map)" == nearest(folders[:1], [])
    assert nearest([("x", ("a.js",)), ("y", ("a.js.map",))], ["x"]) is None


@pytest.mark.parametrize(
    ("folder", "copy"),
    [
        (".next/standalone/.next/server", True),
        ("apps/web/.next/standalone/apps/web/.next/server", True),
        (".next/standalone", True),
        (".next/server", False),
        ("dist/standalone", False),
    ],
)
def test_a_copy_of_next_is_told_by_its_folder(folder: str, *, copy: bool) -> None:
    """Another tool's folder of that name may be the real output."""
    assert copy == (copies_of(folder) is not None)


@pytest.mark.parametrize(
    ("page", "number"),
    [
        (b"<script>a()</script><SCRIPT type='module'>b()</SCRIPT>", 2),
        (b"<script type=text/javascript defer>a()</script>", 1),
        (b"<script\nsrc='a.js'></script><script type=importmap>{}</script>", 0),
        (b"<script>  </script><script type='speculationrules'>{}</script>", 0),
        (b"<p>no script", 0),
    ],
)
def test_code_in_a_page_is_told_from_data(page: bytes, number: int) -> None:
    """Pages are full of scripts that are none."""
    assert number == len(codes(page))
