"""Which version a build opens, from what the project and its surroundings tell."""

from pathlib import Path

import pytest

from buildtools.config import Loaded, load
from buildtools.errors import ConfigurationError
from buildtools.naming import choose_version

SETTINGS = """\
version: 1
default_environment: local
defaults:
  release: "{release}"
  build: {{outputs: [{{path: out, url: "~/static"}}]}}
environments:
  local: {{server: sandbox}}
"""


def loaded(root: Path, release: str, environ: dict[str, str] | None = None) -> Loaded:
    (root / "sentry.yml").write_text(SETTINGS.format(release=release))
    return load(root / "sentry.yml", None, {"PATH": "/usr/bin:/bin"} | (environ or {}))


def test_a_template_is_filled_from_package_json(tmp_path: Path) -> None:
    """The usual name of a JavaScript release."""
    (tmp_path / "package.json").write_text('{"version": "2.1.0"}')
    chosen = choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)

    assert (chosen.version, chosen.source) == ("web@2.1.0", "template web@{package.version}")


def test_without_git_the_variables_of_ci_tell_the_commit(tmp_path: Path) -> None:
    """Containers often have no .git."""
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "a" * 40}
    settings = loaded(tmp_path, "web@{git.short}", environ)

    assert choose_version(settings, tmp_path).version == "web@aaaaaaa"


def test_auto_takes_the_first_variable_that_is_set(tmp_path: Path) -> None:
    """And says which one it was."""
    settings = loaded(tmp_path, "auto", {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "b" * 40})

    assert choose_version(settings, tmp_path).source == "GITHUB_SHA"


def test_a_missing_package_json_is_told_by_the_placeholder(tmp_path: Path) -> None:
    """The template names what it needs; a project without npm need not have the file."""
    with pytest.raises(ConfigurationError) as failure:
        choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)

    assert "{package.version}" in failure.value.evidence[0]


def test_a_broken_package_json_is_told_by_its_name(tmp_path: Path) -> None:
    """Not a traceback of a JSON library."""
    (tmp_path / "package.json").write_text("[]")
    with pytest.raises(ConfigurationError, match=r"package\.json .* is not a JSON object"):
        choose_version(loaded(tmp_path, "web@{package.version}"), tmp_path)
