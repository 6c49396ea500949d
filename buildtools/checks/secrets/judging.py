"""What looks like a secret and is none, or is meant to be public: examples, placeholders, tokens
that say so themselves.
"""

import base64
import re
from typing import Any

import msgspec

from buildtools.checks.secrets.patterns import JWT, PEM, URL, Pattern, Weight
from buildtools.texts.foreign import UNREADABLE

_EXAMPLES = re.compile(r"example|placeholder|redacted|dummy|your[_-]?(?:api|token|key)", re.I)
"""Documentation says it in the value itself: AKIAIOSFODNN7EXAMPLE."""
_COUNTED = re.compile(
    r"0?12345678?9?0?|abcdef(?:ghij(?:klmnop(?:qrstuvwxyz)?)?)?|(.)\1{3,}", re.I | re.DOTALL
)
"""What people type to fill a place."""
_LEAST = 12
"""Characters of a secret besides those, its prefix counted."""

_PLACEHOLDER = re.compile(
    r"(?:my|your|some|the)?[_-]?(?:user|user_?name|name|login|me|you|foo|bar|admin|root|pass|"
    r"passw(?:or)?d|pwd?|secret|token|key|api_?key|x+|postgres|guest|test|auth|oauth2?|bot|abc)"
    r"[_-]?(?:here|\d{1,4})?"
)
"""What stands for a password where one is shown how to write a URL."""
_HOSTS = re.compile(
    r"(?:localhost|host|hostname|server|proxy|db|127\.\d+\.\d+\.\d+|0\.0\.0\.0|"
    r"(?:.*\.)?(?:example|test|invalid|local|localhost)(?:\.[a-z]+)?)",
    re.I,
)
"""Where nobody but a developer's own machine answers, or nobody at all."""

_PUBLIC_ROLES = {"anon", "anonymous", "public", "publishable"}
_SECRET_ROLES = {"service_role", "admin", "supabase_admin"}


def weight(pattern: Pattern, found: re.Match[str]) -> Weight | None:
    """Return how bad this one is; None when it is no secret at all."""
    text = found[0]
    if pattern is PEM:
        return None if _EXAMPLES.search(text) else pattern.weight
    if pattern is URL:
        return None if _is_shown(found) else pattern.weight
    if pattern is JWT:
        return _of_token(found["payload"])
    if _EXAMPLES.search(text) or len(_COUNTED.sub("", text)) < _LEAST:
        return None
    return pattern.weight


def _is_shown(found: re.Match[str]) -> bool:
    """Whether a URL shows how one is written: by its words or its host."""
    password, host = found["password"].lower(), found["host"]
    if password == found["user"].lower() or password.isdigit() or len(set(password)) < 3:
        return True
    shown = _PLACEHOLDER.fullmatch(password) or _EXAMPLES.search(password)
    return bool(shown or _HOSTS.fullmatch(host))


def _of_token(payload: str) -> Weight | None:
    """Read what a token says of itself; one that says that it is public is told, no more.

    Source: RFC 7519, 4.1 Registered Claim Names.
    """
    try:
        padded = payload + "=" * (-len(payload) % 4)
        claims = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=dict[str, Any])
    except (*UNREADABLE, ValueError):
        return None
    role = str(claims.get("role", "")).lower()
    if role in _SECRET_ROLES:
        return "error"
    if role in _PUBLIC_ROLES:
        return "info"
    return None if claims.get("sub") == "1234567890" else "warning"
