"""Digests in a page's tags against the bytes that came. Pure.

Browsers take the strongest algorithm that is named, and any digest of it; what they do not know is
as good as none. Source: Subresource Integrity (W3C), 3.3.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.catalogue import CATALOGUE
from buildtools.findings.subjects import Subject

_ALGORITHMS = ("sha512", "sha384", "sha256")
"""The strongest first."""


class Broken(NamedTuple):
    """A script or style whose tag names the digest of other bytes."""

    url: str
    """As a subject shows it."""
    page: str
    """The page whose tag it is."""


def holds(integrity: str, body: bytes) -> bool | None:
    """Return whether bytes are those of the digests; None where none is named that counts."""
    named = [each.partition("?")[0].partition("-") for each in integrity.split()]
    for algorithm in _ALGORITHMS:
        digests = [text for kind, _, text in named if kind.lower() == algorithm]
        if digests:
            return hashlib.new(algorithm, body).digest() in map(_bytes, digests)
    return None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "==")
    except (binascii.Error, ValueError):
        return b""


def broken(found: Sequence[Broken]) -> list[Finding]:
    """Return the finding about tags whose integrity is of other bytes."""
    if not found:
        return []
    first = found[0]
    also: list[Subject] = [subjects.Url(each.url) for each in found[1:]]
    sentence = f"it has other bytes than the integrity that {first.page} names for it"
    remedy = CATALOGUE["integrity-broken"].remedy
    return [finding("integrity-broken", subjects.Url(first.url), sentence, remedy, also=also)]
