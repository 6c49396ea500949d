"""Loading: one environment's settings out of sentry.yml, variables and other tools' files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError
from buildtools.settings import Output
from buildtools.values import Secret
from tests.config.project import YAML, Project, server


@pytest.mark.parametrize(
    ("given", "variable", "chosen"),
    [
        pytest.param("production", "local", "production", id="flag first"),
        pytest.param(None, "local", "local", id="then SENTRY_ENVIRONMENT"),
        pytest.param(None, " ", "staging", id="then the default, an empty variable is none"),
    ],
)
def test_the_environment_is_chosen_in_a_fixed_order(
    project: Project, given: str | None, variable: str, chosen: str
) -> None:
    """A job that names its environment must never work on another one."""
    assert chosen == project.load(given, SENTRY_ENVIRONMENT=variable).environment


@pytest.mark.parametrize(
    ("given", "environ", "line"),
    [
        pytest.param(
            "produktion",
            {},
            "--env produktion: no such environment; did you mean 'production'?; "
            "there are local, staging, production",
            id="flag",
        ),
        pytest.param(
            None,
            {"SENTRY_ENVIRONMENT": "preview"},
            "SENTRY_ENVIRONMENT (environment) preview: no such environment; "
            "there are local, staging, production",
            id="variable",
        ),
    ],
)
def test_an_unknown_environment_is_refused_with_the_list(
    project: Project, given: str | None, environ: dict[str, str], line: str
) -> None:
    """Falling back to another environment would release to the wrong place."""
    with pytest.raises(ConfigurationError) as failure:
        project.load(given, **environ)

    assert (line,) == failure.value.evidence


def test_defaults_lie_under_a_section_key_by_key(project: Project) -> None:
    """Mappings are joined; lists and single values are replaced."""
    loaded = project.load("staging")

    assert {"STAGE": "staging", "CI": "1"} == loaded.settings.build.environment
    assert (Output("out", "~/static"),) == loaded.settings.build.outputs
    assert ("web", "api") == server(loaded).projects
    assert "acme" == server(loaded).org
    assert "sentry.yml:20" == loaded.origins["build.environment.STAGE"]
    assert "sentry.yml:8" == loaded.origins["build.environment.CI"]
    assert "default" == loaded.origins["verify.events"]


def test_a_server_mapping_replaces_the_sandbox_and_is_replaced_by_it(project: Project) -> None:
    """`sandbox` and a mapping are two kinds of one thing; they do not mix."""
    project.write(
        "sentry.yml",
        "version: 1\ndefaults: {server: sandbox}\n"
        "environments: {a: {}, b: {server: {org: acme, projects: [web]}}}\n",
    )

    assert "sandbox" == project.load("a").settings.server
    assert "acme" == server(project.load("b")).org


def test_an_empty_section_has_the_defaults(project: Project) -> None:
    """`production:` with nothing after it is how people begin."""
    project.write("sentry.yml", "version: 1\nenvironments:\n  production:\n")

    assert "auto" == project.load("production").settings.release


@pytest.mark.parametrize(
    ("written", "environ", "value"),
    [
        pytest.param("make ${TARGET}", {"TARGET": "web"}, "make web", id="set"),
        pytest.param("make ${TARGET:-all}", {}, "make all", id="fallback"),
        pytest.param("make ${TARGET:-all}", {"TARGET": ""}, "make all", id="empty takes fallback"),
        pytest.param("make '$${TARGET}'", {}, "make '${TARGET}'", id="escaped"),
        pytest.param("make $TARGET", {}, "make $TARGET", id="without braces it is the shell's"),
        pytest.param("${A}-${B:-b}", {"A": "a"}, "a-b", id="two in one text"),
    ],
)
def test_variables_are_filled_in(
    project: Project, written: str, environ: dict[str, str], value: str
) -> None:
    """The forms are those of the shell, so nobody has to learn them."""
    project.write(
        "sentry.yml",
        f'version: 1\nenvironments:\n  a:\n    build:\n      command: "{written}"\n',
    )

    assert value == project.load("a", **environ).settings.build.command


def test_a_variable_can_stand_for_a_number_a_truth_or_a_word(project: Project) -> None:
    """What comes out of a variable is text; its key says what it stands for."""
    project.write(
        "sentry.yml",
        "version: 1\nenvironments:\n  a:\n    commits: {depth: '${D}', deepen: '${T}'}\n"
        "    on_failure: ${W}\n    verify: {positions: '${NONE:-}'}\n    site: ${NONE:-}\n",
    )
    settings = project.load("a", D="7", T="yes", W="warn").settings

    assert (7, True, "warn") == (
        settings.commits.depth,
        settings.commits.deepen,
        settings.on_failure,
    )
    assert 2000 == settings.verify.positions
    assert settings.site is None


def test_off_is_a_word_where_a_word_is_meant(project: Project) -> None:
    """YAML 1.1 reads `off` as false, and `mode: off` is one of our own words."""
    project.write(
        "sentry.yml",
        "version: 1\nenvironments: {a: {commits: {mode: off, deepen: on}}}\n",
    )
    commits = project.load("a").settings.commits

    assert ("off", True) == (commits.mode, commits.deepen)


def test_anchors_and_merge_keys_are_read(project: Project) -> None:
    """People who know YAML use them to share parts of a section."""
    project.write(
        "sentry.yml",
        "version: 1\nenvironments:\n"
        "  a: &a\n    commits: &c {depth: 3}\n    deploy: &d {record: false, name: one}\n"
        "  b:\n    <<: *a\n    deploy: {<<: *d, name: two}\n"
        "  c: {commits: {<<: [*c]}}\n",
    )
    settings = project.load("b").settings

    assert (3, False, "two") == (
        settings.commits.depth,
        settings.deploy.record,
        settings.deploy.name,
    )
    assert 3 == project.load("c").settings.commits.depth


def test_only_the_chosen_environment_needs_its_variables(project: Project) -> None:
    """A laptop has no production variables and still runs `local`."""
    project.write(
        "sentry.yml",
        "version: 1\nenvironments: {local: {server: sandbox}, production: {site: '${SITE}'}}\n",
    )

    assert "sandbox" == project.load("local").settings.server


DOTENV = (".env", ".env.staging", ".env.local", ".env.staging.local")


@pytest.mark.parametrize("strongest", range(len(DOTENV)), ids=DOTENV)
def test_the_later_dotenv_file_wins(project: Project, strongest: int) -> None:
    """The order is the one that Next.js and Vite users know."""
    for name in DOTENV[: strongest + 1]:
        project.write(name, f"\n\nSENTRY_AUTH_TOKEN=from{name}\n")
    loaded = project.load("staging")

    assert Secret(f"from{DOTENV[strongest]}") == server(loaded).token
    assert f"{DOTENV[strongest]}:3 via ${{SENTRY_AUTH_TOKEN}}" == loaded.origins["server.token"]


def test_the_real_environment_wins_over_dotenv_files(project: Project) -> None:
    """CI decides, whatever lies in the working copy."""
    project.write(".env.local", "SENTRY_AUTH_TOKEN=file\nOTHER=1\n")
    loaded = project.load("staging", SENTRY_AUTH_TOKEN="real")

    assert Secret("real") == server(loaded).token
    assert "environment via ${SENTRY_AUTH_TOKEN}" == loaded.origins["server.token"]
    assert {"SENTRY_AUTH_TOKEN": "real", "OTHER": "1"} == dict(loaded.variables)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        pytest.param("V=plain # a comment", "plain", id="comment"),
        pytest.param('export V="two words"', "two words", id="export and quotes"),
        pytest.param("V=${BASE}/x", "root/x", id="filled in"),
        pytest.param("V='${BASE}/x'", "${BASE}/x", id="not between single quotes"),
        pytest.param("V=pa${ss", "pa${ss", id="a password with a brace"),
        pytest.param("V=pa${nobody}ss", "pa${nobody}ss", id="an unknown name is left alone"),
        pytest.param("V=${nobody:-some}", "some", id="fallback"),
    ],
)
def test_dotenv_values_are_read_without_harm(project: Project, line: str, value: str) -> None:
    """python-dotenv would blank out a `${…}` in a password; a secret has to survive."""
    project.write(".env", f"BASE=root\n{line}\nalone\n")

    variables = project.load("local").variables

    assert value == variables["V"]
    assert "alone" not in variables


def test_a_line_that_is_no_assignment_is_told_and_left_out(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    """Other tools read such files too; ours must not stop at their oddities, nor quote them."""
    project.write(".env", "A=1\n'SECRETMARK\nB=2\n")

    assert {"A": "1", "B": "2"} == dict(project.load("local").variables)
    assert ".env:2 is not NAME=value" in caplog.text
    assert "SECRETMARK" not in caplog.text


def test_the_paths_of_a_relative_file_are_relative_to_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`invoke` runs beside sentry.yml and names it without a folder."""
    monkeypatch.chdir(project.root)

    assert project.root == load(Path("sentry.yml"), "local", {}).root


def test_loading_writes_nothing(project: Project) -> None:
    """Reading the settings twice gives the same, and leaves no trace."""
    walk: Callable[[], list[Path]] = lambda: sorted(project.root.rglob("*"))  # noqa: E731
    before = walk()

    assert project.load("staging").settings == project.load("staging").settings
    assert before == walk()


def test_secrets_are_the_token_and_the_values_of_headers(project: Project) -> None:
    """They are kept from the build and from the name of a release."""
    headers = 'headers: {A: "${A}", B: "Bearer ${A}"}'
    project.write("sentry.yml", YAML.replace("    org: acme", f"    org: acme\n    {headers}"))
    loaded = project.load(SENTRY_AUTH_TOKEN="sntryu_token", A="very-secret")

    assert {"sntryu_token", "very-secret", "Bearer very-secret"} == set(loaded.secrets)
