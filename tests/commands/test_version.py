"""What `version` shows: one line for each candidate."""

from buildtools.commands.version import screen
from buildtools.facts.candidates import Candidate, Candidates, judged


def test_the_one_that_is_used_is_marked_and_read_as_sentry_does() -> None:
    """The columns are those of the longest name."""
    told = Candidates(
        "web@1.0.0", (judged("web@1.0.0", "sentry.yml:3", used=True), judged("a/b", "CI_TAG"))
    )

    assert (
        "> web@1.0.0  sentry.yml:3\n"
        "  a/b        CI_TAG: not to be used: slashes, backslashes and line breaks, tabs or control"
        " characters are not allowed\n"
        "Sentry reads package web, version 1.0.0: sorted as a version"
    ) == screen(told)


def test_what_cannot_be_used_is_read_as_nothing() -> None:
    """Control characters in a name are shown as escapes, a version that is not there as none."""
    told = Candidates(None, (judged("a\x1bb", "as given"),))
    none = Candidates(None, (Candidate("", "release: auto", used=True, fault="no version"),))

    assert screen(told).startswith("  a\\x1bb  as given: not to be used: ")
    assert "> (none)  release: auto: not to be used: no version" == screen(none)
