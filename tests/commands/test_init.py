"""`init` on folders of all kinds, with somebody who answers."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildtools.commands.initiating import Shown, Terminal, Wish, initiate
from buildtools.errors import ConfigurationError, DiskRefused, Interrupted
from buildtools.setup.questions.asking import Unanswered
from buildtools.setup.questions.flags import Flags
from buildtools.setup.questions.opened import Question
from tests.setup.looked import Answers

PACKAGE = {"name": "shop", "version": "1.0.0", "scripts": {"build": "node build.mjs"}}
TOLD = Wish(Flags(output=["dist=~/"]))
LINE = "from buildtools.tasks import ns"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Path]:
    """A folder with a package.json, in which the command is started."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(PACKAGE))
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def files(folder: Path) -> dict[str, str]:
    """Return what lies there, by name; `.buildtools` has its own tests."""
    found = (
        each for each in folder.rglob("*") if each.is_file() and ".buildtools" not in each.parts
    )
    return {each.relative_to(folder).as_posix(): each.read_text() for each in sorted(found)}


def begin(app: Path, wish: Wish = TOLD, name: str = "sentry.yml", **more: Any) -> Shown:
    """Do it for a folder, with an asker or without one."""
    shown = Shown(json=more.get("json", True))
    initiate(
        wish, app / name, {"HOME": "/nowhere", "PATH": os.environ["PATH"]}, more.get("asker"), shown
    )
    return shown


def test_files_are_written_and_the_next_command_is_named(app: Path) -> None:
    """By the name that works here, since tasks.py is there by now; the schema is for editors."""
    setup = begin(app).setup

    assert ["package.json", "sentry.yml", "tasks.py"] == [*files(app)]
    assert ["written", "written"] == [each.state for each in setup.files]
    assert setup.settings == files(app)["sentry.yml"]
    assert files(app)["tasks.py"].startswith(LINE)
    assert "invoke release --env=local" == setup.next_command
    schema = json.loads((app / ".buildtools" / "sentry.schema.json").read_text())
    assert "sentry.yml" == schema["title"]


def test_a_second_run_changes_nothing(app: Path) -> None:
    """Whoever wrote comments into it."""
    begin(app)
    (app / "sentry.yml").write_text("# ours\n" + (app / "sentry.yml").read_text())
    before = files(app)
    again = begin(app)

    assert {"there"} == {each.state for each in again.setup.files}
    assert before == files(app)


def test_a_file_in_the_way_is_shown_and_left(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no other is written; with `keep` the others are."""
    (app / "sentry.yml").write_text("version: 1\n")
    with pytest.raises(
        ConfigurationError, match=r"sentry\.yml is there already; nothing is written"
    ):
        begin(app, json=False)
    assert ["package.json", "sentry.yml"] == [*files(app)]
    assert "+environments:" in capsys.readouterr().out

    keeping = begin(app, TOLD._replace(keep=True)).setup
    assert ["differs", "written"] == [each.state for each in keeping.files]
    assert "cannot be used for local" in keeping.checks[0].answer.said
    assert "version: 1\n" == files(app)["sentry.yml"]


def test_several_files_in_the_way_are_named(app: Path) -> None:
    """All in one sentence."""
    for name in ("sentry.yml", ".gitlab-ci.yml"):
        (app / name).write_text("a: 1\n")
    with pytest.raises(ConfigurationError, match=r"sentry\.yml and \.gitlab-ci\.yml are there"):
        begin(app, TOLD._replace(systems=("gitlab",)))


def test_a_tasks_file_is_theirs(app: Path) -> None:
    """What it lacks is said, and the command is the one that works without it."""
    (app / "tasks.py").write_text("raise SystemExit('executed')\n")
    setup = begin(app).setup
    assert (("lacks", LINE), "buildtools release --env=local") == (
        (setup.files[-1].state, setup.files[-1].difference),
        setup.next_command,
    )
    (app / "tasks.py").write_text(f"{LINE}\n")
    assert "there" == begin(app).setup.files[-1].state


def test_another_folder(app: Path) -> None:
    """The file is named where it lies, and the command says it: tasks beside it are not found."""
    below = app / "apps" / "my web"
    below.mkdir(parents=True)
    (below / "package.json").write_text(json.dumps(PACKAGE))
    setup = begin(below).setup

    assert ["apps/my web/sentry.yml", "apps/my web/tasks.py"] == [each.path for each in setup.files]
    assert "buildtools release --env=local --file='apps/my web/sentry.yml'" == setup.next_command


def test_from_a_folder_below(app: Path) -> None:
    """Invoke finds tasks of a folder above."""
    (app / "src").mkdir()
    os.chdir(app / "src")
    assert "invoke release --env=local" == begin(app).setup.next_command


def test_printing_writes_nothing(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text alone, on stdout."""
    shown = begin(app, TOLD._replace(print_=True), json=False)

    assert shown.setup.settings == capsys.readouterr().out
    assert ["package.json"] == [*files(app)]


def test_what_stays_open_is_kept_for_json(app: Path) -> None:
    """All of it, with its flags, and nothing is written."""
    (app / "package.json").unlink()
    shown = Shown(json=True)
    with pytest.raises(Unanswered):
        initiate(Wish(), app / "sentry.yml", {}, None, shown)
    flags = [each.flag for each in shown.setup.questions]
    assert ["--output=PATH=URL", "--release=TEMPLATE"] == flags
    assert {} == files(app)


def test_a_question_shows_its_default(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On stderr, behind why the answer before would not do; without an answer it is left."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("~/x\n"))
    question = Question("output:dist", "At which URL?", "--output=dist=URL", str, default="~/")

    assert "~/x" == Terminal().ask(question, "'x' is no URL")
    assert ("", "  'x' is no URL\nAt which URL? [~/] ") == capsys.readouterr()
    with pytest.raises(EOFError):
        Terminal().ask(question, "")


class Leaving:
    """Somebody who presses Ctrl-C."""

    def ask(self, question: Question, fault: str) -> str:
        del question, fault
        raise KeyboardInterrupt


@pytest.mark.parametrize("asker", [Leaving(), Answers("acme")])
def test_who_leaves_leaves_nothing(app: Path, asker: Leaving | Answers) -> None:
    """By Ctrl-C, or by the end of the input in the middle."""
    with pytest.raises(Interrupted, match="nothing is written") as stop:
        begin(app, asker=asker)
    assert 130 == stop.value.exit_code
    assert ["package.json"] == [*files(app)]


def test_answers_are_written(app: Path) -> None:
    """With where they come from; another environment is one more section."""
    asker = Answers("acme", "web, api", "https://www.example.com")
    setup = begin(app, TOLD._replace(environment="staging"), asker=asker).setup

    for line in (
        "org: acme  # your answer",
        "projects: [web, api]",
        "site: https://www.example.com",
    ):
        assert line in setup.settings
    assert "  staging:  # --env" in setup.settings


def test_a_folder_that_lets_nobody_write(app: Path) -> None:
    """Is said, with nothing in it."""
    (app / "x").mkdir()
    (app / "x" / "package.json").write_text(json.dumps(PACKAGE))
    (app / ".github").touch()
    with pytest.raises(DiskRefused, match=r"sentry-release\.yml"):
        begin(app, TOLD._replace(systems=("github",)))
    assert [".github", "package.json", "x/package.json"] == [*files(app)]


def test_it_ends_with_what_the_app_has_to_say(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines for its own file, until they are in it; then that they are."""
    scripts = {"scripts": {"build": "next build"}, "dependencies": {"next": "16"}}
    (app / "package.json").write_text(json.dumps(PACKAGE | scripts))
    config = app / "next.config.mjs"
    config.write_text("const nextConfig = {\n};\nexport default nextConfig;\n")
    setup = begin(app, Wish(), json=False).setup

    assert "    +   productionBrowserSourceMaps: true," in capsys.readouterr().out
    for each in (each for each in setup.changes if not each.done):
        assert (each.file, each.done) == ("next.config.mjs", False)
        config.write_text(config.read_text().replace(each.before, each.after))
    assert {True} == {each.done for each in begin(app, Wish()).setup.changes}
