"""Tokens: what an auth token says of itself, and texts that only pretend to be one.

Source: the forms of tokens in sentry and sentry-cli (`sntryu_`, `sntrys_`, `sntryi_`).
"""

import re

import msgspec

from buildtools.values import Secret


class OrgToken(msgspec.Struct, frozen=True):
    """The readable part of an organization token."""

    org: str | None = None
    url: str | None = None
    """Web root of the installation; None leaves it to the settings."""
    region_url: str | None = None


def decode(token: Secret) -> OrgToken | None:
    """Read an organization token's payload; None when the token is opaque or of another kind.

    The form is `sntrys_<base64 of JSON>_<random>`, split at the last underscore.
    """
    import base64

    text = token.reveal()
    payload, underscore, _ = text.removeprefix("sntrys_").rpartition("_")
    if not (text.startswith("sntrys_") and underscore):
        return None
    try:
        return msgspec.json.decode(base64.b64decode(payload, validate=True), type=OrgToken)
    except (ValueError, msgspec.DecodeError):
        return None


_SHAPES = (
    (
        re.compile(r".*\$\{\{.*"),
        "holds a GitHub expression that nobody evaluated; `${{ … }}` works in workflow files only",
    ),
    (
        re.compile(r"\$\w+|\$\{.*|\$\(.*|%\w+%"),
        "holds the name of a variable instead of its value; in GitLab that happens when the "
        "variable is protected and the branch or tag is not",
    ),
    (
        re.compile(r"[*x•.]{3,}|\[?(masked|redacted|filtered)\]?", re.IGNORECASE),
        "holds a masked value, copied from a log or a settings page; copy the token itself",
    ),
    (
        re.compile(r"<.*>|undefined|null|none|todo|changeme|your[-_ ].*", re.IGNORECASE),
        "holds a placeholder; put a token there",
    ),
)

EMPTY = (
    "is empty; GitHub gives workflows of forks and of Dependabot empty secrets, so guard the job "
    "with `if:`; GitLab keeps protected variables from unprotected branches; to go on without a "
    "token write ${NAME:-}"
)


def placeholder(text: str) -> str | None:
    """Say why a text cannot be a token, and what usually put it there; None when it may be one."""
    if not text.strip():
        return EMPTY
    for shape, why in _SHAPES:
        if shape.fullmatch(text.strip()):
            return why
    if re.search(r"\s", text.strip()):
        return "has white space in it; only the token itself belongs there"
    return None
