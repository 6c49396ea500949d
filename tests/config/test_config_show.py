"""Showing and connecting: what `invoke config` lists, and what a client is given."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from buildtools.config import (
    Loaded,
    SiteConnection,
    connection,
    describe,
    json_schema,
    load,
    site,
    write_schema,
)
from buildtools.config.schema import SHIPPED
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, NotAuthenticated
from buildtools.values import Secret

MARK = "SECRETMARK"
FULL = """\
version: 1
environments:
  a:
    build:
      command: NPM_TOKEN=${NPM_TOKEN} npm run build
      environment: {API_KEY: "${PLAIN}", MODE: fast}
      outputs: [{path: out, url: ~/}]
    server:
      url: https://sentry.example/
      org: acme
      projects: [web]
      token: ${TOKEN}
      dsn: https://public@h.example/1
      headers: {Authorization: "Bearer ${PROXY}"}
      ca_bundle: ca.pem
"""
SECRETS = {
    "TOKEN": f"sntryu_{MARK}",
    "PROXY": f"{MARK}proxy",
    "NPM_TOKEN": f"{MARK}npm",
    "PLAIN": f"{MARK}plain",
}


def loaded(folder: Path, yaml: str = FULL, **environ: str) -> Loaded:
    file = folder / "sentry.yml"
    file.write_text(yaml, encoding="utf-8")
    return load(file, "a", environ)


def test_every_setting_is_shown_with_its_value_and_origin(tmp_path: Path) -> None:
    """ "Why does it do that?" is answered by one command."""
    rows = {
        row.key: (row.words, row.origin)
        for row in describe(
            loaded(tmp_path, FULL.replace("public@", "public:old@"), SENTRY_DIST="7", **SECRETS)
        )
    }

    assert ("a", "the section that is used") == rows["environment"]
    assert ("https://sentry.example/", "sentry.yml:9") == rows["server.url"]
    assert ("web", "sentry.yml:11") == rows["server.projects[0]"]
    assert ("***", "environment via ${TOKEN}") == rows["server.token"]
    assert (
        "***",
        "sentry.yml:14, environment via ${PROXY}",
    ) == rows["server.headers.Authorization"]
    assert "***" == rows["build.environment.API_KEY"][0]
    assert "fast" == rows["build.environment.MODE"][0]
    assert "NPM_TOKEN=*** npm run build" == rows["build.command"][0]
    assert "https://public:***@h.example/1" == rows["server.dsn"][0]
    assert ("7", "SENTRY_DIST (environment)") == rows["dist"]
    assert ("5", "default") == rows["server.retries"]
    assert ("true", "default") == rows["verify.events"]
    assert ("(none)", "default") == rows["site"]


def test_values_have_their_types(tmp_path: Path) -> None:
    """What a program reads of them needs no guess; a person reads words."""
    rows = {row.key: row for row in describe(loaded(tmp_path, **SECRETS))}

    assert (5, "5") == (rows["server.retries"].value, rows["server.retries"].words)
    assert (True, "true") == (rows["verify.events"].value, rows["verify.events"].words)
    assert (None, "(none)") == (rows["site"].value, rows["site"].words)
    assert ([], "(none)") == (rows["accept"].value, rows["accept"].words)
    secret = {name for name, row in rows.items() if row.secret}
    assert {"server.token", "server.headers.Authorization", "build.environment.API_KEY"} == secret


def test_no_secret_is_seen_anywhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Rows, reprs, logs: whatever a CI prints is read by others."""
    caplog.set_level("DEBUG")
    (tmp_path / "ca.pem").touch()
    (tmp_path / ".env").write_text(f"OTHER_SECRET={MARK}\n'{MARK}\n", encoding="utf-8")
    found = loaded(tmp_path, **SECRETS)
    shown = (describe(found), found.variables, found.settings.server, connection(found))

    assert MARK in found.variables["OTHER_SECRET"]
    assert MARK not in f"{shown!r} {shown} {caplog.text}"


def test_a_secret_without_a_value_says_why(tmp_path: Path) -> None:
    """It is no fault yet, and is to be seen before the step that needs it."""
    given = SECRETS | {"TOKEN": "x"}
    del given["TOKEN"], given["PROXY"]
    rows = {row.key: row for row in describe(loaded(tmp_path, **given))}

    assert rows["server.token"].secret
    assert "sentry.yml:12: variable TOKEN is not set" == rows["server.token"].origin
    assert ("(none)", None) == (
        rows["server.headers.Authorization"].words,
        rows["server.headers.Authorization"].value,
    )
    assert "variable PROXY is not set" in rows["server.headers.Authorization"].origin


def test_a_connection_has_every_value(tmp_path: Path) -> None:
    """From here on nobody asks for a value that might be missing."""
    (tmp_path / "ca.pem").touch()

    assert Connection(
        "https://sentry.example",
        "acme",
        ("web",),
        Secret(SECRETS["TOKEN"]),
        "https://public@h.example/1",
        {"Authorization": Secret(f"Bearer {SECRETS['PROXY']}")},
        str(tmp_path / "ca.pem"),
        "sentry.yml:15",
    ) == connection(loaded(tmp_path, **SECRETS))

    named = SERVER.replace("{org: o", "{kind: bugsink, without: [upload, look-up], org: o")
    told = connection(loaded(tmp_path, named, T="0" * 40))
    assert ("bugsink", ("upload", "look-up")) == (told.kind, told.without)


SERVER = "version: 1\nenvironments:\n  a:\n    server: {org: o, projects: [p], token: '${T}'}\n"


@pytest.mark.parametrize(
    ("environ", "remedy"),
    [
        ({}, "set T, in .env.local for instance; or rehearse without one: --dry-run"),
        ({"GITHUB_ACTIONS": "true"}, "set T in GitHub Actions: give the job `env: {T: ${{ secre"),
        ({"GITLAB_CI": "true"}, "set T in GitLab CI: Settings > CI/CD > Variables; a protected"),
        ({"CI": "1"}, "set T in CI: add it to the secrets of this CI"),
        ({"CI": "1", "TURBO_HASH": "1"}, "set T in CI: add it to the secrets of this CI; the task"),
    ],
)
def test_without_a_token_the_message_knows_where_one_runs(
    tmp_path: Path, environ: dict[str, str], remedy: str
) -> None:
    """ "Please log in" is no help on a build server."""
    with pytest.raises(NotAuthenticated, match="there is no auth token for a") as failure:
        connection(loaded(tmp_path, SERVER, **environ))

    assert 10 == failure.value.exit_code
    assert failure.value.remedy.startswith(remedy)
    assert "sentry.yml:4: variable T is not set" == failure.value.evidence[0]
    assert "SENTRY_AUTH_TOKEN: not set" in failure.value.evidence
    assert ".env.local: not there" in failure.value.evidence


def test_an_empty_general_variable_is_told_as_empty(tmp_path: Path) -> None:
    """Empty and unset have different causes: a fork's workflow, or a forgotten line."""
    found = loaded(
        tmp_path, "version: 1\nenvironments: {a: {server: {org: o}}}", SENTRY_AUTH_TOKEN=""
    )
    with pytest.raises(NotAuthenticated) as failure:
        connection(found)

    assert "sentry.yml: server.token is not set" == failure.value.evidence[0]
    assert "SENTRY_AUTH_TOKEN: set, but empty" in failure.value.evidence
    assert failure.value.remedy.startswith("set SENTRY_AUTH_TOKEN, ")


def test_an_empty_fallback_lets_a_rehearsal_go_without_a_token(tmp_path: Path) -> None:
    """Workflows of forks have an empty secret; `${T:-}` says that this is expected."""
    found = loaded(tmp_path, SERVER.replace("${T}", "${T:-}"), T="")

    with pytest.raises(NotAuthenticated):
        connection(found)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            "{token: '${T}'}",
            (
                "server.org: not set, neither in sentry.yml nor by SENTRY_ORG or SENTRY_ORG_SLUG",
                "server.projects: not set, neither in sentry.yml nor by SENTRY_PROJECT or "
                "SENTRY_PROJECT_SLUG",
                ".sentryclirc, from here upwards: not there",
            ),
        ),
        (
            "{org: o, projects: [p], token: '${T}', headers: {A: '${H}'}}",
            ("sentry.yml:2: variable H is not set",),
        ),
        (
            "{org: o, projects: [p], token: '${T}', ca_bundle: no.pem}",
            ("server.ca_bundle from se",),
        ),
        ("sandbox", ()),
    ],
)
def test_what_only_a_connection_needs_is_missed_only_then(
    tmp_path: Path, section: str, told: tuple[str, ...]
) -> None:
    """Building and injecting need no server, and must not ask for one."""
    found = loaded(tmp_path, f"version: 1\nenvironments: {{a: {{server: {section}}}}}", T="x")
    with pytest.raises(ConfigurationError) as failure:
        connection(found)

    for line in told:
        assert any(one.startswith(line) for one in failure.value.evidence), failure.value.evidence
    assert failure.value.remedy


def test_a_site_is_asked_with_the_headers_and_certificates_that_are_set(tmp_path: Path) -> None:
    """A protected deployment opens to nobody else; and no header is sent without its value."""
    headers = "site: {url: https://h, headers: {A: '${H}'}}"
    server = "server: {org: o, projects: [p], token: '${T}'}"
    text = f"version: 1\nenvironments: {{a: {{{headers}, {server}}}}}"
    (tmp_path / "ca.pem").write_text("", encoding="utf-8")
    bundle = str(tmp_path / "ca.pem")
    found = site(loaded(tmp_path, text, T="x", H="secret-value", REQUESTS_CA_BUNDLE=bundle))

    assert (
        SiteConnection(
            "https://h", {"A": Secret("secret-value")}, bundle, "REQUESTS_CA_BUNDLE (environment)"
        )
        == found
    )
    with pytest.raises(ConfigurationError) as missing:
        site(loaded(tmp_path, text, T="x"))
    assert ("sentry.yml:2: variable H is not set",) == missing.value.evidence
    assert "secret-value" not in str(describe(loaded(tmp_path, text, T="x", H="secret-value")))


@pytest.mark.parametrize(("environ", "bundle"), [({}, None), ({"SSL_CERT_FILE": "."}, ".")])
def test_a_site_beside_the_sandbox_has_the_machines_certificates(
    tmp_path: Path, environ: dict[str, str], bundle: str | None
) -> None:
    """The sandbox needs none; a site behind a company's proxy does."""
    section = "{site: https://h, server: sandbox}"
    found = site(loaded(tmp_path, f"version: 1\nenvironments: {{a: {section}}}", **environ))

    assert (bundle and str(tmp_path / bundle)) == found.ca_bundle


def test_without_a_site_there_is_none_to_look_at(tmp_path: Path) -> None:
    """It is a setting: no guess is made from a server or a deploy."""
    with pytest.raises(ConfigurationError, match="no live site for a"):
        site(loaded(tmp_path, "version: 1\nenvironments: {a: }"))


def test_a_site_may_be_missing_a_header_while_the_server_is_asked(tmp_path: Path) -> None:
    """A job that uploads need not have what the site wants."""
    headers = "site: {url: https://h, headers: {A: '${H}'}}"
    server = "server: {org: o, projects: [p], token: '${T}'}"
    text = f"version: 1\nenvironments: {{a: {{{headers}, {server}}}}}"

    assert "o" == connection(loaded(tmp_path, text, T="x")).org


def test_the_shipped_schema_is_the_one_of_these_types() -> None:
    """Editors would otherwise praise a key that we refuse: nox -s schema writes it anew."""
    assert json_schema() == json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_writing_the_schema_twice_changes_nothing(tmp_path: Path) -> None:
    """A development command may be run at any time."""
    file = tmp_path / "schema.json"

    assert [True, False] == [write_schema(file), write_schema(file)]
    assert SHIPPED.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_the_schema_refuses_a_literal_token_and_takes_variables() -> None:
    """The editor is where a pasted token is seen first."""
    parts = json_schema()["$defs"]
    assert isinstance(parts, dict)
    server = parts["Server"]["properties"]

    assert r"^\$\{" == server["token"]["pattern"]
    assert {"type": "string", "pattern": r"^\$\{"} in server["retries"]["anyOf"]
    assert not parts["Server"]["additionalProperties"]
    assert ["version", "environments"] == parts["Document"]["required"]


def test_every_key_of_the_schema_says_what_it_is() -> None:
    """The descriptions are all the help that an editor can give."""
    parts = json_schema()["$defs"]
    assert isinstance(parts, dict)

    assert [] == [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, one in part["properties"].items()
        if not one.get("description")
    ]


def test_importing_the_configuration_reads_no_yaml_library() -> None:
    """`invoke --list` imports this module and must not wait for libraries it does not use."""
    program = (
        "import sys, buildtools.config\n"
        "print([name for name in ('yaml', 'dotenv', 'requests', 'difflib') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert "[]" == ended.stdout.strip()
