"""Traps of CI systems: each by its evidence, and none without it."""

from typing import Any

import pytest

from buildtools.checks.doctor.ci import Seen, told, traps
from buildtools.facts.ci import detect_ci

Variables = dict[str, str]
FORK = {"pull_request": {"head": {"repo": {"fork": True}}}}


def _told(variables: Variables, **seen: Any) -> list[tuple[str, str, str]]:
    found = traps(Seen(variables, detect_ci(variables), **seen))
    return [(each.subject, each.sentence, each.remedy) for each in found]


@pytest.mark.parametrize(
    ("variables", "seen", "subject", "helps"),
    [
        ({"GITHUB_ACTIONS": "true"}, {"event": FORK}, "GITHUB_EVENT_PATH", "after the merge"),
        ({"GITHUB_ACTOR": "dependabot[bot]"}, {}, "GITHUB_ACTOR", "Dependabot"),
        ({"CIRCLECI": "true", "CIRCLE_PR_USERNAME": "a"}, {}, "CIRCLE_PR_USERNAME", "branch"),
        ({"SYSTEM_PULLREQUEST_ISFORK": "True"}, {}, "SYSTEM_PULLREQUEST_ISFORK", "branch"),
        ({"TF_BUILD": "True"}, {}, "TF_BUILD", "env:"),
        ({"TRAVIS_SECURE_ENV_VARS": "false"}, {}, "TRAVIS_SECURE_ENV_VARS", "branch"),
        (
            {"GITLAB_CI": "true", "CI_COMMIT_REF_PROTECTED": "false"},
            {},
            "CI_COMMIT_REF_PROTECTED",
            "Protected",
        ),
        (
            {
                "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "them/shop",
                "CI_MERGE_REQUEST_PROJECT_PATH": "us/shop",
            },
            {},
            "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH",
            "branch",
        ),
        (
            {"BUILDKITE_PULL_REQUEST_REPO": "git://them", "BUILDKITE_REPO": "git://us"},
            {},
            "BUILDKITE_PULL_REQUEST_REPO",
            "branch",
        ),
    ],
)
def test_secrets_that_a_build_does_not_get(
    variables: Variables, seen: dict[str, Any], subject: str, helps: str
) -> None:
    """It is told why there is no token, once; with a token, or with no server, nothing is."""
    ((about, _, remedy),) = _told(variables, **seen)

    assert about == subject
    assert helps in remedy
    assert _told(variables, has_token=True, **seen) == []
    assert _told(variables, is_wanted=False, **seen) == []


@pytest.mark.parametrize(
    ("variables", "event"),
    [
        ({"GITHUB_ACTIONS": "true"}, {"pull_request": {"head": {"repo": {"fork": False}}}}),
        ({"GITHUB_ACTIONS": "true"}, {"pull_request": None}),
        ({"GITHUB_ACTIONS": "true"}, {"pull_request": {"head": {"repo": None}}}),
        ({"GITLAB_CI": "true", "CI_COMMIT_REF_PROTECTED": "true"}, {}),
        ({"BUILDKITE_PULL_REQUEST_REPO": "git://us", "BUILDKITE_REPO": "git://us"}, {}),
        ({}, {}),
    ],
)
def test_a_build_of_ones_own_has_no_trap(variables: Variables, event: dict[str, Any]) -> None:
    """The same variables, as they are of a branch."""
    assert _told(variables, event=event) == []


@pytest.mark.parametrize(
    "value",
    ["$(SENTRY_ORG)", "$SENTRY_ORG", "${SENTRY_ORG}", "${{ secrets.SENTRY_ORG }}", "%SENTRY_ORG%"],
)
def test_a_variable_whose_value_is_its_own_text(value: str) -> None:
    """Five systems leave it so; a token is another check's, and its text is never shown."""
    ((about, sentence, _),) = _told({"SENTRY_ORG": value})

    assert about == "SENTRY_ORG"
    assert value in sentence
    assert _told({"SENTRY_ORG": "acme", "OTHER": value}) == []
    assert _told({"SENTRY_AUTH_TOKEN": value}) == []


def test_a_commit_that_nothing_names() -> None:
    """Where git is there it names the commit itself."""
    for variables, about in (
        ({"BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD"}, "BUILDKITE_COMMIT"),
        ({"VERCEL": "1"}, "VERCEL_GIT_COMMIT_SHA"),
    ):
        assert [about] == [each for each, _, _ in _told(variables, has_git=False)]
        assert _told(variables) == []


def test_a_job_without_the_files_of_its_commit() -> None:
    """GitLab may be told to fetch nothing."""
    assert len(_told({"GITLAB_CI": "true", "GIT_STRATEGY": "none"})) == 1
    assert _told({"GITLAB_CI": "true", "GIT_STRATEGY": "fetch"}) == []


@pytest.mark.parametrize(
    "variables",
    [
        {"VERCEL": "1", "VERCEL_ENV": "preview"},
        {"NETLIFY": "true", "CONTEXT": "deploy-preview"},
        {"RENDER": "true", "IS_PULL_REQUEST": "true"},
    ],
)
def test_a_preview_that_is_released_as_production(variables: Variables) -> None:
    """As a preview it is right, and so is what the host calls production."""
    ((_, _, remedy),) = _told(variables, environment="production")

    assert "--env=preview" in remedy
    assert _told(variables, environment="preview") == []
    assert _told({"VERCEL": "1", "VERCEL_ENV": "production"}, environment="production") == []


@pytest.mark.parametrize(
    ("tasks", "lost"),
    [
        ({}, True),
        ({"tasks": {"build": {"outputs": ["dist/**"]}}}, True),
        ({"globalEnv": ["NODE_ENV"]}, True),
        ({"globalPassThroughEnv": ["SENTRY_*"]}, False),
        ({"globalEnv": ["SENTRY_RELEASE", "SENTRY_ENVIRONMENT", "SENTRY_DIST"]}, False),
        ({"pipeline": {"build": {"passThroughEnv": ["SENTRY_*"]}}}, False),
        ({"envMode": "loose"}, False),
    ],
)
def test_variables_that_a_runner_of_tasks_drops(tasks: dict[str, Any], lost: bool) -> None:
    """It passes what its file names; a build that it does not run is not its affair."""
    found = _told({}, tasks=tasks, commands="npx turbo run build")

    assert lost is bool(found)
    assert _told({}, tasks=tasks, commands="npm run build") == []
    assert _told({}, commands="turbo run build") == []


def test_a_home_folder_that_cannot_be_written_to() -> None:
    """Git and package managers keep things there."""
    ((about, sentence, _),) = _told({}, home="/nowhere is not there")

    assert (about, sentence) == ("HOME", "/nowhere is not there")


def test_a_container_without_history() -> None:
    """A variable may tell the commit all the same."""
    assert len(_told({}, in_container=True, has_git=False)) == 1
    assert _told({}, in_container=True) == []
    assert _told({"CI": "1", "GIT_COMMIT": "a" * 40}, in_container=True, has_git=False) == []


def test_what_is_well_names_the_system() -> None:
    """And that a host's disk is gone after the build."""
    variables = {"VERCEL": "1", "VERCEL_GIT_COMMIT_SHA": "a" * 40}

    assert told(Seen(variables, detect_ci(variables))).startswith(
        "Vercel (its disk is gone after the build), commit aaaaaaaaaaaa"
    )
