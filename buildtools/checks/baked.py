"""Literals of one environment in what is about to go to another: baked when it was built. Pure.

Only what is written out is found; what is put together when it runs is not told.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from buildtools.checks.sdk_in_script import DSN, ENVIRONMENT, is_there
from buildtools.facts import dsns
from buildtools.findings import Finding, Severity, finding
from buildtools.findings.subjects import Environment, File

_HELPS = {
    "promoted-environment": "tell the SDK its environment when it runs, or accept it in sentry.yml",
    "promoted-dsn": "give the SDK its DSN when it runs, or accept it in sentry.yml",
    "promoted-site": "set addresses when it runs, or accept it in sentry.yml",
}


class Place(NamedTuple):
    """What an environment is known by; empty where it is not told."""

    name: str
    """As Sentry knows it."""
    host: str = ""
    """Of its live site, with a port that is not the usual one."""
    dsns: tuple[str, ...] = ()
    """Of its projects."""


def baked(path: str, text: str, of: Place, to: Place) -> Iterator[Finding]:
    """Find what a script or page says of the environment that it was built for."""
    yield from _environments(path, text, of, to)
    yield from _hosts(path, text, of, to)
    yield from _dsns(path, text, of, to)


def carried_over(of: str, to: str) -> Finding:
    """Say whose pairs these are."""
    said = f"what was built for it is carried over to {to}"
    return finding("promoted-from", Environment(of), said)


def unjudged(to: str, why: str) -> Finding:
    """Say that the DSNs of an environment are not known."""
    said = f"whether scripts hold its DSN is not judged: {why}"
    helps = "set server.dsn of both environments"
    return finding("promoted-dsn", Environment(to), said, helps, severity="info")


def _environments(path: str, text: str, of: Place, to: Place) -> Iterator[Finding]:
    """Find its name: as the SDK's option for sure, as any literal beside an SDK perhaps."""
    if of.name == to.name or of.name not in text or not is_there(text):
        return
    options = [each for each in ENVIRONMENT.finditer(text) if each[1] == of.name]
    others = [each[1] for each in ENVIRONMENT.finditer(text)]
    literal = re.compile(rf"(?<=[\"'`]){re.escape(of.name)}(?=[\"'`])")
    if options:
        chosen = to.name in others
        yield _found(
            "promoted-environment",
            path,
            text,
            [each.start(1) for each in options],
            f"tells Sentry the environment {of.name}"
            + (f", and {to.name} elsewhere" if chosen else ""),
            is_sure=not chosen,
        )
    elif places := [each.start() for each in literal.finditer(text)]:
        said = f'holds "{of.name}" beside the SDK'
        yield _found("promoted-environment", path, text, places, said, is_sure=False)


def _hosts(path: str, text: str, of: Place, to: Place) -> Iterator[Finding]:
    if not of.host or of.host == to.host or of.host not in text:
        return
    host = re.compile(rf"(?<![\w.-]){re.escape(of.host)}(?![\w:-]|\.\w)")
    if places := [each.start() for each in host.finditer(text)]:
        said = f"names {of.host}, the site of {of.name}"
        yield _found("promoted-site", path, text, places, said, is_sure=False)


def _dsns(path: str, text: str, of: Place, to: Place) -> Iterator[Finding]:
    """Find DSNs of the one, or of neither where only the other's are known.

    Where the other's stands in the same text the app may choose.
    """
    theirs, ours = _shown(of.dsns), _shown(to.dsns)
    if not theirs | ours:
        return
    written = [(each.start(), dsns.read(each[0])) for each in DSN.finditer(text)]
    shown = [(at, dsn.shown) for at, dsn in written if dsn]
    wrong = [(at, dsn) for at, dsn in shown if dsn not in ours and (dsn in theirs or not theirs)]
    if wrong:
        whose = f"the project of {of.name}" if theirs else f"which is none of {to.name}"
        chosen = any(dsn in ours for _, dsn in shown)
        said = f"sends events to {wrong[0][1]}, {whose}"
        places = [at for at, _ in wrong]
        yield _found("promoted-dsn", path, text, places, said, is_sure=not chosen)


def _shown(written: tuple[str, ...]) -> set[str]:
    """Return DSNs without their keys: a project has several."""
    return {dsn.shown for dsn in map(dsns.read, written) if dsn}


def _found(
    code: str, path: str, text: str, places: list[int], said: str, *, is_sure: bool
) -> Finding:
    first, *others = (_place(path, text, at) for at in places)
    severity: Severity | None = None if is_sure else "warning"
    return finding(code, first, said, _HELPS[code], severity=severity, also=others)


def _place(path: str, text: str, at: int) -> File:
    start = text.rfind("\n", 0, at) + 1
    column = len(text[start:at].encode("utf-16-le", "surrogatepass")) // 2 + 1
    return File(path, text.count("\n", 0, at) + 1, column)
