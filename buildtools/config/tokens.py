"""Tokens: what an auth token says of itself, and texts that only pretend to be one.

Source: docs/wire.md#requests-and-tokens (`sntryu_`, `sntrys_`, `sntryi_`).
"""

import re
from collections.abc import Mapping

import msgspec

from buildtools.config.header_values import header_fault
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


_LONGEST = 8000
_ITSELF = "; put the token itself there, which begins with sntrys_ or sntryu_"
_SHAPES = (
    (
        r"(?s)(['\"`]).*\1",
        "stands in quotes that are part of the value; write it without them",
    ),
    (
        r"(?is)(bearer|token|basic)\s.*",
        "begins with the name of a scheme; put only the token there",
    ),
    (
        r"https?://[^\s/@]+@[^\s/]+/.+",
        "is a DSN, with which events are sent; that belongs in server.dsn (SENTRY_DSN)" + _ITSELF,
    ),
    (
        (
            r"(?is)(op|vault|bws|akv|doppler|infisical|keeper|ssm|awssm|awskms|gcpsm|gcp-?sm|secret)s?:.*"
            r"|ref\+.*|secretref:.*|arn:aws[\w-]*:.*|projects/[^/]+/secrets/.*|@Microsoft\.KeyVault.*"
            r"|ENC\[.*\]|\$ANSIBLE_VAULT.*|!vault.*"
        ),
        "is a reference to a secret that nobody looked up: run this by the tool that does "
        "(`op run --`, for instance)" + _ITSELF,
    ),
    (
        r".*\$\{\{.*",
        "holds a GitHub expression that nobody evaluated; `${{ secrets.NAME }}` works in workflow "
        "files only",
    ),
    (
        r"(?s).*\{\{.*\}\}.*|\(\(.*\)\)|\[\[.*\]\]|@@.*@@|__.*__|%%.*%%|#\{.*\}#?",
        "holds a placeholder of a template that nobody filled in" + _ITSELF,
    ),
    (
        r"(?i)\[secure\]|secure:.*",
        "holds what Travis CI shows in place of an encrypted variable, or its encrypted form; "
        "encrypted variables are not given to pull requests of forks" + _ITSELF,
    ),
    (
        r"\$\([^)]*\)",
        "holds the name of a variable instead of its value: Azure Pipelines leaves $(NAME) where "
        "no variable has that name; define it, and map a secret one in the step's env:",
    ),
    (
        r"%env\.[\w.]+%|%[\w.]+%",
        "holds a parameter of TeamCity, or a variable as Windows writes it, that nobody filled in",
    ),
    (
        r"\$\w+|\$\{.*|\$\(.*|%\w+%",
        "holds the name of a variable instead of its value; in GitLab that happens when the "
        "variable is protected and the branch or tag is not, in Bitbucket when it is not defined "
        "for this repository or deployment",
    ),
    (
        r"(?i)[*x•.]{3,}|\[?(masked|redacted|filtered)\]?",
        "holds a masked value, copied from a log or a settings page; copy the token itself",
    ),
    (
        r"(?i)<.*>|undefined|null|none|todo|changeme|your[-_ ].*",
        "holds a placeholder; put a token there",
    ),
    (
        r"(?s)\w[\w+.-]*://.*",
        "is an address" + _ITSELF,
    ),
    (
        r"(?s)(~?|\.{1,2})/.*|[A-Za-z]:\\.*|file:.*|@/.*",
        "is the path of a file" + _ITSELF,
    ),
    (
        r"(?s)[{\[].*[}\]]",
        "is not a token alone but JSON around one" + _ITSELF,
    ),
)

EMPTY = (
    "is empty; GitHub gives workflows of forks and of Dependabot empty secrets, so guard the job "
    "with `if:`; GitLab keeps protected variables from unprotected branches; to go on without a "
    "token write ${NAME:-}"
)


def placeholder(text: str) -> str | None:
    """Return why a text cannot be a token, and what usually put it there.

    None when it may be one.
    """
    if not text.strip():
        return EMPTY
    if len(text) > _LONGEST:
        return f"has {len(text)} characters, more than any token and than servers take in a header"
    for shape, why in _SHAPES:
        if re.fullmatch(shape, text.strip()):
            return why
    if re.search(r"\s", text.strip()):
        return "has white space in it; only the token itself belongs there"
    fault = header_fault(text.strip(), ascii_only=True)
    return f"{fault}; a token has letters, digits and a few signs of ASCII only" if fault else None


_SECRET_PAGES = {
    "GitHub Actions": "give the job `env: {NAME: ${{ secrets.NAME }}}`; workflows of forks and of "
    "Dependabot get no secrets",
    "GitLab CI": "Settings > CI/CD > Variables; a protected variable is there on protected "
    "branches and tags only",
    "Azure Pipelines": "secret variables must be named in the step's env:",
    "Bitbucket Pipelines": "Repository settings > Repository variables, marked as secured",
    "CircleCI": "Project Settings > Environment Variables, or a context that the job names; builds "
    "of forks get none",
    "Travis CI": "encrypted variables are not given to pull requests of forks",
    "Jenkins": "bind it with withCredentials",
}


def token_remedy(variables: Mapping[str, str], name: str) -> str:
    """Return where the token of this name is set, in the CI system that this runs in."""
    from buildtools.facts.ci import detect_ci

    system = detect_ci(variables).system
    if not system:
        return f"set {name}, in .env.local for instance; or rehearse without one: --dry-run"
    where = _SECRET_PAGES.get(system, "add it to the secrets of this CI").replace("NAME", name)
    runner = ""
    if "TURBO_HASH" in variables or "NX_TASK_HASH" in variables:
        runner = f"; the task runner hides variables it is not told of: pass {name} through"
    return f"set {name} in {system}: {where}{runner}"
