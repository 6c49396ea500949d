"""Which scope each step asks for, and which of them a token has.

Source: docs/wire.md#scopes.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.texts.wording import listed

LACKING = 11
"""What a missing scope ends a step with."""

WRITE = ("org:ci", "project:releases", "project:write", "project:admin")
READ = (*WRITE, "project:read")
_PROJECT = ("project:read", "project:write", "project:admin")
_ORGANIZATION = ("org:read", "org:write", "org:admin", "org:integrations")
_MANY = 9


class Need(NamedTuple):
    """What a step does that takes a scope; any one of them is enough."""

    step: str
    what: str
    scopes: tuple[str, ...]
    ends: bool = True
    """Whether the step ends without it; else it leaves this out and says so."""


NEEDS = (
    Need("create", "make the release", WRITE),
    Need("set-commits", "tell it its commits", WRITE),
    Need("set-commits", "see which repositories are connected", _ORGANIZATION, ends=False),
    Need("upload", "send the bundle", WRITE),
    Need("verify", "list and look up what is stored", READ, ends=False),
    Need("verify", "read test events back", _PROJECT, ends=False),
    Need("finalize", "set its date and record the deploy", WRITE),
)


def judge(
    held: Collection[str], steps: Collection[str], *, refused: bool, unwanted: Collection[str] = ()
) -> Answer:
    """Return which steps the token has no scope for.

    `refused` is that the server refused even to show releases; `unwanted` are those of `NEEDS`, by
    what they do, that the settings switch off.
    """
    needed = [each for each in NEEDS if each.step in steps and each.what not in unwanted]
    if not held:
        return not_checked("this server does not tell the scopes of a token")
    lacking = [each for each in needed if not {*each.scopes} & {*held}]
    ending = [each for each in lacking if each.ends]
    if refused and not ending:
        return not_checked("the server refuses what these scopes allow elsewhere")
    if ending:
        return of_finding(_missing(held, ending), LACKING)
    left = [each for each in lacking if not each.ends]
    without = f"; not with it: {'; '.join(_left(left))}" if left else ""
    return ok(f"{_shown(held)}{without}")


def _missing(held: Collection[str], lacking: Sequence[Need]) -> Finding:
    steps = list(dict.fromkeys(each.step for each in lacking))
    wanted = [scope for scope in WRITE if all(scope in each.scopes for each in lacking)]
    sentence = (
        f"it has {_shown(held)}, and {listed(steps, _MANY)} "
        f"{'needs' if len(steps) == 1 else 'need'} one of {', '.join(wanted)}"
    )
    return finding("scope-missing", Setting("server.token"), sentence)


def _left(lacking: Sequence[Need]) -> Iterator[str]:
    for each in lacking:
        yield f"{each.what} ({each.step} leaves it out without {each.scopes[0]})"


def _shown(held: Collection[str]) -> str:
    return listed(sorted(held), _MANY)
