"""Names of tags: git takes what we make, and what it takes is left as it is."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buildtools.facts.tag_names import mapped, tag_name, template_faults


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("{release}", "web@1.2.0+7"),
        ("v{version}", "v1.2.0+7"),
        ("{package}/{version}", "web/1.2.0+7"),
        ("deployed/{environment}/{release}", "deployed/production/web@1.2.0+7"),
    ],
)
def test_a_template_is_filled(template: str, wanted: str) -> None:
    """At signs and plus signs are nothing that git minds."""
    assert () == template_faults(template)
    assert wanted == tag_name(template, "web@1.2.0+7", "production")


def test_a_release_without_a_package_is_its_own() -> None:
    """A commit, or a plain name."""
    assert "v1.2-v1.2" == tag_name("{package}-{version}", "v1.2", "x")


def test_a_template_that_names_no_release_is_refused() -> None:
    """All releases would be one tag; and a placeholder that is none is told."""
    unknown, same = template_faults("v{number}")

    assert "known are {release}, {package}, {version}, {environment}" in unknown
    assert "all releases would be one tag" in same


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b~c^d:e?f*g[h\\i", "a-b-c-d-e-f-g-h-i"),
        ("1..2", "1-2"),
        ("a@{b", "a-{b"),
        (".a/.b./c.lock.lock//", "a/b/c.lock-lock"),
        ("-a", "a"),
        ("@", "release"),
        ("HEAD", "release-HEAD"),
        ("...", "release"),
    ],
)
def test_what_git_does_not_take_is_mapped(text: str, wanted: str) -> None:
    """Release names may hold what names of tags may not."""
    assert wanted == mapped(text)


def test_a_long_name_is_cut_and_kept_apart() -> None:
    """Two hundred characters may be eight hundred bytes, and a file's name has 255."""
    long, other = mapped("ö" * 200), mapped("ö" * 199 + "o")

    assert len(long.encode()) <= 200
    assert long[:20] == other[:20]
    assert long != other


def _is_taken(name: str) -> bool:
    asked = ("git", "check-ref-format", f"refs/tags/{name}")
    return subprocess.run(asked, check=False).returncode == 0


@settings(max_examples=60, deadline=None)
@given(st.text("a.@{-/ ~^:?*[\\+\x7f\n", max_size=8) | st.text(max_size=6))
@example("a.lock/b")
@example("\x80")
def test_git_takes_every_name_that_we_make(text: str) -> None:
    """Held against git itself: with what it takes nothing is done."""
    name = mapped(text.encode(errors="ignore").decode())

    assert _is_taken(name), name
    assert not name.startswith("-")
    assert mapped(name) == name
