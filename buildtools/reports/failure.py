"""A failure as a person reads it: what failed, the evidence, one thing to try."""

from buildtools.errors import BuildtoolsError
from buildtools.texts.screen import Screen, Span, line


def to_terminal(failure: BuildtoolsError) -> Screen:
    """Render a failure as lines of text, as its own `lines` do."""
    first = line(Span("error:", "bad"), f" {failure.what}")
    evidence = (f"  {each}" for each in failure.evidence)
    tries = (line("  try: ", Span(failure.remedy, "help"), hang=7),) if failure.remedy else ()
    return Screen((first, *evidence, *tries))
