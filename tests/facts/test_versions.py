"""Versions: what may be one, where one is found, and how one is composed."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import ConfigurationError
from buildtools.facts.versions import (
    LONGEST_VERSION,
    PLACEHOLDERS,
    Facts,
    Proposal,
    check,
    check_dist,
    cleaned,
    propose,
    render,
    template_faults,
)

SHA = "5a3f09f34011264c899869df875f888e95831502"
FACTS = Facts(
    package={"name": "@acme/web", "version": "1.41.0", "private": True},
    sha=SHA,
    short=SHA[:7],
    branch="feature/login",
    tag="web/v1.41.0",
    environ={"STAGE": "blue", "EMPTY": " "},
)


@pytest.mark.parametrize(
    "version", ["1.0", "web@1.41.0+5a3f09f", SHA, "latest-1", "ö b", "x" * LONGEST_VERSION, "..."]
)
def test_what_server_and_tools_take_passes(version: str) -> None:
    """A check that refuses good names would be switched off."""
    assert version == check(version)


@pytest.mark.parametrize(
    ("version", "proposed"),
    [
        ("", ""),
        (" ", ""),
        (".", ""),
        ("..", ""),
        ("/", ""),
        ("latest", "latest-1"),
        ("Latest", "latest-1"),
        (" 1.0", "1.0"),
        ("1.0\n", "1.0"),
        ("web/1.0", "web-1.0"),
        ("web\\1.0", "web-1.0"),
        ("a\tb", "a-b"),
        ("a\rb", "a-b"),
        ("a\x0bb", "a-b"),
        ("a\x0cb", "a-b"),
        ("a\x00b", "a-b"),
        ("x" * 201, "x" * 200),
    ],
)
def test_what_either_side_refuses_is_refused_with_a_better_name(
    version: str, proposed: str
) -> None:
    """A release that the server refuses after the build has cost the whole build."""
    with pytest.raises(ConfigurationError) as raised:
        check(version, "SENTRY_RELEASE")

    assert 20 == raised.value.exit_code
    assert ("it comes from SENTRY_RELEASE",) == raised.value.evidence
    assert proposed == cleaned(version)
    assert (repr(proposed) if proposed else "set release in sentry.yml") in raised.value.remedy


@given(st.text(max_size=260))
def test_a_proposed_name_always_passes(version: str) -> None:
    """Advice that fails in its turn is worse than none."""
    proposed = cleaned(version)

    assert not proposed or proposed == check(proposed)


@pytest.mark.parametrize("dist", ["7", "build 7", "x" * 64])
def test_a_plain_dist_passes_without_a_word(dist: str, caplog: pytest.LogCaptureFixture) -> None:
    """Build numbers are what dists are for."""
    assert dist == check_dist(dist)
    assert [] == caplog.records


@pytest.mark.parametrize("dist", ["", " ", " 7", "7\n", "x" * 65, "none", "None", "a\x00b"])
def test_a_dist_no_server_keeps_is_refused(dist: str) -> None:
    """Sentry cuts or drops such a dist, and then nothing matches by it."""
    with pytest.raises(ConfigurationError, match="cannot be a dist"):
        check_dist(dist)


@pytest.mark.parametrize("dist", ["./dist", "build/out", "main.js", ".next", "a\\b"])
def test_a_dist_that_looks_like_a_path_is_doubted(
    dist: str, caplog: pytest.LogCaptureFixture
) -> None:
    """People take dist for the output folder; it is allowed, and hardly ever meant."""
    with caplog.at_level(logging.WARNING, "buildtools"):
        assert dist == check_dist(dist)

    assert "looks like a path" in caplog.text


@pytest.mark.parametrize(
    ("environ", "version", "source"),
    [
        ({"SENTRY_RELEASE": "web@1", "GITHUB_SHA": SHA}, "web@1", "SENTRY_RELEASE"),
        ({"SOURCE_VERSION": "a", "HEROKU_BUILD_COMMIT": "b"}, "a", "SOURCE_VERSION"),
        ({"CIRCLE_SHA1": "c", "GITHUB_SHA": "d"}, "c", "CIRCLE_SHA1"),
        ({"GAE_DEPLOYMENT_ID": "g", "VERCEL_GIT_COMMIT_SHA": "v"}, "g", "GAE_DEPLOYMENT_ID"),
        ({"GITHUB_SHA": "d", "CI_COMMIT_SHA": "e"}, "d", "GITHUB_SHA"),
        (
            {"CI_COMMIT_SHA": "merged", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "made"},
            "made",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",
        ),
        ({"BUILDKITE_COMMIT": "HEAD"}, SHA, "git HEAD"),
        ({"SENTRY_RELEASE": "  "}, SHA, "git HEAD"),
        ({"GITHUB_SHA": "merge", "GITHUB_HEAD_REF": "topic"}, SHA, "git HEAD"),
        ({}, SHA, "git HEAD"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else None,
)
def test_a_version_is_proposed_in_the_known_order(
    environ: dict[str, str], version: str, source: str
) -> None:
    """Two tools in one job must name one release, and a pull request's merge commit names none."""
    assert Proposal(version, source) == propose(environ, SHA)


def test_the_merge_commit_is_better_than_nothing() -> None:
    """Without git, a pull request's job has no other commit to go by."""
    environ = {"GITHUB_SHA": "merge", "GITHUB_HEAD_REF": "topic"}

    assert Proposal("merge", "GITHUB_SHA") == propose(environ, None)


def test_a_bad_proposal_is_refused_with_its_variable() -> None:
    """Falling silently through to another name would split the release in two."""
    with pytest.raises(ConfigurationError) as raised:
        propose({"SENTRY_RELEASE": "feature/login"}, SHA)

    assert ("it comes from SENTRY_RELEASE",) == raised.value.evidence
    assert "'feature-login'" in raised.value.remedy


def test_no_proposal_says_where_it_looked() -> None:
    """The next question is always: which variable would have done?"""
    with pytest.raises(ConfigurationError, match="no release version") as raised:
        propose({}, None)

    assert "GITHUB_SHA" in raised.value.evidence[0]
    assert len(raised.value.evidence[0]) < 100
    assert "git" in raised.value.evidence[1]


@pytest.mark.parametrize(
    ("template", "version"),
    [
        ("web@{package.version}+{git.short}", "web@1.41.0+5a3f09f"),
        ("{package.name}@{package.version}", "acme-web@1.41.0"),
        ("{git.sha}", SHA),
        ("{git.branch}-{env.STAGE}", "feature-login-blue"),
        ("{git.tag}", "web-v1.41.0"),
    ],
)
def test_a_template_is_filled_from_the_facts(template: str, version: str) -> None:
    """Scopes, branches and tags have slashes, which no release may have."""
    assert Proposal(version, f"template {template}") == render(template, FACTS)


def test_a_plain_version_is_its_own_template() -> None:
    """A fixed release in sentry.yml is the simplest of all."""
    assert Proposal("web@1", "sentry.yml") == render("web@1", Facts())


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("package.version", "package.json of the app has no version"),
        ("package.name", "package.json of the app has no name"),
        ("git.sha", "neither git nor CI"),
        ("git.short", "neither git nor CI"),
        ("git.branch", "neither git nor CI"),
        ("git.tag", "no tag stands on this commit"),
        ("env.STAGE", "the variable STAGE is not set"),
    ],
)
def test_a_missing_fact_is_named_with_the_place_it_was_looked_for(name: str, where: str) -> None:
    """A release called `web@+` must never be made."""
    with pytest.raises(ConfigurationError) as raised:
        render(f"web@{{{name}}}", Facts(environ={"STAGE": " "}))

    (line,) = raised.value.evidence
    assert line.startswith(f"{{{name}}}: ")
    assert where in line


def test_all_faults_of_a_template_are_told_together() -> None:
    """One round trip through CI for each fault is too many."""
    with pytest.raises(ConfigurationError) as raised:
        render("{git.hash}{git.tag}{package.private}{env.A-B}{", FACTS)

    told = " ".join(raised.value.evidence)
    assert 4 == len(raised.value.evidence)
    for fault in ("{git.hash}", "{package.private}", "{env.A-B}", "a brace without its partner"):
        assert fault in told


def test_a_filled_template_is_checked_like_any_version() -> None:
    """A variable may bring a slash along."""
    with pytest.raises(ConfigurationError, match="slashes"):
        render("{env.REF}", Facts(environ={"REF": "refs/heads/main"}))


@pytest.mark.parametrize("name", [*PLACEHOLDERS, "env._x1"])
def test_every_known_placeholder_is_accepted_beforehand(name: str) -> None:
    """sentry.yml is judged by the same list that fills the template."""
    assert () == template_faults(f"web@{{{name}}}")
