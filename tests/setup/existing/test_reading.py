"""Of any project: no secret is shown, nothing is run, and nothing brings the reader down."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildtools.found.said import Said
from buildtools.setup.existing import look
from tests.setup.existing.repositories import REPOSITORIES
from tests.setup.existing.test_repositories import made

TOKEN = "sntryu_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
WITH_SECRETS = {
    ".sentryclirc": f"[auth]\ntoken={TOKEN}\n[defaults]\norg=acme\n",
    ".env.production": f"SENTRY_AUTH_TOKEN={TOKEN}\n",
    ".env.example": "SENTRY_AUTH_TOKEN=your-token\n",
    "release.sh": f"export SENTRY_AUTH_TOKEN={TOKEN}\n"
    f"sentry-cli --auth-token {TOKEN} releases new -p shop 1.0\n",
    ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    env:\n"
    f"      SENTRY_AUTH_TOKEN: {TOKEN}\n"
    "    steps:\n      - run: npx sentry-cli releases new -p shop 1.0\n",
    "vite.config.js": 'import { sentryVitePlugin } from "@sentry/vite-plugin";\n'
    f'export default {{ plugins: [sentryVitePlugin({{ authToken: "{TOKEN}" }})] }};\n',
    "fastlane/Fastfile": f'sentry_create_release(auth_token: "{TOKEN}", version: "1.0")\n',
}


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files of a project."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_secret_is_never_shown_and_its_place_is_told(tmp_path: Path) -> None:
    """It stands in a repository: whoever reads that has it, so it is to be given out anew."""
    write(tmp_path, WITH_SECRETS)

    found = look(tmp_path, tmp_path)

    assert TOKEN[7:] not in msgspec.json.encode(found).decode()
    places = {each.partition(": ")[0] for each in found.secrets}
    assert {
        ".env.production:1",
        ".github/workflows/a.yml:5",
        ".sentryclirc:2",
        "fastlane/Fastfile:1",
        "release.sh:1",
        "release.sh:2",
        "vite.config.js:2",
    } == places
    assert all("give out a new one" in each for each in found.secrets)
    assert ["SENTRY_AUTH_TOKEN"] == [each.value for each in (found.token_variable,) if each]


def test_a_file_that_git_ignores_may_hold_a_token(tmp_path: Path) -> None:
    """The control: that is where one keeps it on a machine of one's own."""
    write(tmp_path, {name: WITH_SECRETS[name] for name in (".sentryclirc", ".env.production")})
    write(tmp_path, {".gitignore": ".env*\n/.sentryclirc\n"})

    assert () == look(tmp_path, tmp_path).secrets


def test_places_that_differ_are_told_and_the_stronger_counts(tmp_path: Path) -> None:
    """A flag goes before a variable, a variable before a file; nobody should have to guess."""
    write(
        tmp_path,
        {
            ".sentryclirc": "[defaults]\norg=old\nproject=old-shop\n",
            "release.sh": "export SENTRY_ORG=mid\n"
            "sentry-cli releases new --org acme --project shop 1.0\n"
            "sentry-cli releases finalize 1.0\n",
        },
    )

    found = look(tmp_path, tmp_path)

    assert Said("acme", "release.sh:2") == found.org
    assert Said(("shop",), "release.sh:2") == found.projects
    assert "the organization is acme at release.sh:2, but mid at release.sh:1" in found.differ
    assert "the organization is acme at release.sh:2, but old at .sentryclirc:2" in found.differ
    assert "the project is shop at release.sh:2, but old-shop at .sentryclirc:3" in found.differ


def test_nothing_of_it_is_run(tmp_path: Path) -> None:
    """A repository of others is looked at, and keeps its files as they are."""
    trap = f"touch {tmp_path}/ran"
    write(
        tmp_path,
        {
            "package.json": f'{{"scripts": {{"build": "{trap}; sentry-cli info"}}}}',
            "release.sh": f"sentry-cli releases new $({trap})\n",
            "Makefile": f"X := $(shell {trap})\na:\n\tsentry-cli releases new $(X)\n",
            "vite.config.js": "import '@sentry/vite-plugin';\nthrow new Error('ran');\n",
        },
    )
    before = sorted(each.name for each in tmp_path.rglob("*"))

    found = look(tmp_path, tmp_path)

    assert before == sorted(each.name for each in tmp_path.rglob("*"))
    assert found.tools
    assert any("only running" in each for each in found.unread)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('sentry-cli releases new "$(date +%s)"', "only running `date +%s` would tell"),
        ('sentry-cli releases new "$(cat VERSION)"', "only running `cat VERSION` would tell"),
        ('sentry-cli releases new "$(git rev-parse --short=9 HEAD)"', "9 digits of the commit"),
        ('sentry-cli releases new "$1"', "what is given as $1"),
        ("sentry-cli sourcemaps upload $(ls -d build-*)", "the folder of an output"),
        ("sentry-cli sourcemaps upload dist -u $CDN/js", "the URL of dist"),
        ("sentry-cli sourcemaps upload dist --url-suffix ?v=1", "no URL of ours has a suffix"),
        ("if then; sentry-cli releases new 1.0 (", "not understood as shell"),
    ],
)
def test_what_cannot_be_told_as_data_says_why(tmp_path: Path, line: str, why: str) -> None:
    """A guess would be believed; a sentence with its place is acted on."""
    write(tmp_path, {"release.sh": f"{line}\n"})

    found = look(tmp_path, tmp_path)

    assert any(why in each and each.startswith("release.sh:1: ") for each in found.unread)
    assert found.release is None or "date" not in found.release.value


def test_an_app_of_another_folder_is_left_out(tmp_path: Path) -> None:
    """Two apps of one repository have two projects; what is said at the top holds for both."""
    found = made(tmp_path, REPOSITORIES["two apps, the first"])

    assert all("shop-admin" not in each for each in found.differ)
    assert Said("acme", ".sentryclirc:2") == found.org


def test_what_does_not_call_sentry_says_nothing(tmp_path: Path) -> None:
    """The control: words alone are no use of a tool."""
    write(
        tmp_path,
        {
            "package.json": '{"scripts": {"build": "vite build"}}',
            "README.md": "run sentry-cli releases new 1.0\n",
            "notes.sh": "echo sentry-cli releases new 1.0\n# sentry-cli releases new 1.0\n",
        },
    )

    found = look(tmp_path, tmp_path)

    assert () == found.tools
    assert found.org is None
    assert found.release is None


_FILES = (
    *(
        ".github/workflows/a.yml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "Makefile",
        "Dockerfile",
        "justfile",
    ),
    *("a.sh", "a.ps1", "a.bat", "a.py", "a.js", "netlify.toml", "package.json", ".sentryclirc"),
    *("fastlane/Fastfile", ".env", "sentry.properties", ".circleci/config.yml"),
)


@pytest.mark.parametrize("name", _FILES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_no_file_brings_the_reader_down(tmp_path: Path, name: str, text: str) -> None:
    """Whatever lies there: it is read, or it is said that it is not."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"sentry-cli @sentry/cli {text}\n${{{text}}} $(sentry_{text}".encode())

    look(tmp_path, tmp_path)


def test_a_sentence_about_it_is_no_command(tmp_path: Path) -> None:
    """Settings of other tools speak of it, too: that is neither a use nor a fault."""
    write(
        tmp_path,
        {
            "tool.toml": '[tool]\nmarks = ["interop: needs sentry-cli or (npm packages"]\n',
            "dist/bundle.js": "sentry-cli " * 200_000,
        },
    )

    found = look(tmp_path, tmp_path)

    assert ((), ()) == (found.tools, found.unread)
