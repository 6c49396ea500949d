"""A folder becomes a draft: looked at, and asked about where something stays open."""

from pathlib import Path

import pytest

from buildtools.errors import ConfigurationError
from buildtools.found.existing import Existing, Tool
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.finding import found, tools
from buildtools.setup.gathering import gather
from buildtools.setup.questions.asking import Unanswered
from buildtools.setup.questions.given import Given
from buildtools.setup.writing.settings_text import settings_text
from tests.setup.looked import DIST, Answers, app, gathered, looks

WEB, API = app("apps/web", name="web"), app("apps/api", name="api")
TOOL = Tool("sentry-cli", "release.sh:3", "uploads dist", "upload")
TOLD = Existing(
    outputs=(Said(Output("public", "~/p"), "release.sh:3"),),
    command=Said("make", "release.sh:2"),
    tools=(TOOL,),
)
OUTPUT = Given(outputs=(Said(Output("out", "~/"), "--output"),), release=Said("1", "--release"))


def test_one_app_is_taken(tmp_path: Path) -> None:
    """Without a question, and nobody is asked for what may stay open."""
    _package(tmp_path)
    done = gather(tmp_path, Given(), {}, looks(app()))

    assert (DIST,) == done.draft.outputs
    assert "{package.name}@{package.version}" == (done.draft.release and done.draft.release.value)


def test_of_several_one_is_named(tmp_path: Path) -> None:
    """By a flag, by an answer; else that is what stays open, alone: the rest depends on it."""
    _package(tmp_path / "apps" / "api")
    both = looks(WEB, API)
    with pytest.raises(Unanswered) as failure:
        gather(tmp_path, Given(), {}, both)
    assert ["app"] == [each.name for each in failure.value.questions]

    assert "apps/api" == gather(tmp_path, Given(app="api"), {}, both).draft.directory.value
    asker = Answers("apiweb", "api", "", "", "")
    assert API.directory == gather(tmp_path, Given(), {}, both, asker).app.directory
    assert ["app", "app", "org", "project", "site"] == asker.asked


def test_all_that_stays_open_is_told_together(tmp_path: Path) -> None:
    """A folder without an app has neither output nor version."""
    with pytest.raises(Unanswered) as failure:
        gather(tmp_path, Given(), {}, looks())

    assert ["output", "release"] == [each.name for each in failure.value.questions]
    assert f"nothing in {tmp_path.name}" in failure.value.evidence[0]
    assert "out" == gather(tmp_path, OUTPUT, {}, looks()).draft.outputs[0].value.path


def test_answers_come_into_the_draft(tmp_path: Path) -> None:
    """Enter leaves organization and projects to variables."""
    _package(tmp_path)
    draft = gather(tmp_path, Given(), {}, looks(app()), Answers("acme", "", "")).draft

    assert ("acme", None) == (draft.org and draft.org.value, draft.projects)
    with pytest.raises(EOFError):
        gather(tmp_path, Given(), {}, looks(app()), Answers("acme"))


def test_other_tools_go_first_where_that_is_asked_for(tmp_path: Path) -> None:
    """Else what lies there does, unless it is a guess; and where none is told, it is said."""
    _package(tmp_path)
    usual = gather(tmp_path, Given(), {}, looks(app(), told=TOLD)).draft
    assert ("dist", "npm run build") == (
        usual.outputs[0].value.path,
        usual.command and usual.command.value,
    )
    told = gather(tmp_path, Given(), {}, looks(app(), told=TOLD), as_told=True).draft
    assert ("public", "make") == (told.outputs[0].value.path, told.command and told.command.value)
    guess = app(outputs=(Said(Output("dist", "~/"), "x", sure=False),))
    assert (
        "public"
        == gather(tmp_path, Given(), {}, looks(guess, told=TOLD)).draft.outputs[0].value.path
    )
    with pytest.raises(ConfigurationError, match="no other tool"):
        gather(tmp_path, Given(), {}, looks(app()), as_told=True)


def test_the_root_of_a_disk_and_a_home_are_no_project(tmp_path: Path) -> None:
    """Unless a package.json says otherwise, or the folder of an output is named."""
    home = {"HOME": str(tmp_path)}
    for root in (tmp_path, Path("/")):
        with pytest.raises(ConfigurationError, match="no project"):
            gather(root, Given(), home, looks(app()))
    assert gather(tmp_path, OUTPUT, home, looks(app())).app
    _package(tmp_path)
    assert gather(tmp_path, Given(), home, looks(app())).app


def test_what_settings_cannot_say_is_left_out(tmp_path: Path) -> None:
    """And said, so that nobody looks for it in the file."""
    _package(tmp_path)
    told = Existing(
        org=Said("$ORG", "release.sh:1"),
        site=Said("www", "release.sh:5"),
        projects=Said(("web", "a b"), "release.sh:1"),
        release=Said("{tag}", "release.sh:4"),
        environments=(Said("staging", "x"), Said("${{ inputs.env }}", "release.yml:9")),
        outputs=(
            Said(Output("../public", "~/"), "release.sh:3"),
            Said(Output("${OUT}", "~/"), "release.sh:3"),
        ),
    )
    outside = app(
        outputs=(DIST, Said(Output("../out", "~/"), "toy.config:3")), site=Said("here", "x:1")
    )
    done = gather(tmp_path, Given(), {}, looks(outside, told=told))

    assert (None, None, None) == (done.draft.org, done.draft.projects, done.app.site)
    assert ["staging", "production"] == [each.value for each in done.draft.environments]
    assert (DIST,) == done.draft.outputs
    unread = "\n".join((*done.told.unread, *done.app.doubts))
    for told_of in (
        "$ORG",
        "www",
        "${OUT} at ~/ of release.sh:3 names a variable",
        "a b",
        "{tag}",
        "inputs.env",
        "../public",
        "../out",
        "the site here",
    ):
        assert told_of in unread


def test_variables_of_other_tools_stay_variables(tmp_path: Path) -> None:
    """One that overrides the key anyway is left to itself, and needs no question."""
    _package(tmp_path)
    told = Existing(
        url=Said("${SENTRY_URL}", "ci.yml:1"),
        org=Said("${SENTRY_ORG}", "ci.yml:2"),
        projects=Said(("${WEB_PROJECT}",), "ci.yml:3"),
        release=Said("web@{env.BUILD}", "ci.yml:4"),
        dist=Said("${BUILD}", "ci.yml:5"),
    )
    done = gather(tmp_path, Given(), {}, looks(app(), told=told))
    text = settings_text(done.draft)
    local, production = text.split("environments:")[1].split("production:")

    assert "# org: acme" in text
    assert "projects: [${WEB_PROJECT}]  # ci.yml:3" in text.replace('"', "")
    assert "release: web@{env.BUILD}  # ci.yml:4" in production
    assert "dist: ${BUILD}  # ci.yml:5" in production.replace('"', "")
    assert "BUILD" not in text.split("environments:")[0] + local


def test_an_app_below_may_write_beside_itself(tmp_path: Path) -> None:
    """Its output leaves its folder, and not that of sentry.yml."""
    _package(tmp_path / "client")
    beside = app("client", outputs=(Said(Output("../dist", "~/"), "x"),))
    assert gather(tmp_path, Given(), {}, looks(beside)).draft.outputs


def test_what_was_found_is_said() -> None:
    """In a line each: the app, the workspace, what is above, what differs or was not read."""
    told = Existing(tools=(TOOL,), differ=("two names of a project",), unread=("x.js: no data",))
    done = gathered(
        WEB, told, root="/project/apps/web", lock="/project/lock.json", above="/project/sentry.yml"
    )
    done = done._replace(
        place=done.place.__class__(
            done.place.apps, Said("npm", "package.json:3"), ("ui: a library",), ("b.js: no object",)
        )
    )
    lines = [*found(done)]

    assert "app: web in apps/web, Toy (package.json:4), npm" == lines[0]
    assert "workspace: npm (package.json:3)" in lines
    assert "left out: ui: a library" in lines
    assert "a workspace is above, in ../..: this file is of web alone" in lines
    assert "../../sentry.yml is above; in this folder the new one counts" in lines
    assert ["two names of a project", "not read: x.js: no data"] == lines[-2:]
    assert "not read: b.js: no object" in lines
    assert ["release.sh:3: sentry-cli uploads dist; instead: upload"] == [*tools(done)]
    bare = gathered(app(framework=None, package_manager=None))
    assert ["app: shop in this folder"] == [*found(bare)]


def _package(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"name": "shop", "version": "1.0.0"}')
