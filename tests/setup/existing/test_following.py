"""What a command starts, what `$(…)` prints and what `${{ … }}` gives, where a release is named."""

from pathlib import Path

import pytest

from buildtools.setup.existing import look
from tests.setup.existing.test_reading import write

PACKAGES = {
    "package.json": '{"name": "mono", "workspaces": ["apps/*"]}',
    "apps/web/package.json": '{"name": "@acme/web", "version": "1.0.0", '
    '"scripts": {"sentry": "sentry-cli releases new -o acme -p web web@$npm_package_version"}}',
    "apps/web/Makefile": "ORG = other\nsentry:\n\tsentry-cli releases new -o $(ORG) -p web made\n",
    "ci/all.sh": 'sentry-cli releases new -o $ORG -p web "$1"\n',
}


@pytest.mark.parametrize(
    ("command", "org", "release"),
    [
        ("npm run sentry -w @acme/web", "acme", "web@{package.version}"),
        ("npm --prefix apps/web run sentry", "acme", "web@{package.version}"),
        ("yarn workspace @acme/web sentry", "acme", "web@{package.version}"),
        ("pnpm --filter web run sentry", "acme", "web@{package.version}"),
        ("pnpm -C apps/web sentry", "acme", "web@{package.version}"),
        ("cd apps/web && yarn sentry", "acme", "web@{package.version}"),
        ("make -C apps/web sentry ORG=acme", "acme", "made"),
        ("cd apps/web; make", "other", "made"),
        ("ORG=acme sh ci/all.sh 1.0", "acme", "1.0"),
        ("ORG=acme; . ci/all.sh 1.0", "acme", "1.0"),
        ("bash -c 'sentry-cli releases new -o acme 1.0'", "acme", "1.0"),
        ("sudo env ORG=x sentry-cli releases new -o acme 1.0", "acme", "1.0"),
        ("sentry-cli releases new --org=acme -pweb 1.0", "acme", "1.0"),
        ('f() { sentry-cli releases new -o "$1" "$2"; }; f acme 1.0', "acme", "1.0"),
    ],
)
def test_a_command_is_followed(tmp_path: Path, command: str, org: str, release: str) -> None:
    """A workflow rarely calls the program itself: it runs a script of a workspace."""
    write(tmp_path, PACKAGES)
    workflow = f"on: push\njobs:\n  a:\n    steps:\n      - run: |\n          {command}\n"
    write(tmp_path, {".github/workflows/a.yml": workflow})

    found = look(tmp_path, tmp_path)

    assert org == (found.org.value if found.org else None)
    assert release == (found.release.value if found.release else None)


@pytest.mark.parametrize(
    ("written", "release"),
    [
        ("$(git show -s --format=%H)", "{git.sha}"),
        ("$(git rev-parse HEAD | cut -c1-7)", "{git.short}"),
        ("$(git rev-parse HEAD | head -c 7)", "{git.short}"),
        ("$(git rev-parse --verify HEAD)", "{git.sha}"),
        ("$(git branch --show-current)", "{git.branch}"),
        ("$(echo $GITHUB_REF | sed 's/refs\\/tags\\///')", "{git.tag}"),
        ("$(echo $GITHUB_REF | cut -d/ -f3)", "{git.tag}"),
        ("$(basename $GITHUB_REF)", "{git.tag}"),
        ("${GITHUB_REF##*/}", "{git.tag}"),
        ("$(printf '%s' $CI_COMMIT_SHA)", "{git.sha}"),
        ("$(node -p -e \"require('./package.json').version\")", "{package.version}"),
        ("$(npm pkg get version | tr -d '\"')", "{package.version}"),
        ("${RELEASE:-$(git rev-parse HEAD)}", "{git.sha}"),
        ("${RELEASE:-next}", "next"),
        ("$(sentry-cli releases propose-version)-x", "{git.sha}-x"),
    ],
)
def test_what_a_substitution_prints_is_a_template(
    tmp_path: Path, written: str, release: str
) -> None:
    """Nothing is run: these commands are known for what they print."""
    write(tmp_path, {"a.sh": f'sentry-cli releases new "{written}"\n'})

    found = look(tmp_path, tmp_path)

    assert release == (found.release.value if found.release else found.unread)


@pytest.mark.parametrize(
    ("expression", "release"),
    [
        ("github.sha", "{git.sha}"),
        ("format('web-{0}-{1}', github.sha, 'x')", "web-{git.sha}-x"),
        ("github.event.release.tag_name", "{git.tag}"),
        ("github.event.inputs.version || github.sha", "{git.sha}"),
        ("env.NAMED", "named"),
        ("vars.NAMED", "{env.NAMED}"),
        ("github['sha']", "{git.sha}"),
        ("(github.sha)", None),
        ("hashFiles('a')", None),
        ("needs.other.outputs.x", None),
    ],
)
def test_what_an_expression_gives_is_a_template(
    tmp_path: Path, expression: str, release: str | None
) -> None:
    """Also between single quotes, since a shell never sees it; what is not known is told."""
    workflow = (
        "on: push\nenv: {NAMED: named}\njobs:\n  a:\n    steps:\n"
        f"      - run: |\n          sentry-cli releases new '${{{{ {expression} }}}}'\n"
    )
    write(tmp_path, {".github/workflows/a.yml": workflow})

    found = look(tmp_path, tmp_path)

    assert release == (found.release.value if found.release else None)
    assert bool(found.unread) == (release is None)
