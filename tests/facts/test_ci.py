"""What CI systems tell, with the variables they really set."""

import pytest

from buildtools.facts.ci import COMMIT_VARIABLES, SYSTEMS, CiEnvironment, detect_ci, of_pull_request

SHA = "5a3f09f34011264c899869df875f888e95831502"


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        (
            {"GITHUB_ACTIONS": "true", "GITHUB_SHA": SHA, "GITHUB_REF": "refs/heads/main"}
            | {"GITHUB_REPOSITORY": "acme/web"},
            (SHA, "main", None, "acme/web"),
        ),
        (
            {"GITHUB_ACTIONS": "true", "GITHUB_SHA": SHA, "GITHUB_REF": "refs/pull/1/merge"}
            | {"GITHUB_HEAD_REF": "topic/x"},
            (SHA, "topic/x", None, None),
        ),
        (
            {"GITHUB_ACTIONS": "true", "GITHUB_SHA": SHA, "GITHUB_REF": "refs/tags/v1"},
            (SHA, None, "v1", None),
        ),
        (
            {"GITLAB_CI": "true", "CI_COMMIT_SHA": SHA, "CI_COMMIT_BRANCH": "main"}
            | {"CI_PROJECT_PATH": "group/sub/web", "CI_COMMIT_TAG": ""},
            (SHA, "main", None, "group/sub/web"),
        ),
        (
            {"BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_COMMIT": SHA, "BITBUCKET_TAG": "v1"}
            | {"BITBUCKET_REPO_FULL_NAME": "acme/web"},
            (SHA, None, "v1", "acme/web"),
        ),
        (
            {"TF_BUILD": "True", "BUILD_SOURCEVERSION": SHA, "BUILD_SOURCEBRANCH": "refs/heads/a/b"}
            | {"BUILD_REPOSITORY_URI": "https://acme@dev.azure.com/acme/shop/_git/web"},
            (SHA, "a/b", None, "acme/shop/web"),
        ),
        (
            {"CIRCLECI": "true", "CIRCLE_SHA1": SHA, "CIRCLE_BRANCH": "main"}
            | {"CIRCLE_PROJECT_USERNAME": "acme", "CIRCLE_PROJECT_REPONAME": "web"},
            (SHA, "main", None, "acme/web"),
        ),
        (
            {"BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BRANCH": "main"}
            | {"BUILDKITE_REPO": "git@github.com:acme/web.git"},
            (None, "main", None, "acme/web"),
        ),
        (
            {"JENKINS_URL": "https://ci.acme.test/", "GIT_COMMIT": SHA, "GIT_BRANCH": "origin/main"}
            | {"GIT_URL": "https://u:p@github.com/acme/web.git"},
            (SHA, "main", None, "acme/web"),
        ),
        (
            {"VERCEL": "1", "CI": "1", "VERCEL_GIT_COMMIT_SHA": SHA, "VERCEL_GIT_COMMIT_REF": "m"}
            | {"VERCEL_GIT_REPO_OWNER": "acme", "VERCEL_GIT_REPO_SLUG": "web"},
            (SHA, "m", None, "acme/web"),
        ),
        (
            {"NETLIFY": "true", "COMMIT_REF": SHA, "HEAD": "main"}
            | {"REPOSITORY_URL": "https://github.com/acme/web"},
            (SHA, "main", None, "acme/web"),
        ),
        (
            {"RENDER": "true", "RENDER_GIT_COMMIT": SHA, "RENDER_GIT_REPO_SLUG": "acme/web"},
            (SHA, None, None, "acme/web"),
        ),
        ({"CI": "true", "SOURCE_COMMIT": SHA}, (SHA, None, None, None)),
        ({"GIT_COMMIT": SHA}, (None, None, None, None)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_system_tells_commit_branch_tag_and_repository(
    environ: dict[str, str], told: tuple[str | None, ...]
) -> None:
    """In a container without .git these variables are all there is."""
    around = detect_ci(environ)

    assert told == (around.commit, around.branch, around.tag, around.repository)


def test_a_desk_tells_nothing() -> None:
    """A developer's machine may have any of these variables by accident; a marker it has not."""
    assert CiEnvironment() == detect_ci({"GITHUB_SHA": SHA, "COMMIT_REF": SHA})


def test_every_row_can_be_found_by_its_marker() -> None:
    """A row behind another with the same marker would never be read."""
    assert [row.name for row in SYSTEMS] == [detect_ci({row.marker: "1"}).system for row in SYSTEMS]
    assert len(set(COMMIT_VARIABLES)) == len(COMMIT_VARIABLES)


def test_a_merge_request_is_told_apart() -> None:
    """Only then does GITHUB_SHA name a commit that nobody made."""
    assert of_pull_request({"GITHUB_HEAD_REF": "topic"})
    assert not of_pull_request({"GITHUB_HEAD_REF": ""})
