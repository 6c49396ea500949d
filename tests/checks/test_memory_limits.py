"""What a proof leaves out for its memory is said in a sentence."""

from buildtools.checks.memory_limits import absent, left_out


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
    """Loudly by the proof, quietly by the build; of symbolic nothing is said."""
    assert absent("symbolic 13.9.0", ["a.js", "b.js"], loud=True) == []
    (loud,) = absent("our own", ["a.js", "b.js"], loud=True)
    (quiet,) = absent("our own", ["a.js", "b.js"], loud=False)

    assert (loud.code, loud.severity, quiet.severity) == ("resolver-not-asked", "warning", "info")
    assert "and in the sandbox" in loud.sentence
    assert "sentry-buildtools[symbolic]" in loud.remedy
