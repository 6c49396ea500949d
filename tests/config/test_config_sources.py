"""Sources beside sentry.yml: the variables that override it, and the files of other tools."""

import pytest

from buildtools.values import Secret
from tests.config.project import YAML, Project, server


@pytest.mark.parametrize(
    ("name", "text", "key", "expected"),
    [
        ("SENTRY_ORG", "other", "server.org", "other"),
        ("SENTRY_ORG_SLUG", "other", "server.org", "other"),
        ("SENTRY_PROJECT", "a,b c", "server.projects", ("a", "b", "c")),
        ("SENTRY_PROJECT_SLUG", "a", "server.projects", ("a",)),
        ("SENTRY_URL", "https://two.example/", "server.url", "https://two.example/"),
        ("SENTRY_HOST", "https://two.example", "server.url", "https://two.example"),
        ("SENTRY_TOKEN", "other", "server.token", Secret("other")),
        ("SENTRY_DSN", "https://k@h.example/1", "server.dsn", "https://k@h.example/1"),
        ("SENTRY_HTTP_MAX_RETRIES", "0", "server.retries", 0),
        ("CUSTOM_HEADER", "A: b; c", "server.headers", {"A": Secret("b; c")}),
        (
            "SENTRY_CUSTOM_HEADERS",
            "A: 1; B: 2\nC: 3",
            "server.headers",
            {"A": Secret("1"), "B": Secret("2"), "C": Secret("3")},
        ),
        ("SSL_CERT_FILE", "ca.pem", "server.ca_bundle", "ca.pem"),
        ("CURL_CA_BUNDLE", "ca.pem", "server.ca_bundle", "ca.pem"),
        ("REQUESTS_CA_BUNDLE", "ca.pem", "server.ca_bundle", "ca.pem"),
        ("SENTRY_RELEASE", "web@9", "release", "web@9"),
        ("SENTRY_DIST", "42", "dist", "42"),
        ("SENTRY_VCS_REMOTE", "upstream", "commits.remote", "upstream"),
        ("SENTRY_VSC_REMOTE", "upstream", "commits.remote", "upstream"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_the_usual_variables_override(
    project: Project, name: str, text: str, key: str, expected: object
) -> None:
    """They are in users' fingers and in their CI; each must do what it does elsewhere."""
    loaded = project.load("staging", **{name: text})
    value: object = loaded.settings
    for part in key.split("."):
        value = getattr(value, part)

    assert expected == value
    origins = {origin for where, origin in loaded.origins.items() if where.startswith(key)}
    assert {f"{name} (environment)"} == origins


def test_an_override_in_a_dotenv_file_tells_its_line(project: Project) -> None:
    """Whoever wonders about a value must find the line that set it."""
    project.write(".env", "# note\nSENTRY_ORG=other\n")

    assert "SENTRY_ORG (.env:2)" == project.load("staging").origins["server.org"]


def test_a_project_can_name_its_organization(project: Project) -> None:
    """`org/project` is one text in Sentry's newer command; SENTRY_ORG still decides."""
    with_org = server(project.load("staging", SENTRY_PROJECT="other/web"))
    both = server(project.load("staging", SENTRY_PROJECT="other/web", SENTRY_ORG="third"))

    assert ("other", ("web",)) == (with_org.org, with_org.projects)
    assert ("third", ("web",)) == (both.org, both.projects)


def test_empty_variables_override_nothing(project: Project) -> None:
    """CI systems define variables they have no value for."""
    assert "acme" == server(project.load("staging", SENTRY_ORG="", SENTRY_PROJECT=" ")).org


def test_the_variable_that_sentry_yml_names_is_nearer_than_the_general_one(
    project: Project,
) -> None:
    """A token for staging must not be replaced by the one of another environment."""
    project.write("sentry.yml", YAML.replace("SENTRY_AUTH_TOKEN", "STAGING_TOKEN"))
    general = {"SENTRY_AUTH_TOKEN": "general"}

    assert Secret("near") == server(project.load(None, STAGING_TOKEN="near", **general)).token
    assert Secret("general") == server(project.load(None, **general)).token


def test_nothing_turns_the_sandbox_into_a_real_server(project: Project) -> None:
    """The variables of a CI must not lead a local run to the real Sentry; that is shown."""
    project.write(".sentryclirc", "[defaults]\nurl = https://sentry.example\n")
    loaded = project.load(
        "local", SENTRY_URL="https://sentry.example", SENTRY_PROJECT="a/x b/y", SENTRY_DIST="7"
    )

    assert "sandbox" == loaded.settings.server
    assert "7" == loaded.settings.dist
    assert (
        "sentry.yml:17; not followed: SENTRY_PROJECT (environment), SENTRY_URL (environment)"
        == loaded.origins["server"]
    )


PLAIN = "version: 1\nenvironments: {production: {}}\n"
RC = "; mine\n[auth]\ntoken = 'T'\n[defaults]\nurl: https://rc.example\norg=rc\nproject=a, b\n"


@pytest.mark.parametrize(
    ("name", "text", "environ", "shown"),
    [
        pytest.param(".sentryclirc", RC, {}, ".sentryclirc", id="beside"),
        pytest.param("sentrycli.ini", RC, {}, "sentrycli.ini", id="ini"),
        pytest.param("../.sentryclirc", RC, {}, "../.sentryclirc", id="above"),
        pytest.param("../u/.sentryclirc", RC, {"HOME": "../u"}, "~/.sentryclirc", id="home"),
        pytest.param(
            "../u/sentry/sentrycli.ini",
            RC,
            {"XDG_CONFIG_HOME": "../u"},
            "$XDG_CONFIG_HOME/sentry/sentrycli.ini",
            id="own ini",
        ),
        pytest.param(
            "ci/sentry.properties",
            "# mine\n!\nauth.token=T\n\ndefaults.url=https://rc.example\ndefaults.org=rc\n"
            "defaults.project=a b\n",
            {"SENTRY_PROPERTIES": "ci/sentry.properties"},
            "ci/sentry.properties",
            id="properties",
        ),
        pytest.param(
            ".env.sentry-build-plugin",
            "# mine\n#\nSENTRY_AUTH_TOKEN=T\nOTHER=1\nSENTRY_URL=https://rc.example\n"
            "SENTRY_ORG=rc\nSENTRY_PROJECT=a,b\n",
            {},
            ".env.sentry-build-plugin",
            id="build plugin",
        ),
    ],
)
def test_other_tools_files_fill_what_nothing_else_says(
    project: Project,
    name: str,
    text: str,
    environ: dict[str, str],
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever comes from sentry-cli or a plugin need not write it all again."""
    monkeypatch.chdir(project.root)
    project.write("sentry.yml", PLAIN)
    project.write(name, text)
    loaded = project.load("production", **environ)
    found = server(loaded)

    assert ("https://rc.example", "rc", ("a", "b")) == (found.url, found.org, found.projects)
    assert Secret("T") == found.token
    assert f"{shown}:3" == loaded.origins["server.token"]
    assert f"{shown}:6" == loaded.origins["server.org"]


def test_nearer_files_win_over_farther_ones_and_sentry_yml_over_all(project: Project) -> None:
    """Flag, variable, project file, user file, default: the order people expect."""
    project.write("sentry.yml", PLAIN.replace("{}", "{server: {url: https://sentry.io}}"))
    project.write("../.sentryclirc", "[defaults]\nurl=https://far.example\norg=far\nproject=far\n")
    project.write("me/.sentryclirc", "[defaults]\norg=me\n[http]\nmax_retries=2\n")
    project.write("p", "defaults.org=properties\n")
    files: dict[str, str] = {"HOME": str(project.root / "me"), "SENTRY_PROPERTIES": "p"}
    loaded = project.load("production", **files)
    found = server(loaded)

    assert ("https://sentry.io", "properties", ("far",), 2) == (
        found.url,
        found.org,
        found.projects,
        found.retries,
    )
    assert "p: sets server.org" in loaded.places


def test_a_fallback_token_serves_when_the_named_variable_is_unset(project: Project) -> None:
    """sentry.yml names the variable for CI; a developer has the token in a home folder."""
    project.write("sentry.yml", YAML.replace("https://sentry.example", "https://sentry.io"))
    project.write("../me/.sentryclirc", "[auth]\ntoken=mine\n")
    loaded = project.load("staging", HOME=str(project.root.parent / "me"))

    assert Secret("mine") == server(loaded).token
    assert "~/.sentryclirc:2" == loaded.origins["server.token"]


def test_settings_that_are_not_followed_are_told(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    """Switching off certificate checks silently, or silently not, would both be wrong."""
    project.write(
        ".sentryclirc",
        "[http]\nverify_ssl = false\nproxy_url = http://h:1\nproxy_password = SECRET\nkeepalive=1\n"
        "[auth]\ntokn = SECRET\napi_key = SECRET\n[ui]\nodd = 1\n",
    )
    project.load("staging")

    assert [
        ".sentryclirc:2: http.verify_ssl is left out",
        ".sentryclirc:3: http.proxy_url is left out",
        ".sentryclirc:4: http.proxy_password is left out",
        ".sentryclirc:7: auth.tokn is not read",
        ".sentryclirc:8: auth.api_key is left out",
    ] == [": ".join(line.split(": ")[:2]) for line in caplog.messages]
    assert "did you mean 'auth.token'?" in caplog.text
    assert "SECRET" not in caplog.text
