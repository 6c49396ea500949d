"""What CI systems tell about the commit they build, through their variables.

Used where git is not: in a container without `.git`, or for the branch of a detached HEAD. Each
row also knows the setting that makes the system clone all of the history.
Source: docs/wire.md#settings-of-other-tools, and the systems' own lists.
"""

import re
from collections.abc import Mapping

import msgspec

from buildtools.facts.remotes import repository_name

_SHA = re.compile(r"[0-9a-f]{7,64}")


class System(msgspec.Struct, frozen=True):
    """One CI system: the variable that betrays it, and where it keeps what we ask.

    `repository` is one variable (a name or a URL), or two that are joined by a slash.
    """

    name: str
    marker: str
    commit: tuple[str, ...]
    branch: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    repository: tuple[str, ...] = ()
    full_history: str = ""


SYSTEMS = (
    System(
        "GitHub Actions",
        "GITHUB_ACTIONS",
        ("GITHUB_SHA",),
        ("GITHUB_HEAD_REF", "GITHUB_REF"),
        ("GITHUB_REF",),
        ("GITHUB_REPOSITORY",),
        "set fetch-depth: 0 in the actions/checkout step",
    ),
    System(
        "Vercel",
        "VERCEL",
        ("VERCEL_GIT_COMMIT_SHA",),
        ("VERCEL_GIT_COMMIT_REF",),
        (),
        ("VERCEL_GIT_REPO_OWNER", "VERCEL_GIT_REPO_SLUG"),
        "set the variable VERCEL_DEEP_CLONE=true",
    ),
    System(
        "Render",
        "RENDER",
        ("RENDER_GIT_COMMIT",),
        ("RENDER_GIT_BRANCH",),
        (),
        ("RENDER_GIT_REPO_SLUG",),
    ),
    System("Netlify", "NETLIFY", ("COMMIT_REF",), ("HEAD", "BRANCH"), (), ("REPOSITORY_URL",)),
    System(
        "GitLab CI",
        "GITLAB_CI",
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH"),
        ("CI_COMMIT_TAG",),
        ("CI_PROJECT_PATH",),
        "set the variable GIT_DEPTH: 0 in the job",
    ),
    System(
        "Bitbucket Pipelines",
        "BITBUCKET_BUILD_NUMBER",
        ("BITBUCKET_COMMIT",),
        ("BITBUCKET_BRANCH",),
        ("BITBUCKET_TAG",),
        ("BITBUCKET_REPO_FULL_NAME",),
        "set clone: {depth: full} in bitbucket-pipelines.yml",
    ),
    System(
        "Travis CI",
        "TRAVIS",
        ("TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT"),
        ("TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"),
        ("TRAVIS_TAG",),
        ("TRAVIS_REPO_SLUG",),
        "set git: {depth: false} in .travis.yml",
    ),
    System(
        "AppVeyor",
        "APPVEYOR",
        ("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", "APPVEYOR_REPO_COMMIT"),
        ("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH", "APPVEYOR_REPO_BRANCH"),
        ("APPVEYOR_REPO_TAG_NAME",),
        ("APPVEYOR_REPO_NAME",),
        "take clone_depth out of appveyor.yml",
    ),
    System(
        "Azure Pipelines",
        "TF_BUILD",
        ("SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION"),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"),
        ("BUILD_SOURCEBRANCH",),
        ("BUILD_REPOSITORY_URI",),
        "set fetchDepth: 0 in the checkout step",
    ),
    System(
        "Buildkite",
        "BUILDKITE",
        ("BUILDKITE_COMMIT",),
        ("BUILDKITE_BRANCH",),
        ("BUILDKITE_TAG",),
        ("BUILDKITE_REPO",),
        "take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS",
    ),
    System(
        "CircleCI",
        "CIRCLECI",
        ("CIRCLE_SHA1",),
        ("CIRCLE_BRANCH",),
        ("CIRCLE_TAG",),
        ("CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME"),
        "set method: full in the checkout step",
    ),
    System(
        "Cirrus CI",
        "CIRRUS_CI",
        ("CIRRUS_CHANGE_IN_REPO",),
        ("CIRRUS_BRANCH",),
        ("CIRRUS_TAG",),
        ("CIRRUS_REPO_FULL_NAME",),
        "take CIRRUS_CLONE_DEPTH out of .cirrus.yml",
    ),
    System(
        "Drone",
        "DRONE",
        ("DRONE_COMMIT_SHA",),
        ("DRONE_SOURCE_BRANCH", "DRONE_BRANCH"),
        ("DRONE_TAG",),
        ("DRONE_REPO",),
        "take clone: depth out of .drone.yml",
    ),
    System(
        "Semaphore",
        "SEMAPHORE",
        ("SEMAPHORE_GIT_PR_SHA", "SEMAPHORE_GIT_SHA"),
        ("SEMAPHORE_GIT_PR_BRANCH", "SEMAPHORE_GIT_BRANCH"),
        ("SEMAPHORE_GIT_TAG_NAME",),
        ("SEMAPHORE_GIT_REPO_SLUG",),
        "set the variable SEMAPHORE_GIT_DEPTH to a large number",
    ),
    System(
        "Codemagic",
        "CM_BUILD_ID",
        ("CM_COMMIT",),
        ("CM_BRANCH",),
        ("CM_TAG",),
        ("CM_REPO_SLUG",),
    ),
    System(
        "Railway",
        "RAILWAY_PROJECT_ID",
        ("RAILWAY_GIT_COMMIT_SHA",),
        ("RAILWAY_GIT_BRANCH",),
        (),
        ("RAILWAY_GIT_REPO_OWNER", "RAILWAY_GIT_REPO_NAME"),
    ),
    System(
        "AWS CodeBuild",
        "CODEBUILD_BUILD_ID",
        ("CODEBUILD_RESOLVED_SOURCE_VERSION",),
        ("CODEBUILD_WEBHOOK_HEAD_REF",),
        (),
        ("CODEBUILD_SOURCE_REPO_URL",),
        "set the project's Git clone depth to Full",
    ),
    System("Cloudflare Pages", "CF_PAGES", ("CF_PAGES_COMMIT_SHA",), ("CF_PAGES_BRANCH",)),
    System("AWS Amplify", "AWS_APP_ID", ("AWS_COMMIT_ID",), ("AWS_BRANCH",)),
    System("Heroku", "HEROKU_BUILD_COMMIT", ("HEROKU_BUILD_COMMIT", "HEROKU_SLUG_COMMIT")),
    System("Codefresh", "CF_BUILD_ID", ("CF_REVISION",), ("CF_BRANCH",)),
    System(
        "Bitrise",
        "BITRISE_IO",
        ("GIT_CLONE_COMMIT_HASH", "BITRISE_GIT_COMMIT"),
        ("BITRISE_GIT_BRANCH",),
    ),
    System("Flightcontrol", "FC_GIT_COMMIT_SHA", ("FC_GIT_COMMIT_SHA",)),
    System("TeamCity", "TEAMCITY_VERSION", ("BUILD_VCS_NUMBER",)),
    # The Git plugin's variables are used by other systems as well: Jenkins comes late.
    System(
        "Jenkins",
        "JENKINS_URL",
        ("GIT_COMMIT",),
        ("CHANGE_BRANCH", "BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"),
        ("TAG_NAME",),
        ("GIT_URL",),
        "switch off Shallow clone in the job's Advanced clone behaviours",
    ),
    System("CI", "CI", ("CI_COMMIT_ID", "SOURCE_COMMIT", "SOURCE_VERSION", "GIT_COMMIT")),
)
"""In the order they are asked; the last one stands for systems without a row."""

COMMIT_VARIABLES = tuple(dict.fromkeys(name for system in SYSTEMS for name in system.commit))
"""Every variable that may hold the commit, in order."""


class CiEnvironment(msgspec.Struct, frozen=True):
    """What the variables tell; None where they do not. `system` is empty outside of CI."""

    system: str = ""
    commit: str | None = None
    branch: str | None = None
    tag: str | None = None
    repository: str | None = None
    full_history: str = ""
    """The setting that makes this system clone everything."""


def detect_ci(environ: Mapping[str, str]) -> CiEnvironment:
    """Read what the CI system tells, from the first system whose marker is set."""
    system = next((row for row in SYSTEMS if environ.get(row.marker)), None)
    if system is None:
        return CiEnvironment()
    commits = (_sha(environ, name) for name in system.commit)
    parts = [environ.get(name, "").strip() for name in system.repository]
    return CiEnvironment(
        system.name,
        next((commit for commit in commits if commit), None),
        _ref(environ, system.branch, "refs/heads/"),
        _ref(environ, system.tag, "refs/tags/"),
        repository_name("/".join(parts)) if parts and all(parts) else None,
        system.full_history,
    )


def of_pull_request(environ: Mapping[str, str]) -> bool:
    """Return whether GitHub Actions builds a pull request: its GITHUB_SHA is a merge commit."""
    return bool(environ.get("GITHUB_HEAD_REF"))


def _sha(environ: Mapping[str, str], name: str) -> str | None:
    """Return the commit in a variable; Buildkite's may say HEAD, which is none."""
    text = environ.get(name, "").strip().lower()
    return text if _SHA.fullmatch(text) else None


def _ref(environ: Mapping[str, str], names: tuple[str, ...], prefix: str) -> str | None:
    """Return the first branch or tag; a full reference of the other sort is passed over."""
    for name in names:
        text = environ.get(name, "").strip()
        if text.startswith("refs/") and not text.startswith(prefix):
            continue
        short = text.removeprefix(prefix)
        if name == "GIT_BRANCH":  # Jenkins puts the remote's name before it
            short = short.removeprefix("origin/")
        if short:
            return short
    return None
