"""Limits: what is left out of a proof because it would take more memory than it may.

Said for each pair, so that nothing is less proven in silence.
"""

from collections.abc import Iterator

from buildtools.findings import Finding, finding
from buildtools.sourcemaps.resolve import LeftOut
from buildtools.wording import size

_SPLIT = "nothing has to be done; scripts that the bundler splits are proven whole"


def left_out(script: str, what: LeftOut, script_bytes: int, map_bytes: int) -> Iterator[Finding]:
    """Tell what looking up positions of one pair left out."""
    if what == "scopes":
        code = f"{size(script_bytes)} of script"
        why = f"to find the functions of {code} would take too much memory"
        sentence = f"names of functions were not compared, only files, lines and columns: {why}"
        yield finding("scopes-not-judged", script, sentence, _SPLIT)
    elif what == "resolver":
        yield not_asked(script, map_bytes)


def not_asked(subject: str, map_bytes: int) -> Finding:
    """Tell that a map was not given to the resolver that Sentry runs."""
    sentence = (
        "the map was read by our own reader, which names no functions: the resolver that Sentry "
        f"runs would take too much memory for its {size(map_bytes)}"
    )
    return finding("resolver-not-asked", subject, sentence, _SPLIT)
