"""Build commands: no token goes in, and a failure comes out with the likeliest cause."""

import pytest

from buildtools.checks.build_command import failed, variables


def test_a_token_is_left_out_under_any_name() -> None:
    """CI systems copy secrets to names of their own."""
    given = variables(
        {"SENTRY_AUTH_TOKEN": "sntrys_abc", "INPUT_TOKEN": "sntrys_abc", "PATH": "/bin"},
        {"SENTRY_API_KEY": "k", "MODE": "prod"},
        "web@1",
        None,
    )

    assert {"PATH": "/bin", "MODE": "prod", "SENTRY_RELEASE": "web@1"} == given


def test_the_values_of_headers_are_left_out_like_tokens() -> None:
    """A build has nothing to say to the proxy before the server; whole, in part, or within more."""
    given = variables(
        {
            "PROXY_TOKEN": "very-secret-1",
            "HEADER": "Bearer very-secret-1",
            "CUSTOM_HEADER": "X-A: Bearer very-secret-1",
            "ALL": '{"a": "Bearer very-secret-1"}',
            "MODE": "Bearer",
        },
        {"MINE": "very-secret-1"},
        "web@1",
        None,
        ["Bearer very-secret-1", "short"],
    )

    assert {"MODE": "Bearer", "SENTRY_RELEASE": "web@1"} == given


def test_an_empty_or_short_token_hides_nothing_else() -> None:
    """An empty secret equals every empty variable."""
    given = variables({"SENTRY_AUTH_TOKEN": "", "EMPTY": "", "CI": "1"}, {}, "r", "d")

    assert {"EMPTY": "", "CI": "1", "SENTRY_RELEASE": "r", "SENTRY_DIST": "d"} == given


def test_the_release_is_the_pipelines() -> None:
    """A leftover variable must not make the app report another release than is uploaded."""
    given = variables({"SENTRY_RELEASE": "old", "SENTRY_DIST": "old"}, {}, "new", None)

    assert {"SENTRY_RELEASE": "new"} == given


@pytest.mark.parametrize(
    ("extra", "told"), [({}, "production"), ({"SENTRY_ENVIRONMENT": "canary"}, "canary")]
)
def test_the_environment_is_the_deploys_but_for_the_projects_own(
    extra: dict[str, str], told: str
) -> None:
    """What the shell has chose the section; an app that reports by it needs what Sentry shows."""
    given = variables({"SENTRY_ENVIRONMENT": "api"}, extra, "new", None, (), "production")

    assert {"SENTRY_RELEASE": "new", "SENTRY_ENVIRONMENT": told} == given


@pytest.mark.parametrize(
    ("output", "names", "remedy"),
    [
        ("sh: 1: next: not found", ["package-lock.json"], "npm ci (there is no node_modules"),
        ("sh: 1: next: not found", ["pnpm-lock.yaml", "package.json"], "pnpm install --frozen"),
        ("Cannot find module 'x'", ["yarn.lock", "node_modules"], "yarn install --immutable (what"),
        ("bash: vite: command not found", [], "make `x` work by itself"),
        ("FATAL ERROR: JavaScript heap out of memory", [], "give Node more memory"),
        ("is using Turbopack, with a `webpack` config and no", [], "add `turbopack: {}`"),
        ('npm error Missing script: "build"', ["package.json"], "name a script"),
        ("src/a.ts: type error", ["package.json"], "make `x` work by itself"),
    ],
)
def test_a_failure_names_the_likeliest_cause(output: str, names: list[str], remedy: str) -> None:
    """The one command that helps is worth more than the log."""
    assert remedy in failed("x", 1, output, "web", names).remedy


def test_a_line_of_evidence_has_no_colours() -> None:
    """They were shown with the log; as escapes they would hide the words."""
    assert "Error: no" in failed("x", 1, "\x1b[1;31mError\x1b[0m: no", "", ()).evidence


def test_only_the_last_lines_are_shown() -> None:
    """The cause stands at the end; the whole log was told line by line already."""
    output = "\n".join(f"line {number}\n" for number in range(50))

    evidence = failed("x", 1, output, "", ()).evidence

    assert ("command x", "folder .", "exit code 1", "line 30") == evidence[:4]
    assert "line 49" == evidence[-1]
