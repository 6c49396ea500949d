"""Names on a server: organization and projects that it has, or has not, and what may be meant.

A server answers alike for what does not exist and for what a token may not see. Where it answers so
to names that nobody can have, too, its answers tell nothing.
Source: docs/wire.md#error-answers.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from buildtools.findings import finding
from buildtools.findings.subjects import Setting
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.texts.wording import listed, near

UNKNOWN = 30
"""What an unknown name ends a step with."""
CLOSED = 11
_SHOWN = 5

Verdict = Literal["there", "unknown", "closed", "unsure"]
"""What a server says of a name: it has it, it does not, the token may not look, nothing sure."""


class Named(NamedTuple):
    """A name of the settings, and what the server says of it."""

    setting: str
    what: Literal["organization", "project"]
    name: str
    origin: str
    verdict: Verdict
    why: str = ""
    """Why nothing is sure."""


class Known(NamedTuple):
    """Names of the same kind that may be meant."""

    names: tuple[str, ...] = ()
    source: str = ""
    """Who tells them: `the server lists`, `.sentryclirc:3`; empty where nobody does."""
    on_server: bool = False
    """Whether the server has them, so that no other can be meant."""


_NONE = Known()


def judge(named: Named, known: Known = _NONE, *, may_look: bool = True) -> Answer:
    """Return whether the server has a name; `may_look` is that the token has a scope to see it."""
    shown = f"{named.name} ({named.origin})"
    match named.verdict:
        case "there":
            return ok(shown)
        case "unsure":
            return not_checked(f"{shown}: {named.why}")
        case "closed" if may_look:
            sentence = f"the token has the scope, and no access to the {named.what} {named.name}"
            return of_finding(finding("access-missing", Setting(named.setting), sentence), CLOSED)
        case "closed":
            return not_checked(f"{shown}: the token may not look")
    sentence = (
        f"there is no {named.what} {shown} that this token can see: it does not exist, or the token"
        " has no access to it"
    )
    code = "org-unknown" if named.what == "organization" else "project-unknown"
    return of_finding(
        finding(code, Setting(named.setting), sentence, _remedy(named, known)), UNKNOWN
    )


def _remedy(named: Named, known: Known) -> str:
    variable = "SENTRY_ORG" if named.what == "organization" else "SENTRY_PROJECT"
    correct = f"correct {named.setting} ({variable})"
    likely = near(named.name, known.names, _SHOWN)
    if likely and known.on_server:
        others = f", or {' or '.join(likely[1:])}" if likely[1:] else ""
        return f"{correct}: did you mean {likely[0]}{others}?"
    if known.names and known.on_server:
        return f"{correct}: the server has {listed(known.names, _SHOWN)}"
    if known.names:
        return f"{correct}: {known.source} says {listed(likely or known.names, _SHOWN)}"
    return f"{correct}, or give the token access: a list of names is not shown to it"


def undecided(named: Named, *, control: Literal["unknown", "there", "unsure"]) -> Named:
    """Return what is known of a name once a name that nobody has was asked for too."""
    if named.verdict == "there" and control == "there":
        why = f"the server answers alike for a {named.what} that nobody can have"
        return named._replace(verdict="unsure", why=why)
    return named


def sources(told: Sequence[tuple[str, str]]) -> Known:
    """Return names that files and variables tell, each with the place it stands at."""
    if not told:
        return Known()
    places = list(dict.fromkeys(place for _, place in told))
    return Known(tuple(dict.fromkeys(name for name, _ in told)), listed(places, 3))
