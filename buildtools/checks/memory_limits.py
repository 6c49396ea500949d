"""Limits: what is left out of a proof because it would take more memory than it may, or because
the resolver that Sentry runs is not installed.

Said for each pair, so that nothing is less proven unsaid.
"""

from collections.abc import Iterator, Sequence

from buildtools.findings import Finding, Severity, finding, subjects
from buildtools.sourcemaps.maps.positions import OWN, LeftOut
from buildtools.texts.wording import size

_INSTALL = "pip install 'sentry-buildtools[symbolic]', where there is a wheel of it"
_SPLIT = "nothing has to be done; scripts that the bundler splits are proven whole"


def left_out(script: str, what: LeftOut, script_bytes: int, map_bytes: int) -> Iterator[Finding]:
    """Return what looking up positions of one pair left out."""
    if what == "scopes":
        code = f"{size(script_bytes)} of script"
        why = f"to find the functions of {code} would take too much memory"
        sentence = f"names of functions were not compared, only files, lines and columns: {why}"
        yield finding("scopes-not-judged", subjects.File(script), sentence, _SPLIT)
    elif what == "resolver":
        yield not_asked(script, map_bytes)


def not_asked(subject: str, map_bytes: int) -> Finding:
    """Tell that a map was not given to the resolver that Sentry runs."""
    sentence = (
        "the map was read by our own reader, which names no functions: the resolver that Sentry "
        f"runs would take too much memory for its {size(map_bytes)}"
    )
    return finding("resolver-not-asked", subjects.File(subject), sentence, _SPLIT)


def absent(which: str, scripts: Sequence[str], *, loud: bool) -> list[Finding]:
    """Tell once that positions are looked up by our own resolver, where `which` says so.

    The sandbox of the same installation reads maps by it too: of a round trip to it both sides
    are one.
    """
    if which != OWN or not scripts:
        return []
    about, *also = subjects.outputs(scripts)
    sentence = (
        "maps were read and positions looked up by our own resolver, here and in the sandbox, and "
        "no function was named: symbolic, the one that Sentry runs, is not installed"
    )
    severity: Severity = "warning" if loud else "info"
    told = finding(
        "resolver-not-installed", about, sentence, _INSTALL, severity=severity, also=also
    )
    return [told]
