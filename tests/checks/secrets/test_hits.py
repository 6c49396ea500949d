"""Secrets in a text: found by their own form, shown masked, and nothing else taken for one."""

import base64
import json
import random
import string

import pytest

from buildtools.checks.secrets.hits import MOST, hits
from buildtools.checks.secrets.patterns import PATTERNS

B64 = string.ascii_letters + string.digits + "+/"


def _made(seed: str, letters: str, number: int) -> str:
    """Return letters that are the same in every run, and stand in no file as they are here."""
    draw = random.Random(seed)
    return "".join(draw.choice(letters) for _ in range(number))


def _plain(number: int) -> str:
    return _made(f"plain {number}", string.ascii_letters + string.digits, number)


def _hex(number: int) -> str:
    return _made(f"hex {number}", "0123456789abcdef", number)


def token(**claims: object) -> str:
    """Return a JSON Web Token with these claims."""
    parts = (json.dumps(each).encode() for each in ({"alg": "HS256", "typ": "JWT"}, claims))
    spelled = (base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts)
    return ".".join((*spelled, _plain(43)))


SECRETS = {
    "ghp_" + _plain(36): "GitHub token",
    "github_pat_" + _plain(22) + "_" + _plain(59): "GitHub token",
    "glpat-" + _plain(20): "GitLab token",
    "npm_" + _plain(36): "npm token",
    "pypi-AgE" + _plain(60): "PyPI token",
    "sntrys_eyJ" + _plain(60) + "==_" + _plain(20): "Sentry token",
    "sntryu_" + _hex(64): "Sentry token",
    "AKIA" + _made("aws", "ABCDEFGHJKLMNPQRSTUVWXYZ234567", 16): "AWS access key",
    "sk_live_" + _plain(24): "Stripe or Clerk secret key",
    "sk_test_" + _plain(24): "Stripe or Clerk test key",
    "whsec_" + _plain(32): "webhook secret",
    "xoxb-" + _plain(40): "Slack token",
    "xapp-1-A0" + "1B-22-" + _plain(30): "Slack token",
    "hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/" + _plain(24): "Slack webhook",
    "/api/webhooks/123456789012345678/" + _plain(68): "Discord webhook",
    "AIza" + _plain(35): "Google API key",
    "GOCSPX-" + _plain(28): "Google client secret",
    "ya29." + _plain(60): "Google access token",
    "sk-proj-" + _plain(40) + "T3BlbkFJ" + _plain(40): "OpenAI key",
    "sk-ant-api03-" + _plain(93): "Anthropic key",
    "hf_" + _made("hf", string.ascii_letters, 34): "Hugging Face token",
    "SG." + _plain(22) + "." + _plain(43): "SendGrid key",
    "shpat_" + _hex(32): "Shopify token",
    "dop_v1_" + _hex(64): "DigitalOcean token",
    "lin_api_" + _plain(40): "Linear key",
    "glsa_" + _plain(32) + "_" + _hex(8): "Grafana token",
    "glc_eyJ" + _plain(60): "Grafana token",
    "phx_" + _plain(43): "PostHog personal key",
    "sb_secret_" + _plain(31): "Supabase secret key",
    "vercel_blob_rw_" + _plain(16) + "_" + _plain(30): "Vercel blob token",
    "AccountKey=" + _plain(86) + "==": "Azure storage key",
    "-----BEGIN RSA PRIVATE KEY-----\\n" + _plain(64) + "\\n": "private key",
    "-----BEGIN PRIVATE KEY-----\n" + _plain(64) + "\n": "private key",
    "://deploy:" + _plain(12) + "@db.acme.com": "password in a URL",
    token(sub="7", iss="acme"): "JSON Web Token",
}
"""A secret of each kind, made here, and what it is called."""

AROUND = {"Discord webhook": "https://discord.com", "password in a URL": "postgres"}
"""What stands before one that is a piece of a URL."""


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items(), ids=lambda each: each[:20])
def test_a_secret_is_found_in_one_long_line(secret: str, kind: str) -> None:
    """Minified code is a single line, and the secret a literal somewhere in it."""
    before = "a(b,c);" * 2000 + 'const k="' + AROUND.get(kind, "")
    (found,) = hits(f'{before}{secret}";{"d(e);" * 2000}')

    assert (kind, len(before)) == (found.kind, found.at)
    assert found.secret.startswith(secret[:30])


def test_every_row_is_tried() -> None:
    """A kind without an example could never be found, and nobody would know."""
    assert {row.name for row in PATTERNS} == set(SECRETS.values())


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each[:20])
def test_nothing_of_use_is_shown(secret: str) -> None:
    """Reports, logs and ledgers are read by many: four letters and two tell it to its owner."""
    (found,) = hits(
        f'"postgres{secret}"'
        if secret[0] == ":"
        else f"https://discord.com{secret}"
        if secret[0] == "/"
        else f'"{secret}"'
    )

    kept = [part for part in found.shown.replace("***", "…").split("…") if part]
    hidden = len(found.secret) - sum(len(part) for part in kept)
    assert hidden >= len(found.secret) // 2
    assert found.secret not in found.shown


@pytest.mark.parametrize(
    "text",
    [
        '"AKIAIOSFODNN7EXAMPLE"',
        '"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        '"npm_abcdefghijklmnopqrstuvwxyz0123456789"',
        '"sk_live_your_api_key_here_please"',
        '"pk_live_' + _plain(24) + '"',
        '"pk.eyJ1Ijoi' + _plain(40) + '"',
        'key.replace("-----BEGIN PRIVATE KEY-----","")',
        '"https://user:password@example.com/"',
        '"redis://:secret@localhost:6379"',
        '"postgres://postgres:postgres@db/shop"',
        '"http://${user}:${password}@" + host',
        '"dotenv://:key_1234@dotenvx.com/vault"',
        '"https://host.acme.com:8443/a@b"',
        '"https://acme.com/webhooks//api/webhooks/123456789012345678/' + _plain(68) + '"',
        "npm_config_registry_and_something_more",
        'e.sk_live_toggle=function(){return xoxox("xoxb-")}',
        f'"{token(sub="1234567890", name="John Doe")}"',
        '"eyJhbGciOiJIUzI1NiJ9.eyJub3QganNvbg.' + _plain(20) + '"',
    ],
    ids=lambda text: text[:28],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    """Examples of documentation, placeholders, public keys, and code that reads keys."""
    assert [] == hits(text)


def test_no_piece_of_base64_is_a_secret() -> None:
    """Fonts and WebAssembly in scripts are megabytes of letters, with any word in them."""
    words = ["AKIA", "AIza", "xoxb", "SG.", "eyJ", "hf_", "npm_", "ghp_"]
    blob = "".join(word + _made(word, B64, 400) for word in words).replace(".", "").replace("_", "")

    assert [] == hits(f'"data:font/woff2;base64,{blob}"')


def test_one_behind_an_escape_is_found() -> None:
    """In a script a new line is written as two letters, and a URL spells its quotes in hex."""
    secret = "ghp_" + _plain(36)

    assert [secret, secret] == [each.secret for each in hits(rf'"KEY:\n{secret}" %22{secret}%22')]


@pytest.mark.parametrize(
    ("claims", "weight"),
    [
        ({"role": "service_role", "iss": "supabase"}, "error"),
        ({"role": "anon", "iss": "supabase"}, "info"),
        ({"iss": "acme", "exp": 1}, "warning"),
    ],
)
def test_a_token_weighs_what_it_says_of_itself(claims: dict[str, object], weight: str) -> None:
    """The key of a browser client is public by design; that of the service opens the database."""
    assert [weight] == [each.weight for each in hits(f'"{token(**claims)}"')]


def test_a_known_secret_is_found_whatever_its_form() -> None:
    """A token of an older form is 64 digits like any digest; that it is the project's is known."""
    (found,) = hits(f'x="{_hex(64)}"', [_hex(64), "short"])

    assert ("secret of sentry.yml", "***", "error") == (found.kind, found.shown, found.weight)


@pytest.mark.parametrize("value", ["application/json", "Basic dXNlcjpwYXNzd29yZDE", "keep-alive"])
def test_a_header_that_is_no_secret_is_not_looked_for(value: str) -> None:
    """Settings keep every header's value secret, and some are words that stand in any bundle."""
    assert [] == hits(f'accept("{value}")', [value])


def test_of_thousands_some_are_given() -> None:
    """A table of tokens in a bundle must not take minutes."""
    text = "\n".join(
        f'"npm_{_made(str(number), string.ascii_letters, 36)}"' for number in range(900)
    )

    assert MOST == len(hits(text))


def test_one_place_has_one_kind() -> None:
    """The project's own token has the form of one as well, and needs no second finding."""
    secret = "sntryu_" + _hex(64)

    assert ["secret of sentry.yml"] == [each.kind for each in hits(f'"{secret}"', [secret])]
