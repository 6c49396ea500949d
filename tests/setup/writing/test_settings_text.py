"""The text of a sentry.yml is read by our own loader as it was meant, whatever was found."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from buildtools.config import load
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output, Server
from buildtools.setup.gathering import Gathered
from buildtools.setup.questions.given import Given
from buildtools.setup.writing.settings_text import settings_text
from tests.setup.looked import NOTHING, app, gathered

FULL = Existing(
    url=Said("https://sentry.example.com", ".sentryclirc:2"),
    org=Said("acme", ".sentryclirc:3"),
    projects=Said(("web", "api"), ".sentryclirc:4"),
    token_variable=Said("SENTRY_TOKEN_WEB", "release.yml:20"),
    release=Said("web@{env.GITHUB_SHA}", "release.yml:21"),
    dist=Said("42", "release.yml:22"),
    environments=(Said("staging", "release.yml:25"), Said("local", "release.yml:26")),
    commits=Said("local", "release.yml:23"),
    strip=Said(True, "release.yml:24"),
    ignore=(Said("vendor/**", "release.yml:27"),),
    repository=Said("acme/shop", "release.yml:28"),
)


def test_all_that_was_found_is_there(tmp_path: Path) -> None:
    """Each environment has it, the sandbox stays the local one's, and staging comes first."""
    found = gathered(told=FULL, given=Given(site=Said("https://acme.example.com", "--site")))
    for name in ("local", "staging", "production"):
        settings = load(_written(tmp_path, found), name, {}).settings
        release = "{package.version}" if name == "local" else "web@{env.GITHUB_SHA}"
        assert release == settings.release
        assert ("42", "local", True) == (
            settings.dist,
            settings.commits.mode,
            settings.strip.enabled,
        )
        assert (Output("dist", "~/"),) == settings.build.outputs
        assert (("vendor/**",), "acme/shop") == (
            settings.build.ignore,
            settings.commits.repository,
        )
    server = settings.server
    assert isinstance(server, Server)
    assert ("https://sentry.example.com", "acme", ("web", "api")) == (
        server.url,
        server.org,
        server.projects,
    )
    assert "https://acme.example.com" == settings.site
    assert "sandbox" == load(tmp_path / "sentry.yml", None, {}).settings.server
    assert ["local", "staging", "production"] == list(_plain(found)["environments"])


def test_what_nobody_told_is_left_to_variables(tmp_path: Path) -> None:
    """Production is there all the same, and says which variables are read."""
    found = gathered()
    text = settings_text(found.draft)
    variables = {"SENTRY_ORG": "acme", "SENTRY_PROJECT": "web,api"}
    server = load(_written(tmp_path, found), "production", variables).settings.server

    assert isinstance(server, Server)
    assert ("acme", ("web", "api")) == (server.org, server.projects)
    assert all(name in text for name in variables)


def test_every_value_has_a_comment() -> None:
    """It says where the value comes from, or how to set it; a head of a section needs none."""
    for found in (gathered(), gathered(app("apps/web", command=None), FULL)):
        bare = [
            line for line in settings_text(found.draft).splitlines() if line and "# " not in line
        ]
        assert all(line.endswith(":") for line in bare)


def test_the_first_line_is_for_editors() -> None:
    """The schema lies where it says."""
    assert settings_text(gathered().draft).startswith(
        "# yaml-language-server: $schema=.buildtools/sentry.schema.json\n"
    )


def test_a_guess_is_said() -> None:
    """Where nothing was built yet, an output may lie elsewhere."""
    guessed = app(outputs=(Said(Output("dist", "~/"), "its default", sure=False),))
    assert "{path: dist, url: ~/}  # its default (a guess)" in settings_text(
        gathered(guessed).draft
    )


def test_without_a_script_nothing_is_built() -> None:
    """And the line to write stands there."""
    text = settings_text(gathered(app(command=None)).draft)
    assert "# command: npm run build" in text
    assert "command" not in _plain(gathered(app(command=None)))["defaults"]["build"]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: (
        text.strip() == text and not {*"\\/"} & {*text} and text[:1] not in "~." and ":" not in text
    )
)


@given(NAMES, NAMES, st.sampled_from(["~/", "~/a b", "app:///x", "https://a.example.com/s"]), NAMES)
def test_any_name_is_read_back(folder: str, path: str, url: str, command: str) -> None:
    """Blanks, quotes, `#`, `${` and letters of all the world."""
    found = app(folder, command=Said(command, path), outputs=(Said(Output(path, url), folder),))
    told = Existing(projects=Said(("web",), command))
    plain = _plain(gathered(found, told))["defaults"]["build"]

    back = (plain["directory"], plain["command"], plain["outputs"][0]["path"])
    assert tuple(each.replace("${", "$${") for each in (folder, command, path)) == back
    assert url == plain["outputs"][0]["url"]


@pytest.mark.parametrize("name", ["ä b/${x}", "ab: c", "#1", "it's", "yes", "-x"])
def test_odd_folders_are_loaded(tmp_path: Path, name: str) -> None:
    """By our own loader, which fills in variables."""
    found = app(name, outputs=(Said(Output(name, f"~/{name}"), "x"),))
    settings = load(_written(tmp_path, gathered(found)), "local", {}).settings

    assert (name, name, f"~/{name}") == (
        settings.build.directory,
        settings.build.outputs[0].path,
        settings.build.outputs[0].url,
    )


def test_kinds_are_said_where_they_are_not_the_browser() -> None:
    """As a person leaves out what is the default."""
    outputs = (Said(Output("out", "app:///out", "node"), "x"), Said(Output("dist", "~/"), "y"))
    text = settings_text(gathered(app(outputs=outputs), NOTHING).draft)

    assert "{path: out, url: app:///out, kind: node}  # x" in text
    assert "{path: dist, url: ~/}  # y" in text


def _written(tmp_path: Path, found: Gathered) -> Path:
    file = tmp_path / "sentry.yml"
    file.write_text(settings_text(found.draft), encoding="utf-8")
    return file


def _plain(found: Gathered) -> Any:
    return yaml.safe_load(settings_text(found.draft))
