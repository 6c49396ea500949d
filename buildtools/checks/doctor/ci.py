"""Traps of CI systems, by what their variables and files say where a release runs. Pure.

Source: the systems' own documentation of variables, forks, secrets and clones.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from buildtools.facts.ci import CiEnvironment
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting

_LITERAL = re.compile(
    r"\$\{\{.*\}\}|\$\(\w[\w.]*\)|\$\{?\w+\}?|%\w+%|<[A-Z_ ]+>|\{\{.*\}\}", re.DOTALL
)
_OURS = re.compile(r"SENTRY_\w+")
_HIDDEN = re.compile(r"TOKEN|KEY|SECRET|HEADER")
_THROWN_AWAY = ("Vercel", "Netlify", "Render", "Cloudflare Pages")
_PASSED = ("SENTRY_RELEASE", "SENTRY_ENVIRONMENT", "SENTRY_DIST")


class Seen(NamedTuple):
    """What there is to see."""

    variables: Mapping[str, str]
    ci: CiEnvironment
    event: Mapping[str, Any] = {}
    """Of GitHub's event file."""
    has_token: bool = False
    is_wanted: bool = True
    """Whether a server is asked at all."""
    environment: str = ""
    commands: str = ""
    """What a build runs, in lines."""
    tasks: Mapping[str, Any] | None = None
    """turbo.json; None where there is none."""
    home: str = ""
    """Why nothing can be written to the home folder; empty where it can."""
    in_container: bool = False
    has_git: bool = True


def traps(seen: Seen) -> Iterator[Finding]:
    """Find what a release would suffer from."""
    for each in _TRAPS:
        yield from each(seen)


def _trap(setting: str, sentence: str, remedy: str) -> Finding:
    return finding("ci-trap", Setting(setting), sentence, remedy)


def _withheld(seen: Seen) -> Iterator[Finding]:
    """Secrets that the system gives to no build of this kind."""
    if seen.has_token or not seen.is_wanted:
        return
    get = seen.variables.get
    push = "release from a branch of the repository, after the merge"
    if get("GITHUB_ACTOR") == "dependabot[bot]":
        yield _trap(
            "GITHUB_ACTOR",
            "it is Dependabot, whose builds get none of the secrets of Actions",
            "add the secret under Settings, Secrets, Dependabot; or leave releases out of them",
        )
    elif _is_fork(seen):
        yield _trap(_is_fork(seen), "this build is of a fork, and gets no secrets", push)
    elif get("TRAVIS_SECURE_ENV_VARS") == "false":
        yield _trap("TRAVIS_SECURE_ENV_VARS", "it is false: this build gets no secrets", push)
    elif get("GITLAB_CI") and get("CI_COMMIT_REF_PROTECTED") == "false":
        yield _trap(
            "CI_COMMIT_REF_PROTECTED",
            f"{get('CI_COMMIT_REF_NAME', 'this branch')} is not protected,"
            " and protected variables are not seen there",
            "protect the branch, or take Protected off the variable of the token",
        )
    elif get("TF_BUILD"):
        yield _trap(
            "TF_BUILD",
            "no token is here: Azure Pipelines puts no secret variable into the environment",
            "env: {SENTRY_AUTH_TOKEN: $(SENTRY_AUTH_TOKEN)} in the step",
        )


def _is_fork(seen: Seen) -> str:
    """Return the variable that says that this builds a fork; empty for none."""
    get = seen.variables.get
    pull = seen.event.get("pull_request")
    head = pull.get("head") if isinstance(pull, dict) else None
    repository = head.get("repo") if isinstance(head, dict) else None
    if isinstance(repository, dict) and repository.get("fork") is True:
        return "GITHUB_EVENT_PATH"
    if get("CIRCLE_PR_USERNAME"):
        return "CIRCLE_PR_USERNAME"
    if get("SYSTEM_PULLREQUEST_ISFORK", "").lower() == "true":
        return "SYSTEM_PULLREQUEST_ISFORK"
    source = get("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH")
    if source and source != get("CI_MERGE_REQUEST_PROJECT_PATH"):
        return "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"
    theirs = get("BUILDKITE_PULL_REQUEST_REPO")
    return "BUILDKITE_PULL_REQUEST_REPO" if theirs and theirs != get("BUILDKITE_REPO") else ""


def _literals(seen: Seen) -> Iterator[Finding]:
    """A variable that nobody has set, and whose text is its own name."""
    for name, value in sorted(seen.variables.items()):
        if _OURS.fullmatch(name) and not _HIDDEN.search(name) and _LITERAL.fullmatch(value):
            yield _trap(
                name,
                f"its value is the text {value[:60]}, which nothing has filled in",
                f"set the variable that {name} is filled with, or unset {name}",
            )


def _commit(seen: Seen) -> Iterator[Finding]:
    """A commit that is told as none."""
    get = seen.variables.get
    if get("BUILDKITE") and get("BUILDKITE_COMMIT") == "HEAD" and not seen.has_git:
        yield _trap(
            "BUILDKITE_COMMIT",
            "it is HEAD, which names no commit, and git is not here",
            "let the step check out, or set release in sentry.yml",
        )
    if get("VERCEL") and not get("VERCEL_GIT_COMMIT_SHA") and not seen.has_git:
        yield _trap(
            "VERCEL_GIT_COMMIT_SHA",
            "it is not set, and git is not here: nothing names the commit",
            "switch on Automatically expose System Environment Variables",
        )
    if get("GITLAB_CI") and get("GIT_STRATEGY") == "none":
        yield _trap(
            "GIT_STRATEGY", "it is none: the job has not this commit's files", "GIT_STRATEGY: fetch"
        )


def _preview(seen: Seen) -> Iterator[Finding]:
    """A preview that is released as production."""
    for name, previews in (
        ("VERCEL_ENV", ("preview", "development")),
        ("CONTEXT", ("deploy-preview", "branch-deploy")),
        ("IS_PULL_REQUEST", ("true",)),
    ):
        value = seen.variables.get(name, "")
        of_host = seen.ci.system in _THROWN_AWAY
        if of_host and value in previews and seen.environment.startswith("prod"):
            yield _trap(
                name,
                f"it is {value}, and the environment is {seen.environment}",
                "name the environment of previews: --env=preview",
            )


def _dropped(seen: Seen) -> Iterator[Finding]:
    """Variables that a runner of tasks does not pass on."""
    if seen.tasks is None or not re.search(r"\bturbo\b", seen.commands):
        return
    if seen.tasks.get("envMode") == "loose" or "--env-mode=loose" in seen.commands:
        return
    passed = list(_patterns(seen.tasks))
    lost = [name for name in _PASSED if not any(_fits(each, name) for each in passed)]
    if lost:
        yield _trap(
            "globalPassThroughEnv",
            f"turbo.json passes no {lost[0]} to the build, which names its release by it",
            '"globalPassThroughEnv": ["SENTRY_*"] in turbo.json',
        )


def _patterns(tasks: Mapping[str, Any]) -> Iterator[str]:
    """Return all names that are passed to a task."""
    below = tasks.get("tasks") or tasks.get("pipeline")
    several = list(below.values()) if isinstance(below, dict) else []
    for each in (tasks, *(one for one in several if isinstance(one, dict))):
        for key in ("globalEnv", "globalPassThroughEnv", "env", "passThroughEnv"):
            listed = each.get(key)
            yield from (one for one in listed or () if isinstance(one, str))


def _fits(pattern: str, name: str) -> bool:
    form = ".*".join(map(re.escape, pattern.split("*")))
    return re.fullmatch(form, name) is not None


def _home(seen: Seen) -> Iterator[Finding]:
    """A home folder that nothing can be written to."""
    if seen.home:
        yield _trap("HOME", seen.home, "HOME=/tmp, or a folder of the job's own")


def _without_git(seen: Seen) -> Iterator[Finding]:
    """A container that has no history, and nothing that tells the commit."""
    if seen.in_container and not seen.has_git and not seen.ci.commit:
        yield _trap(
            ".dockerignore",
            "this container has no git history, and no variable tells the commit",
            "take .git out of .dockerignore, or pass --build-arg and set SENTRY_RELEASE",
        )


_TRAPS: tuple[Callable[[Seen], Iterator[Finding]], ...] = (
    _withheld,
    _literals,
    _commit,
    _preview,
    _dropped,
    _home,
    _without_git,
)


def told(seen: Seen) -> str:
    """Return what is known of the system, in a line."""
    commit = f", commit {seen.ci.commit[:12]}" if seen.ci.commit else ""
    branch = f", branch {seen.ci.branch}" if seen.ci.branch else ""
    kept = " (its disk is gone after the build)" if seen.ci.system in _THROWN_AWAY else ""
    return f"{seen.ci.system}{kept}{commit}{branch}: nothing of it is in the way"
