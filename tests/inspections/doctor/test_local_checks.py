"""The checks that ask no server: each with a fault in a real folder, and without it."""

import subprocess
from pathlib import Path

import pytest

from buildtools.inspections.doctor.page import FILE, page
from buildtools.inspections.doctor.table import PROBES
from tests.inspections.doctor.conftest import Doctor

VITE = "export default { build: { sourcemap: %s } }"
SCRIPT = 'import { buildtools } from "x"; var r={dsn:"https://0123456789abcdef@o1.example.com/2",release:"%s",environment:"%s"};'


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture(name="repository")
def _repository(doctor: Doctor) -> Doctor:
    """A doctor in a repository with three commits and a remote."""
    _git(doctor.root, "init", "-q", "-b", "main", ".")
    for number in range(3):
        (doctor.root / "a.txt").write_text(str(number))
        _git(doctor.root, "add", "-A")
        _git(doctor.root, "commit", "-q", "-m", str(number))
    _git(doctor.root, "remote", "add", "origin", "https://example.com/acme/shop.git")
    return doctor


def test_a_variable_that_overrides_is_named_with_both_places(doctor: Doctor) -> None:
    """One that says the same overrides nothing."""
    assert doctor.only("origins").state == "ok"

    doctor.variables = {"SENTRY_ORG": "acme"}
    assert doctor.only("origins").state == "ok"

    doctor.variables = {"SENTRY_ORG": "other"}
    answer = doctor.only("origins")
    assert (answer.state, answer.code) == ("warning", "setting-overridden")
    assert "sentry.yml:" in answer.said
    assert "SENTRY_ORG (environment)" in answer.said
    assert answer.remedy.startswith("unset SENTRY_ORG")


def test_another_file_of_settings_above_is_named(doctor: Doctor) -> None:
    """Up to the top of the checkout, and no further."""
    above = doctor.root
    (above / ".git").mkdir()
    (above / "sentry.yml").write_text("version: 1\nenvironments: {}\n")
    doctor.root = above / "apps"
    doctor.root.mkdir()

    answer = doctor.only("settings-file")
    assert (answer.state, answer.code) == ("warning", "settings-shadowed")
    assert answer.remedy.endswith(f"--file={(doctor.root / 'sentry.yml').as_posix()}")

    (above / "sentry.yml").unlink()
    assert doctor.only("settings-file").state == "ok"


def test_files_of_ours_in_git_are_named(repository: Doctor) -> None:
    """As long as the index has them."""
    assert repository.only("state").state == "ok"

    folder = repository.root / ".buildtools"
    folder.mkdir()
    (folder / "ledger.json").write_text("{}")
    _git(repository.root, "add", "-f", ".buildtools")
    answer = repository.only("state")

    assert (answer.state, answer.code) == ("warning", "state-not-ignored")
    assert answer.remedy.startswith("git rm -r --cached .buildtools")


def test_without_git_what_git_would_tell_is_not_checked(doctor: Doctor) -> None:
    """Nothing is taken for well, and the history says what is so."""
    for name in ("state", "remote", "tree"):
        assert doctor.only(name).state == "not-checked"
    answer = doctor.only("history")
    assert (answer.state, answer.code) == ("warning", "git-unreadable")


def test_a_shallow_clone_is_told_with_what_helps(repository: Doctor, tmp_path: Path) -> None:
    """By the setting of the CI system that it runs in."""
    assert repository.only("history").said.startswith("3 commits up to ")

    shallow = tmp_path / "shallow"
    _git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository.root}", str(shallow))
    repository.root = shallow
    answer = repository.only("history")
    assert (answer.state, answer.code) == ("warning", "clone-shallow")
    assert answer.remedy.startswith("git fetch --unshallow")

    repository.variables = {"GITHUB_ACTIONS": "true"}
    assert repository.only("history").remedy.startswith("set fetch-depth: 0")

    repository.variables = {"GITLAB_CI": "true", "GIT_DEPTH": "20"}
    assert "(GIT_DEPTH=20)" in repository.only("history").said

    repository.beside = "    commits: {deepen: true}"
    assert repository.only("history").state == "ok"
    repository.beside = "    commits: {mode: off}"
    assert repository.only("history").state == "ok"


def test_a_remote_that_is_not_there_ends_a_release(repository: Doctor) -> None:
    """Before its build, if commits are still to come; the usual one may be absent."""
    assert repository.only("remote").said == "acme/shop (remote origin)"

    repository.variables = {"SENTRY_VCS_REMOTE": "orign"}
    answer = repository.only("remote")
    assert (answer.state, answer.code, answer.exit_code) == ("error", "remote-unknown", 20)
    assert "origin" in answer.remedy
    assert repository.stops() == (20, "remote-unknown")
    repository.steps = ("build",)
    assert repository.stops() == (0, "")

    repository.variables = {}
    _git(repository.root, "remote", "rename", "origin", "upstream")
    answer = repository.only("remote")
    assert answer.code == "repository-guessed"
    assert "acme/shop" in answer.said

    repository.beside = "    commits: {repository: acme/other}"
    assert repository.only("remote").said == "acme/other (commits.repository)"


def test_paths_that_match_nothing_are_named(repository: Doctor) -> None:
    """Each by itself."""
    assert repository.only("paths").state == "ok"
    repository.beside = "    commits: {paths: [a.txt, apps/wbe]}"
    good, bad = repository.says("paths")["paths"]

    assert good.state == "ok"
    assert bad.code == "commits-path-unmatched"
    assert "apps/wbe" in bad.said


def test_files_that_differ_are_told(repository: Doctor) -> None:
    """The release is the commit, and these are not in it."""
    assert repository.only("tree").said == "no file differs from the commit"

    (repository.root / "a.txt").write_text("other")
    answer = repository.only("tree")

    assert (answer.state, answer.code) == ("ok", "tree-changed")
    assert "a.txt" in answer.said


def test_source_maps_that_are_off_are_told_with_file_and_line(doctor: Doctor) -> None:
    """As an error, with what a build without maps ends a release with; not where maps are there."""
    config = doctor.root / "vite.config.ts"
    config.write_text(VITE % "false")
    answer = doctor.only("source-maps")
    assert (answer.state, answer.code, answer.exit_code) == ("error", "maps-off", 21)
    assert answer.said.startswith("vite.config.ts:1: ")
    assert answer.remedy == "build.sourcemap: 'hidden' in vite.config.ts"
    assert doctor.stops() == (0, "")

    (doctor.root / "dist").mkdir()
    (doctor.root / "dist" / "a.js.map").write_text("{}")
    assert doctor.only("source-maps").said.endswith("the build has left 1 maps")

    config.write_text(VITE % "'hidden'")
    assert doctor.only("source-maps").state == "ok"
    config.write_text(VITE % "process.env.MAPS")
    assert doctor.only("source-maps").state == "not-checked"
    config.write_text("export default Encore.get()")
    assert "not-checked" in {each.state for each in doctor.says("source-maps")["source-maps"]}
    config.unlink()
    assert doctor.only("source-maps").state == "not-checked"


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ("", "warning"),
        ("{ sourcemaps: { disable: true }, release: { create: false } }", "ok"),
        ("shared", "not-checked"),
    ],
)
def test_a_plugin_that_uploads_is_told(doctor: Doctor, options: str, state: str) -> None:
    """With the options that it lacks."""
    text = 'import { sentryVitePlugin as s } from "@sentry/vite-plugin"; import shared from "x";\n'
    (doctor.root / "vite.config.ts").write_text(
        f"{text}export default {{ plugins: [s({options})] }}"
    )
    answer = doctor.only("plugin")

    assert answer.state == state
    assert answer.code == ("plugin-uploads" if state == "warning" else "")
    assert ("sourcemaps.disable: true" in answer.remedy) is (state == "warning")


def test_without_a_plugin_nothing_uploads(doctor: Doctor) -> None:
    """The check says what it looked for."""
    assert doctor.only("plugin").said.startswith("no plugin of Sentry's")


def test_what_a_build_left_is_counted(doctor: Doctor) -> None:
    """What is not built yet is not checked."""
    assert doctor.only("outputs").state == "not-checked"

    (doctor.root / "dist").mkdir()
    (doctor.root / "dist" / "a.js").write_text("a")
    assert doctor.only("outputs").said == "dist: 1 script, 0 maps"


def test_another_release_in_built_scripts_is_told(doctor: Doctor) -> None:
    """And another environment; the right ones are well, and so are scripts that name none."""
    assert doctor.only("baked").state == "not-checked"
    (doctor.root / "dist").mkdir()
    script = doctor.root / "dist" / "a.js"
    doctor.version = "1.2.3"

    script.write_text("const a = 1;")
    assert doctor.only("baked").said == "1 script name neither release nor environment"

    script.write_text(SCRIPT % ("1.2.3", "production"))
    assert doctor.only("baked").state == "ok"

    script.write_text(SCRIPT % ("9.9.9", "staging"))
    release, environment = doctor.says("baked")["baked"]
    assert (release.state, release.code) == ("warning", "baked-release-differs")
    assert "9.9.9" in release.said
    assert "SENTRY_RELEASE" in release.remedy
    assert (environment.state, environment.code) == ("warning", "baked-environment-differs")
    assert "staging" in environment.said


def test_traps_are_told_by_files_and_variables(repository: Doctor) -> None:
    """What the event file of a build and the list of tasks say; without CI nothing is known."""
    assert repository.only("ci").state == "not-checked"

    repository.variables = {"GITHUB_ACTIONS": "true"}
    assert repository.only("ci").said.startswith("GitHub Actions")

    event = repository.root / "event.json"
    event.write_text('{"pull_request": {"head": {"repo": {"fork": true}}}}')
    repository.variables["GITHUB_EVENT_PATH"] = str(event)
    repository.unset = ("TOKEN",)
    answer = repository.only("ci")
    assert (answer.state, answer.code) == ("warning", "ci-trap")
    assert "fork" in answer.said

    event.write_text("no JSON")
    assert repository.only("ci").state == "ok"

    repository.variables = {"HOME": str(repository.root / "nowhere")}
    assert "nowhere is not there" in repository.only("ci").said


def test_a_list_of_tasks_is_looked_for_up_to_the_top(repository: Doctor) -> None:
    """It may lie above the app, and have comments."""
    (repository.root / "turbo.json").write_text('{ // all\n "tasks": {}, }')
    (repository.root / "package.json").write_text('{"scripts": {"build": "turbo run build"}}')

    assert "turbo.json" in repository.only("ci").said

    (repository.root / "turbo.json").write_text('{"globalPassThroughEnv": ["SENTRY_*"]}')
    assert repository.only("ci").state == "not-checked"


def test_none_of_them_asks_a_server(doctor: Doctor) -> None:
    """With a server that is not there, nothing of them changes."""
    doctor.url = "http://127.0.0.1:9"
    local = [each.name for each in PROBES if each.local and each.topic not in ("token", "network")]

    answers = [each for several in doctor.says(*local).values() for each in several]

    assert len(local) >= 10
    assert {"error"} not in [{each.state} for each in answers]


def test_the_page_of_checks_is_of_the_table() -> None:
    """`nox -s schema` writes it."""
    assert FILE.read_text(encoding="utf-8") == page()
