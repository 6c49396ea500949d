"""What a proof leaves out for its memory is said in a sentence."""

from buildtools.checks.memory_limits import absent, left_out
from buildtools.findings import catalogue


def test_nothing_left_out_says_nothing() -> None:
    """As of nearly all pairs."""
    assert list(left_out("a.js", "", 9, 9)) == []


def test_names_of_functions_are_told_by_the_size_of_the_script() -> None:
    """Frames are compared by the rest all the same."""
    (told,) = left_out("a.js", "scopes", 300_000_000, 9)

    assert (told.code, told.severity, told.subject) == ("scopes-not-judged", "info", "a.js")
    assert "300.0 MB of script" in told.sentence


def test_the_resolver_is_told_by_the_size_of_the_map() -> None:
    """Another reader is another witness."""
    (told,) = left_out("a.js", "resolver", 9, 50_000_000)

    assert (told.code, told.severity, told.subject) == ("resolver-not-asked", "info", "a.js")
    assert "50.0 MB" in told.sentence


def test_our_own_resolver_is_told_of_once() -> None:
    """Loudly by the proof, quietly by the build, and what helps is the extra and no other build."""
    assert absent("symbolic 13.9.0", ["a.js", "b.js"], loud=True) == []
    (loud,) = absent("our own", ["a.js", "b.js"], loud=True)
    (quiet,) = absent("our own", ["a.js", "b.js"], loud=False)

    assert (loud.code, loud.severity) == ("resolver-not-installed", "warning")
    assert (quiet.code, quiet.severity) == ("resolver-not-installed", "info")
    assert "and in the sandbox" in loud.sentence
    assert "sentry-buildtools[symbolic]" in loud.remedy


def test_each_of_the_two_has_its_own_page_and_advice() -> None:
    """No split helps where symbolic is not installed, and no install where a map is too large."""
    (large,) = left_out("a.js", "resolver", 9, 50_000_000)
    (absent_one,) = absent("our own", ["a.js"], loud=True)

    assert ("large.md", "platforms.md") == (page(large.code), page(absent_one.code))
    assert "split" in large.remedy
    assert "split" not in absent_one.remedy


def page(code: str) -> str:
    """Return the page that a code leads to."""
    return catalogue.CATALOGUE[code].page.partition("#")[0]
