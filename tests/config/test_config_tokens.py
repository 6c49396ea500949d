"""Tokens: what they say of themselves, and where they may be sent."""

import base64
import json
from pathlib import Path

import pytest

from buildtools.config import Loaded, load
from buildtools.config.tokens import OrgToken, decode, placeholder
from buildtools.config.trust import same_server
from buildtools.errors import ConfigurationError
from buildtools.settings import Server
from buildtools.values import Secret

SAAS = {
    "iat": 1.5,
    "url": "https://sentry.io",
    "region_url": "https://us.sentry.io",
    "org": "acme",
}


def sealed(payload: bytes) -> str:
    """Make a token of the form of an organization token around any payload."""
    return f"sntrys_{base64.b64encode(payload).decode()}_{'MARK' + 'x' * 39}"


def org_token(**payload: object) -> str:
    """Make an organization token the way Sentry does: JSON in base64, then 43 characters."""
    return sealed(json.dumps(payload).encode())


def loaded(folder: Path, server: str, **environ: str) -> Loaded:
    file = folder / "sentry.yml"
    file.write_text(f"version: 1\nenvironments:\n  a: {{server: {server}}}\n", encoding="utf-8")
    return load(file, "a", environ)


def refused(folder: Path, server: str, **environ: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as failure:
        loaded(folder, server, **environ)
    assert "MARK" not in str(failure.value.evidence).replace("QUOTATION MARK", "")
    return failure.value.evidence


def test_an_organization_token_is_read() -> None:
    """It names the organization and the server, so nobody has to write them again."""
    token = OrgToken("acme", "https://sentry.io", "https://us.sentry.io")

    assert token == decode(Secret(org_token(**SAAS)))
    assert OrgToken("acme") == decode(Secret(org_token(org="acme", url=None)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sntryu_" + "0" * 64, id="user token"),
        pytest.param("0" * 64, id="old style"),
        pytest.param("sntrys_", id="nothing after the prefix"),
        pytest.param("sntrys_abc", id="one underscore"),
        pytest.param("sntrys_!!!!_x", id="no base64"),
        pytest.param("sntrys_YWJj_x", id="no JSON"),
        pytest.param(sealed(b"[1]"), id="no object"),
        pytest.param(sealed(b'{"org": 1}'), id="odd org"),
        pytest.param(sealed(bytes([255])), id="no UTF-8"),
        pytest.param("sntrys_é_x", id="no ASCII"),
        pytest.param("", id="empty"),
    ],
)
def test_any_other_token_is_opaque(text: str) -> None:
    """A server may change the form tomorrow; the token is then sent as it is."""
    assert decode(Secret(text)) is None


@pytest.mark.parametrize("text", ["0" * 64, "0" * 40, org_token(**SAAS), "sntryi_ab12"])
def test_a_real_token_is_no_placeholder(text: str) -> None:
    """Refusing a good token would be worse than letting a bad one fail."""
    assert placeholder(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('"sntryu_MARK"', "stands in quotes"),
        ("'sntryu_MARK'", "stands in quotes"),
        ("`sntryu_MARK`", "stands in quotes"),
        ("Bearer sntryu_MARK", "name of a scheme"),
        ("https://MARK@o1.ingest.sentry.io/42", "is a DSN"),
        ("http://MARK:MARK@sentry.example/below/42", "is a DSN"),
        ("https://sentry.example/settings/", "is an address"),
        ("op://vault/MARK/token", "reference to a secret"),
        ("vault:secret/data/MARK#token", "reference to a secret"),
        ("ref+vault://MARK", "reference to a secret"),
        ("arn:aws:secretsmanager:eu-west-1:1:secret:MARK", "reference to a secret"),
        ("projects/1/secrets/MARK/versions/latest", "reference to a secret"),
        ("@Microsoft.KeyVault(SecretUri=https://MARK)", "reference to a secret"),
        ("ENC[AES256_GCM,data:MARK,type:str]", "reference to a secret"),
        ("{{SENTRY_AUTH_TOKEN}}", "placeholder of a template"),
        ("{{ .Values.MARK }}", "placeholder of a template"),
        ("((MARK))", "placeholder of a template"),
        ("__MARK__", "placeholder of a template"),
        ("${{ secrets.MARK }}", "GitHub expression"),
        ("${MARK}", "name of a variable"),
        ("/run/secrets/MARK", "path of a file"),
        ("~/MARK", "path of a file"),
        ('{"token": "MARK"}', "JSON around one"),
        (
            "\u201csntryu_MARK\u201d",
            "LEFT DOUBLE QUOTATION MARK (U+201C) in it (character 1, the f",
        ),
        ("sntryu_MARK\u200b", "ZERO WIDTH SPACE (U+200B) in it (character 12, the last)"),
        ("sntryu_\ufeffMARK", "ZERO WIDTH NO-BREAK SPACE (U+FEFF) in it (character 8)"),
        ("sntryu_MARK\u20ac", "EURO SIGN (U+20AC)"),
        ("sntryu_\u00e9MARK", "LATIN SMALL LETTER E WITH ACUTE (U+00E9)"),
        ("sntryu_\x1bMARK", "ESCAPE (U+001B)"),
        ("sntryu_\x7fMARK", "a control character (U+007F)"),
        ("sntryu_\udce9MARK", "a byte that is no UTF-8 (0xE9)"),
        ("sntryu_MARK\nMARK", "white space"),
        ("{{" * 5000, "10000 characters"),
    ],
)
def test_what_is_no_token_is_told_before_anything_is_sent(
    tmp_path: Path, text: str, why: str
) -> None:
    """A server's 401 says that the token is wrong, and not that it stands in quotes."""
    (told,) = refused(tmp_path, "{org: a, projects: [b]}", SENTRY_AUTH_TOKEN=text)

    assert told.startswith("SENTRY_AUTH_TOKEN (environment): server.token: ")
    assert why in told


@pytest.mark.parametrize("text", ["\ufeffsntryu_ab", "\ufeff sntryu_ab\r\n", " sntryu_ab\ufeff"])
def test_what_an_editor_leaves_around_a_token_is_taken_away(tmp_path: Path, text: str) -> None:
    """A byte order mark is seen by nobody."""
    found = loaded(tmp_path, "{org: a, projects: [b]}", SENTRY_AUTH_TOKEN=text)

    assert isinstance(found.settings.server, Server)
    assert Secret("sntryu_ab") == found.settings.server.token


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (
            "X-Team: \u6771MARK",
            "CJK UNIFIED IDEOGRAPH-6771 (U+6771) in it (character 1, the first)",
        ),
        ("X-Team: MARK\u200bMARK", "ZERO WIDTH SPACE (U+200B) in it (character 5)"),
        ("X-Team: MARK\u00a0MARK", "NO-BREAK SPACE (U+00A0)"),
        ("X-Team: MARK\u00adMARK", "SOFT HYPHEN (U+00AD)"),
        ("X-Team: MARK\rMARK", "CARRIAGE RETURN (U+000D)"),
        ("X-Team: MARK\x00MARK", "NULL (U+0000)"),
    ],
)
def test_a_header_that_cannot_be_sent_is_told_with_the_character(
    tmp_path: Path, header: str, why: str
) -> None:
    """By its name and place; the value is a secret."""
    (told,) = refused(tmp_path, "{org: a, projects: [b]}", CUSTOM_HEADER=header)

    assert told.startswith("CUSTOM_HEADER (environment): server.headers.X-Team: has ")
    assert why in told


def test_a_header_of_latin_letters_is_sent(tmp_path: Path) -> None:
    """They fit, and passwords have them; so do tabs and spaces between words."""
    found = loaded(tmp_path, "{org: a}", CUSTOM_HEADER="X: \ufeffgr\u00fcn\t a\ufeff")

    assert isinstance(found.settings.server, Server)
    assert {"X": Secret("gr\u00fcn\t a")} == found.settings.server.headers


def test_an_organization_token_fills_in_what_is_left_out(tmp_path: Path) -> None:
    """One secret is then all that a CI needs."""
    token = org_token(**SAAS | {"url": "https://sentry.acme.example"})
    found = loaded(tmp_path, "{projects: [web], token: '${T}'}", T=token)

    assert isinstance(found.settings.server, Server)
    assert "acme" == found.settings.server.org
    assert "https://sentry.acme.example" == found.settings.server.url
    assert "the token (environment via ${T})" == found.origins["server.org"]
    assert "the token (environment via ${T})" == found.origins["server.url"]


@pytest.mark.parametrize(
    "server",
    [
        "{org: acme, url: https://sentry.io/}",
        "{org: '4711', url: https://us.sentry.io}",
        "{url: https://acme.sentry.io}",
    ],
)
def test_a_token_that_agrees_changes_nothing(tmp_path: Path, server: str) -> None:
    """Region and organization hosts of sentry.io are one installation; a number is an org too."""
    found = loaded(tmp_path, server, SENTRY_AUTH_TOKEN=org_token(**SAAS))

    assert "sentry.yml:3" == found.origins["server.url"]


def test_a_contradiction_names_both_origins(tmp_path: Path) -> None:
    """sentry-cli lets the token win and warns; the release then lands somewhere else."""
    told = refused(
        tmp_path,
        "{org: other, url: https://sentry.example, token: '${T}'}",
        T=org_token(**SAAS),
    )

    assert (
        "sentry.yml:3: server.org: 'other' here, but the token (environment via ${T}) is for "
        "'acme'; use the token that belongs to it",
        "sentry.yml:3: server.url: 'https://sentry.example' here, but the token "
        "(environment via ${T}) is for 'https://sentry.io'; use the token that belongs to it",
    ) == told


def test_a_contradiction_never_shows_a_password(tmp_path: Path) -> None:
    """A URL with a password is a fault of its own, and is quoted by this one."""
    told = refused(
        tmp_path, "{url: 'https://me:SECRET@h.example'}", SENTRY_AUTH_TOKEN=org_token(**SAAS)
    )

    assert 2 == len(told)
    assert "SECRET" not in str(told)


RC_URL = "[defaults]\nurl = https://evil.example\n"
RC_TOKEN = "[auth]\ntoken = mineMARK\n"


@pytest.mark.parametrize(
    ("files", "environ", "server", "origins"),
    [
        pytest.param(
            {".sentryclirc": RC_URL},
            {"SENTRY_AUTH_TOKEN": "ciMARK"},
            "{}",
            (".sentryclirc:2", "SENTRY_AUTH_TOKEN (environment)"),
            id="a stray file leads the token of the CI away",
        ),
        pytest.param(
            {".sentryclirc": RC_URL, ".env": "T=ciMARK\n"},
            {},
            "{token: '${T}'}",
            (".sentryclirc:2", ".env:1 via ${T}"),
            id="or that of a dotenv file",
        ),
        pytest.param(
            {"u/.sentryclirc": RC_TOKEN},
            {"HOME": "u"},
            "{url: https://evil.example}",
            ("sentry.yml:3", "~/.sentryclirc:2"),
            id="a foreign sentry.yml leads the user's own token away",
        ),
        pytest.param(
            {"u/.sentryclirc": RC_TOKEN, ".sentryclirc": RC_URL},
            {"HOME": "u"},
            "{}",
            (".sentryclirc:2", "~/.sentryclirc:2"),
            id="a foreign .sentryclirc does",
        ),
        pytest.param(
            {"u/.sentryclirc": RC_URL, ".sentryclirc": RC_TOKEN},
            {"HOME": "u"},
            "{}",
            ("~/.sentryclirc:2", ".sentryclirc:2"),
            id="the other way round",
        ),
    ],
)
def test_a_token_goes_only_where_its_own_source_sends_it(
    tmp_path: Path,
    files: dict[str, str],
    environ: dict[str, str],
    server: str,
    origins: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Since 3.8 sentry-cli silently goes elsewhere in these cases; we say why and stop."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "u").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (told,) = refused(tmp_path, server, **environ)

    assert told.startswith(f"{origins[0]}: server.url: the token comes from {origins[1]}, ")


@pytest.mark.parametrize(
    ("rc", "environ", "server"),
    [
        pytest.param(RC_URL + RC_TOKEN, {}, "{}", id="both in one file"),
        pytest.param(
            RC_URL + RC_TOKEN, {}, "{url: https://evil.example/}", id="the same URL written twice"
        ),
        pytest.param(RC_TOKEN, {}, "{url: https://sentry.io}", id="sentry.io needs no URL"),
        pytest.param(
            "[defaults]\nurl = https://sentry.io\n",
            {"SENTRY_AUTH_TOKEN": "x"},
            "{}",
            id="a file that says sentry.io",
        ),
        pytest.param(RC_URL, {}, "{}", id="no token at all"),
        pytest.param(
            RC_URL,
            {"SENTRY_AUTH_TOKEN": "x", "SENTRY_URL": "https://own.example"},
            "{}",
            id="both in the environment",
        ),
    ],
)
def test_a_token_and_url_of_one_source_are_taken(
    tmp_path: Path, rc: str, environ: dict[str, str], server: str
) -> None:
    """The negative control: the rule must let through what everybody has."""
    (tmp_path / ".sentryclirc").write_text(rc, encoding="utf-8")

    assert "a" == loaded(tmp_path, server, **environ).environment


def test_a_token_that_names_its_server_needs_no_other_source(tmp_path: Path) -> None:
    """It cannot be led astray: what it says is compared with the settings."""
    (tmp_path / ".sentryclirc").write_text(
        "[defaults]\nurl = https://sentry.acme.example\n", encoding="utf-8"
    )
    token = org_token(**SAAS | {"url": "https://sentry.acme.example", "region_url": ""})

    assert "a" == loaded(tmp_path, "{}", SENTRY_AUTH_TOKEN=token).environment
    assert (
        "is for 'https://sentry.io'"
        in refused(tmp_path, "{}", SENTRY_AUTH_TOKEN=org_token(**SAAS))[0]
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://sentry.io", "HTTPS://Sentry.io:443/", True),
        ("http://h:80", "http://h", True),
        ("http://h", "https://h", False),
        ("https://h:1", "https://h:2", False),
        ("https://sentry.io.evil.example", "https://sentry.io", False),
        ("https://evilsentry.io", "https://sentry.io", False),
        ("https://h:x", "https://h:x", True),
    ],
)
def test_servers_are_compared_as_addresses(one: str, other: str, same: bool) -> None:
    """Spelling must not matter, and a look-alike must not pass."""
    assert same == same_server(one, other)


REVIEW = """\
version: 1
environments:
  production:
    server: {{{url}org: acme, projects: [web], token: "${{PIPELINE}}"}}
    review: {{token: "${{SENTRY_REVIEW_TOKEN}}"}}
"""


@pytest.mark.parametrize(
    ("url", "elsewhere", "refused"),
    [
        ("url: 'https://sentry.example', ", "https://other.example", False),
        ("", "https://other.example", True),
        ("", "https://sentry.io", False),
    ],
)
def test_the_token_of_reviews_goes_where_sentry_yml_says(
    tmp_path: Path, url: str, elsewhere: str, refused: bool
) -> None:
    """A file of another tool leads neither token to another server."""
    (tmp_path / "sentry.yml").write_text(REVIEW.format(url=url))
    (tmp_path / ".sentryclirc").write_text(f"[defaults]\nurl = {elsewhere}\n")
    environ = {"SENTRY_REVIEW_TOKEN": "sntryu_" + "5" * 64}

    if refused:
        with pytest.raises(ConfigurationError) as failure:
            load(tmp_path / "sentry.yml", "production", environ)
        assert any("review.token" in line for line in failure.value.evidence)
    else:
        loaded = load(tmp_path / "sentry.yml", "production", environ)
        assert loaded.settings.review.token == Secret(environ["SENTRY_REVIEW_TOKEN"])
        assert environ["SENTRY_REVIEW_TOKEN"] in loaded.secrets


def test_the_token_of_reviews_is_held_to_the_rules_of_tokens(tmp_path: Path) -> None:
    """Never a literal, never a placeholder."""
    text = REVIEW.format(url="")
    (tmp_path / "sentry.yml").write_text(text.replace("${SENTRY_REVIEW_TOKEN}", "sntryu_abc"))
    with pytest.raises(ConfigurationError) as literal:
        load(tmp_path / "sentry.yml", "production", {})
    (tmp_path / "sentry.yml").write_text(text)
    with pytest.raises(ConfigurationError) as placeholder:
        load(tmp_path / "sentry.yml", "production", {"SENTRY_REVIEW_TOKEN": "<your token>"})

    assert any("review.token" in line for line in literal.value.evidence)
    assert any("review.token" in line for line in placeholder.value.evidence)


def test_the_token_of_reviews_may_come_without_a_setting(tmp_path: Path) -> None:
    """A variable is enough, as for the pipeline's; where there is none, none is missed."""
    (tmp_path / "sentry.yml").write_text(REVIEW.format(url="").partition("    review")[0])

    given = load(tmp_path / "sentry.yml", "production", {"SENTRY_REVIEW_TOKEN": "sntryu_1"})
    without = load(tmp_path / "sentry.yml", "production", {})

    assert given.settings.review.token == Secret("sntryu_1")
    assert without.settings.review.token is None


@pytest.mark.parametrize("environ", [{}, {"ENV": "prodution"}])
def test_what_helps_of_an_environment_that_is_none_is_to_name_one(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    """The fault is in no line of the file."""
    (tmp_path / "sentry.yml").write_text("version: 1\nenvironments: {a: {}, b: {}}")
    with pytest.raises(ConfigurationError) as failure:
        load(tmp_path / "sentry.yml", environ.get("ENV"), {})

    assert "name one of them: --env=NAME" == failure.value.remedy
