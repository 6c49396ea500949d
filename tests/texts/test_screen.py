"""Text that knows what its parts mean, and is plain text to all others."""

from buildtools.texts.screen import Line, Screen, Span, as_it_is, line


def test_a_screen_is_its_plain_text() -> None:
    """A report is compared, written into files and sent on by code that knows of no colours."""
    screen = Screen(("plain", line("  ", Span("FAILED", "bad"), " at upload")))

    assert "plain\n  FAILED at upload" == screen
    assert isinstance(screen, str)
    assert ("plain", "  FAILED at upload") == tuple(each.text for each in screen.lines)


def test_a_change_of_its_words_keeps_what_they_mean() -> None:
    """Commands get their environment long after a report has said what helps."""
    screen = Screen((line("try: ", Span("invoke build", "help"), hang=5),))
    changed = screen.mapped(lambda text: text.replace("build", "build --env=a"))

    assert "try: invoke build --env=a" == changed
    assert (Line((Span("try: "), Span("invoke build --env=a", "help")), 5),) == changed.lines


def test_lines_that_people_copy_are_not_wrapped() -> None:
    """A difference that was wrapped can be applied by nobody."""
    screen = as_it_is("+a b\n-c")

    assert "+a b\n-c" == screen
    assert [False, False] == [each.wraps for each in screen.lines]
