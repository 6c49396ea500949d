"""Files of CI systems: whole, valid by the systems' own schemas, and made of what was found."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from buildtools.errors import ConfigurationError
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.setup.ci_files import SYSTEMS, ci_files
from buildtools.setup.gathering import Gathered
from buildtools.setup.questions.given import Given
from buildtools.setup.writing.placing import Wanted
from tests.setup.looked import app, gathered

SCHEMAS = {
    "github": ("github-workflows", "run:"),
    "gitlab": ("gitlab-ci", "script:"),
    "circleci": ("circle-ci", "docker:"),
    "bitbucket": ("bitbucket-pipelines", "depth: full"),
    "azure": ("azure-pipelines", "script:"),
}
"""What calls the schema of a system, and something that it asks for."""
NPM: dict[str, Any] = {"lock": "/project/package-lock.json", "install": "npm ci"}
ODD: dict[str, Any] = {
    "root": "/project/apps/my web #1",
    "lock": "/project/the 'lock'/pnpm-lock.yaml",
    "install": "pnpm install --frozen-lockfile",
    "node": "/project/.nvmrc",
    "branch": "master",
}
PLAIN = gathered(**NPM)
ODDLY = gathered(app("apps/my web #1"), **ODD)
BARE = gathered(lock="/project/package.json", install="npm install")
NOTHING = gathered()
BUN = gathered(lock="/project/bun.lock", install="bun install --frozen-lockfile")
FOUND = {"plain": PLAIN, "odd": ODDLY, "bare": BARE, "nothing": NOTHING, "bun": BUN}


def one(system: str, found: Gathered, name: str = "sentry.yml") -> Wanted:
    """Make the file of one system."""
    (wanted,) = ci_files([system], found, Path(found.ground.root) / name)
    return wanted


@pytest.mark.parametrize("system", SCHEMAS)
def test_the_schema_of_the_system_takes_it(tmp_path: Path, system: str) -> None:
    """Whatever was found; and not where a key is misspelt."""
    files, (schema, asked) = [], SCHEMAS[system]
    for name, found in FOUND.items():
        files.append(tmp_path / f"{name}.yml")
        files[-1].write_text(one(system, found).text)
    assert 0 == (done := _checked(schema, *files)).returncode, done.stdout

    misspelt = tmp_path / "misspelt.yml"
    misspelt.write_text(one(system, BARE).text.replace(asked, f"{asked[:-1]}x:"))
    assert 1 == _checked(schema, misspelt).returncode


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", FOUND)
def test_the_job_installs_releases_and_leaves_room_for_the_deploy(system: str, name: str) -> None:
    """In this order, with the whole history, and the token by its variable."""
    found = FOUND[name]
    text = one(system, found).text
    order = ["through=verify", "The deploy belongs here", "from=finalize"]
    order = [*filter(None, (found.ground.install,)), "pip install", *order]
    places = [text.rindex(each) for each in order]

    assert places == sorted(places)
    assert "SENTRY_AUTH_TOKEN" in text
    assert any(
        each in text
        for each in ("fetch-depth: 0", "fetchDepth:", "GIT_DEPTH", "full", "shallow: false")
    )
    assert "node" in text.lower()
    assert "python" in text.lower()
    assert ("pnpm@" in text) is (name == "odd")


def test_where_each_lies() -> None:
    """At the top of the repository, whichever folder has the settings."""
    for system, (path, _) in SYSTEMS.items():
        assert Path("/project") / path == one(system, ODDLY).path
    assert Path("/project/Jenkinsfile") == one("jenkins", gathered(top="")).path


def test_a_workflow_works_in_the_folders_of_the_app() -> None:
    """Packages are installed where their lock file is, the release is made beside sentry.yml."""
    steps = _steps(one("github", ODDLY))
    folders = {each["run"]: each.get("working-directory") for each in steps if "run" in each}

    assert "the 'lock'" == folders["pnpm install --frozen-lockfile"]
    assert {"apps/my web #1"} == {
        folder for run, folder in folders.items() if run.startswith("buildtools")
    }
    node = next(each for each in steps if "setup-node" in each.get("uses", ""))
    assert {
        "node-version-file": ".nvmrc",
        "cache": "pnpm",
        "cache-dependency-path": "the 'lock'/pnpm-lock.yaml",
    } == node["with"]
    shell = yaml.safe_load(one("gitlab", ODDLY).text)["sentry-release"]["script"]
    assert shell[-1].startswith("(cd 'apps/my web #1' && buildtools release --env=production")


def test_the_node_of_the_project_is_used() -> None:
    """By its file where the system takes one, else by its number."""
    found = gathered(node="/project/.nvmrc", node_version="22")
    texts = {system: one(system, found).text for system in SYSTEMS if system != "circleci"}
    assert all("22" in text or ".nvmrc" in text for text in texts.values())
    assert "24" in one("gitlab", PLAIN).text


def test_the_token_is_for_the_release_alone() -> None:
    """No script of a package that is installed can read it."""
    for each in _steps(one("github", PLAIN)):
        assert ("SENTRY_AUTH_TOKEN" in each.get("env", {})) is (
            "buildtools" in each.get("run", "x")[:10]
        )
    steps = yaml.safe_load(one("azure", PLAIN).text)["steps"]
    for each in steps:
        assert ("SENTRY_AUTH_TOKEN" in each.get("env", {})) is (
            each.get("script", "")[:10] == "buildtools"
        )


def test_variables_that_settings_leave_open_are_handed_on() -> None:
    """And no others; the token by the name that is in use."""
    told = Existing(
        token_variable=Said("WEB_TOKEN", "x"), org=Said("acme", "x"), strip=Said(True, "x")
    )
    step = _steps(one("github", gathered(told=told, **NPM)))[-1]

    assert {
        "WEB_TOKEN": "${{ secrets.WEB_TOKEN }}",
        "SENTRY_PROJECT": "${{ vars.SENTRY_PROJECT }}",
    } == step["env"]
    known = Given(org=Said("acme", "x"), projects=Said(("web",), "x"))
    assert "SENTRY_ORG" not in one("jenkins", gathered(given=known)).text
    assert "SENTRY_ORG" in one("jenkins", PLAIN).text


def test_maps_are_stripped_before_the_deploy() -> None:
    """Where that was done before, it is no step that comes after it."""
    told = Existing(strip=Said(True, "x"))
    assert "--through=strip" in one("gitlab", gathered(told=told)).text


def test_another_settings_file_is_named() -> None:
    """By its name: the job works in its folder."""
    assert (
        "--file='my sentry.yml' --through"
        in yaml.safe_load(one("gitlab", PLAIN, "my sentry.yml").text)["sentry-release"]["script"][
            -2
        ]
    )


def test_several_systems_at_once_and_none_twice() -> None:
    """With commas, or the flag again; one that is not known says which there are."""
    file = Path("/project/sentry.yml")
    paths = [each.path.name for each in ci_files(["github,gitlab", "github"], PLAIN, file)]
    assert ["sentry-release.yml", ".gitlab-ci.yml"] == paths
    assert () == ci_files([], PLAIN, file)
    with pytest.raises(ConfigurationError, match="did you mean 'gitlab'"):
        ci_files(["gitlb"], PLAIN, file)


def _steps(wanted: Wanted) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = yaml.safe_load(wanted.text)["jobs"]["release"]["steps"]
    return steps


def _checked(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    asked = ("--builtin-schema", f"vendor.{schema}", "--regex-variant", "python")
    command = (sys.executable, "-m", "check_jsonschema", *asked, *map(str, files))
    return subprocess.run(command, capture_output=True, text=True, check=False)
