"""Redaction: hide secrets, and what looks like one, in any text that a person may see.

The forms of tokens, and of DSNs, whose older form has a secret key where a URL has its password.
Source: docs/wire.md#requests-and-tokens; docs/wire.md#envelopes.
"""

import re
from collections.abc import Iterable

from buildtools.values import Secret

MASK = "***"

_PREFIX = "sntry[a-z]{1,2}_"
_TOKEN = rf"(?i){_PREFIX}[^\s'\",}}\]]+|(?<![0-9a-f])[0-9a-f]{{64}}(?![0-9a-f])"
_WRITTEN_TOKEN = re.compile(rf"{_PREFIX}\S{{8}}")
_IN_URL = r"(://[^\s/@:]*):[^\s/@]+@"


def redact(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Hide the secrets, all that looks like a token of Sentry, and passwords in URLs."""
    known = {secret.reveal() for secret in secrets} - {""}
    for secret in sorted(known, key=len, reverse=True):  # one may begin with another
        text = text.replace(secret, MASK)
    return re.sub(_IN_URL, rf"\1:{MASK}@", re.sub(_TOKEN, MASK, text))


def holds_token(text: str) -> bool:
    """Whether a token of Sentry stands in a text, by its prefix; 64 hex digits may be a digest."""
    return _WRITTEN_TOKEN.search(text) is not None
