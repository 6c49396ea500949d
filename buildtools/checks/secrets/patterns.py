"""The patterns of secrets: one row for each kind, with the words that are searched for first.

A word is looked for as it stands, which is many times as fast as an expression; what stands there
is then held against the row's own expression. Tokens whose prefix ends in an underscore have one
search in common.
Source: the formats that each issuer documents; GitHub, Supported secret scanning patterns.
"""

import re
from typing import Literal, NamedTuple

Weight = Literal["error", "warning", "info"]

TOKENS = re.compile(r"_(?=[A-Za-z0-9]{20})")
"""Where a token may be whose prefix ends in an underscore."""

_BEFORE = r"(?:(?<![A-Za-z0-9+/_-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
"""It is no piece of a longer text, as in Base64; behind an escape one may begin."""
_AFTER = r"(?![A-Za-z0-9+/_-])"

_REVOKE = "take it out of the code, and revoke it: it has been built into files"
_GOOGLE = (
    "restrict it to your site and to the APIs that the page calls, or accept it with that reason:"
    " keys of Maps and Firebase are public, one that may call Gemini or other paid APIs is not"
)


class Pattern(NamedTuple):
    """One kind of secret."""

    name: str
    """What findings call it, and `accept` too."""
    words: tuple[str, ...]
    """One of these begins each."""
    expression: re.Pattern[str]
    weight: Weight = "error"
    remedy: str = _REVOKE
    begin: str = ""
    """What it begins with, where that is not the word."""
    token: bool = False
    """Whether it is one of `TOKENS`."""


def _row(
    name: str,
    words: str,
    body: str,
    weight: Weight = "error",
    remedy: str = _REVOKE,
    *,
    before: str = _BEFORE,
    after: str = _AFTER,
    begin: str = "",
    token: bool = False,
) -> Pattern:
    expression = re.compile(f"{before}{body}{after}")
    return Pattern(name, tuple(words.split()), expression, weight, remedy, begin, token)


def _token(
    name: str, words: str, rest: str, weight: Weight = "error", remedy: str = _REVOKE
) -> Pattern:
    body = f"(?:{'|'.join(words.split())}){rest}"
    return _row(name, words, body, weight, remedy, token=True)


JWT = _row(
    "JSON Web Token",
    "eyJ",
    r"eyJ[A-Za-z0-9_-]{10,}\.(?P<payload>eyJ[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{10,}",
    "warning",
    "fetch it at run time; accept it if it is one that its issuer means to be public",
    after=r"(?![A-Za-z0-9_-])",
)
"""Its payload says who issued it and what for."""

IN_URL = (
    r"://(?P<user>[A-Za-z0-9_.~%!*+;=-]{0,64}):(?P<password>[A-Za-z0-9_.~%!*+;=-]{3,128})"
    r"@(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)"
)
"""What follows upon the scheme."""

URL = _row(
    "password in a URL",
    "://",
    IN_URL,
    "error",
    "take the password out of the code, and change it: it has been built into files",
    before=r"(?<=[a-z])",
    after="",
)

PEM = _row(
    "private key",
    "-----BEGIN",
    r"-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:\\{1,2}[rn]|[\s\"'`+,]){1,40}[A-Za-z0-9+/]{40,}",
    before="",
    after="",
)
"""With the key behind it: libraries that read keys have the first line alone."""

PATTERNS = (
    _token("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", "[A-Za-z0-9]{36,}"),
    _token("GitHub token", "github_pat_", "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _row("GitLab token", "glpat- gldt- glrt-", r"gl(?:pat|dt|rt)-[A-Za-z0-9_.-]{20,}"),
    _token("npm token", "npm_", "[A-Za-z0-9]{36}"),
    _row("PyPI token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{50,}"),
    _token("Sentry token", "sntrys_", "eyJ[A-Za-z0-9+/=_-]{30,}"),
    _token("Sentry token", "sntryu_ sntryi_", "[0-9a-f]{64}"),
    _row("AWS access key", "AKIA ASIA", r"A[KS]IA[A-Z2-7]{16}"),
    _token("Stripe or Clerk secret key", "sk_live_ rk_live_", "[A-Za-z0-9]{20,}"),
    _token(
        "Stripe or Clerk test key",
        "sk_test_ rk_test_",
        "[A-Za-z0-9]{20,}",
        "warning",
        "keep it on the server: the live one takes the same way",
    ),
    _row("webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/]{32,}={0,2}"),
    _row("Slack token", "xoxa- xoxb- xoxe- xoxp- xoxr- xoxs-", r"xox[abeprs]-[A-Za-z0-9-]{20,}"),
    _row("Slack token", "xapp-", r"xapp-[0-9]-[A-Z0-9]+-[0-9]+-[A-Za-z0-9]{20,}"),
    _row(
        "Slack webhook",
        "hooks.slack.com/services/",
        r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,}",
        before="",
    ),
    _row(
        "Discord webhook",
        "/api/webhooks/",
        r"/api/webhooks/[0-9]{15,}/[A-Za-z0-9_-]{60,}",
        before=r"(?:(?<=discord\.com)|(?<=discordapp\.com))",
    ),
    _row("Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}", "warning", _GOOGLE),
    _row("Google client secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
    _row("Google access token", "ya29.", r"ya29\.[A-Za-z0-9_-]{30,}"),
    _row(
        "OpenAI key",
        "T3BlbkFJ",
        r"sk-(?:[a-z]+-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,}",
        begin="sk-",
    ),
    _row("Anthropic key", "sk-ant-", r"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{32,}"),
    _token("Hugging Face token", "hf_", "[A-Za-z]{34}"),
    _row("SendGrid key", "SG.", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    _token("Shopify token", "shpat_ shpca_ shppa_ shpss_", "[a-fA-F0-9]{32}"),
    _token("DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", "[a-f0-9]{64}"),
    _token("Linear key", "lin_api_", "[A-Za-z0-9]{40}"),
    _token("Grafana token", "glsa_", "[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    _token("Grafana token", "glc_", "eyJ[A-Za-z0-9+/=]{32,}"),
    _token("PostHog personal key", "phx_", "[A-Za-z0-9]{40,}"),
    _row("Supabase secret key", "sb_secret_", r"sb_secret_[A-Za-z0-9_-]{20,}"),
    _row(
        "Vercel blob token", "vercel_blob_rw_", r"vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{20,}"
    ),
    _row("Azure storage key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}==", before=""),
    JWT,
    PEM,
    URL,
)
