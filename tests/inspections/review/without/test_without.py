"""The app built without Sentry, in a copy: its packages are emptied, nothing else is touched."""

import json
import os
import uuid
from pathlib import Path

import msgspec
import pytest

from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.without import copied, left
from buildtools.inspections.review.without.emptying import Exported, common, empty, folders, module
from buildtools.inspections.review.without.lending import lent
from buildtools.inspections.review.without.opening import Opened, opened
from buildtools.review.unseen import Unseen
from buildtools.state import temporary_folders
from tests.inspections.review.weight import made

NAMES = ("init", "withScope", "wrapHandler", "ErrorBoundary", "sentryVitePlugin", "default", "a-b")
PACKAGES = {
    "browser": {
        ".": Exported(NAMES, "./build/index.d.ts"),
        "./late": Exported(("late",), ""),
    }
}


def installed(root: Path, version: str = "11.8.0") -> Path:
    """Install a package of Sentry by hand; give its folder."""
    place = root / "node_modules" / "@sentry" / "browser"
    (place / "build").mkdir(parents=True)
    (place / "build" / "index.js").write_text("real")
    manifest = {"name": "@sentry/browser", "version": version, "types": "./build/index.d.ts"}
    (place / "package.json").write_text(json.dumps(manifest | {"browser": "./build/index.js"}))
    return place


def commanded(scope: Scope, command: str | None) -> Scope:
    """Return the same scope with a build command."""
    loaded = scope.loaded
    build = msgspec.structs.replace(loaded.settings.build, command=command)
    settings = msgspec.structs.replace(loaded.settings, build=build)
    variables = {"PATH": os.environ["PATH"]}
    known = msgspec.structs.replace(loaded, settings=settings, variables=variables)
    return msgspec.structs.replace(scope, loaded=known)


def test_each_name_does_nothing_in_its_way() -> None:
    """What wraps gives back, what is given a callback calls it, a component shows its children."""
    for text, form in (
        (module(NAMES), "export {{ {0} as {1} }}"),
        (common(NAMES), "exports.{1} = {0}"),
    ):
        assert form.format("nothing", "init") in text
        assert form.format("called", "withScope") in text
        assert form.format("same", "wrapHandler") in text
        assert form.format("shown", "ErrorBoundary") in text
        assert form.format("plugin", "sentryVitePlugin") in text
        assert "a-b" not in text


def test_a_package_is_emptied_for_all_conditions(tmp_path: Path) -> None:
    """Types stay; there is no second way in, and files that others link to stay as they are."""
    place = installed(tmp_path)
    elsewhere = tmp_path / "linked.json"
    os.link(place / "package.json", elsewhere)
    before = elsewhere.read_text()
    empty(place.parent, PACKAGES)

    manifest = json.loads((place / "package.json").read_text())
    assert {"types", "import", "require", "default"} == manifest["exports"]["."].keys()
    assert {"import", "require", "default"} == manifest["exports"]["./late"].keys()
    assert ("11.8.0", "./build/index.d.ts") == (manifest["version"], manifest["types"])
    assert "browser" not in manifest
    assert "late" in (place / "nothing.mjs").read_text()
    assert before == elsewhere.read_text()


def test_a_link_into_a_store_is_not_followed(tmp_path: Path) -> None:
    """The store is the project's own."""
    store = installed(tmp_path / "store")
    scope = tmp_path / "app" / "node_modules" / "@sentry"
    scope.mkdir(parents=True)
    (scope / "browser").symlink_to(store)
    empty(scope, PACKAGES)

    assert (scope / "browser" / "nothing.cjs").is_file()
    assert ["build", "package.json"] == sorted(each.name for each in store.iterdir())


def test_packages_are_found_at_the_app_and_above(tmp_path: Path) -> None:
    """Never outside of the copy."""
    inner, outer = installed(tmp_path / "copy" / "web").parent, installed(tmp_path / "copy").parent
    installed(tmp_path)

    assert [inner, outer] == folders(tmp_path / "copy", "web")


def test_a_copy_has_all_but_what_builds_left(tmp_path: Path) -> None:
    """What it would leave itself is named, so that each build begins with nothing."""
    project = tmp_path / f"project-{uuid.uuid4()}"
    made.script(project / "dist", "main.js", (made.CLIENT,))
    (project / "src.js").write_text("1")
    (project / "node_modules" / ".cache").mkdir(parents=True)
    with copied(commanded(made.scope(project), "true")) as copy:
        there = sorted(each.name for each in copy.root.iterdir())
        caches = list((copy.root / "node_modules").iterdir())
        (copy.root / "node_modules" / ".cache").mkdir()
        (copy.root / "node_modules" / ".bin").mkdir()
        named = [each.relative_to(copy.root).as_posix() for each in left(copy)]

    assert (["node_modules", "src.js"], []) == (there, caches)
    assert {"dist", "node_modules/.cache"} == set(named)
    assert copy.ledger is None
    assert not copy.root.exists()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (None, "build.command is not set"),
        ("true", "its packages are not below this project"),
    ],
)
def test_where_there_can_be_none_it_says_why(tmp_path: Path, command: str | None, why: str) -> None:
    """And nothing is left behind, in the project or beside it."""
    project = tmp_path / f"project-{uuid.uuid4()}"
    made.script(project / "dist", "main.js", (made.CLIENT,))
    scope = commanded(made.scope(project), command)
    with lent(scope) as bare:
        found = bare.scope()
        assert found is bare.scope()

    assert isinstance(found, Unseen)
    assert why in found.why
    assert [] == list(temporary_folders.place(project).glob(f"*/{project.name}"))
    assert ["dist"] == [each.name for each in project.iterdir()]


def test_a_page_is_not_opened_where_nothing_serves_it(tmp_path: Path) -> None:
    """That is said, and is no failure."""
    told = opened(made.scope(tmp_path), ())

    assert Opened(None, "its page was not opened: serve is not set in sentry.yml") == told
