"""Which server it is, what it offers, and what a release will leave out on it.

Source: docs/wire.md#other-servers.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from buildtools.findings import Severity, finding
from buildtools.findings.subjects import Setting
from buildtools.found.answer import Answer, of_finding, ok
from buildtools.texts.wording import listed, size

REFUSED = 30
_MISCONFIGURED = 20
_MOST = 9


class Offered(NamedTuple):
    """What a server was found to be."""

    title: str
    host: str
    has: tuple[str, ...]
    """In the words of `server.without`."""
    lacks: Mapping[str, str]
    """Each with the sentence that a step is skipped with."""
    chunk_bytes: int | None = None


def judge(offered: Offered, without: Collection[str]) -> Iterator[Answer]:
    """Return what the server is, and which of the settings about it are wrong."""
    takes = f", chunks of {size(offered.chunk_bytes)}" if offered.chunk_bytes else ""
    left = f"; left out here: {'; '.join(offered.lacks.values())}" if offered.lacks else ""
    yield ok(f"{offered.title} at {offered.host} has {listed(offered.has, _MOST)}{takes}{left}")
    for name in without:
        if name in offered.has:
            sentence = f"this server has what it is said to lack: {name}"
            yield of_finding(finding("server-without-wrong", Setting("server.without"), sentence))


def gateway(sentence: str, remedy: str) -> Answer:
    """Return that somebody else answers in the server's place."""
    return of_finding(
        finding("answered-by-gateway", Setting("server.url"), sentence, remedy), REFUSED
    )


def redirects(host: str, target: str) -> Answer:
    """Return that the address leads to another one, which nobody follows with a token."""
    sentence = f"{host} redirects to {target or 'nowhere'}, and redirects are not followed"
    remedy = "set server.url (SENTRY_URL) to the final address"
    return of_finding(
        finding("address-redirects", Setting("server.url"), sentence, remedy), REFUSED
    )


def wrong_kind(kind: str, actual: str, *, ends: bool, remedy: str = "") -> Answer:
    """Return that `server.kind` names another server than the one that answers."""
    sentence = f"it says {kind}, and {actual} answers"
    severity: Severity = "error" if ends else "warning"
    about = Setting("server.kind")
    found = finding("server-kind-wrong", about, sentence, remedy, severity=severity)
    return of_finding(found, _MISCONFIGURED)


def no_upload(title: str, why: str) -> Answer:
    """Return that no source map can be uploaded here."""
    sentence = f"nothing can be uploaded to {title}: {why}"
    return of_finding(finding("uploads-not-taken", Setting("server.url"), sentence), REFUSED)
