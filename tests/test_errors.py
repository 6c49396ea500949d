"""A failure is one message: what, evidence, one thing to try."""

from buildtools.errors import BuildtoolsError, OutOfDate, OutOfOrder


def test_a_failure_is_told_in_the_order_of_reading() -> None:
    """What failed first; the command that helps last, where the eye rests."""
    failure = BuildtoolsError("no map", evidence=["a.js", "b.js"], remedy="turn maps on")

    assert failure.lines() == ("error: no map", "  a.js", "  b.js", "  try: turn maps on")


def test_a_failure_without_a_remedy_promises_none() -> None:
    """An empty hint would only look like a mistake."""
    assert BuildtoolsError("no map").lines() == ("error: no map",)


def test_order_and_date_name_the_command() -> None:
    """Copy, paste, done."""
    assert OutOfOrder("upload", "inject", "ci").remedy == "invoke release --from=inject --env=ci"
    changed = OutOfDate("a.js changed", "inject", "ci")
    assert changed.remedy == "invoke release --from=inject --env=ci"
    assert OutOfDate("a.js changed", "inject", "").remedy == "invoke release --from=inject"
