"""Repositories of several packages: which are apps, and why the others are none."""

from pathlib import Path
from typing import Any

import pytest

from buildtools.setup.detect import look
from tests.setup.detect.folders import package, written
from tests.setup.detect.test_defaults import shown

WEB = package("next build", "next")
API = package("tsc", "express", scripts={"build": "tsc", "start": "node dist/a.js"})
UI = package("tsup src/a.ts", "tsup", main="dist/a.js", version="1.0.0")
TSC = {"compilerOptions": {"outDir": "dist"}}
FILES = {
    "apps/web/package.json": WEB,
    "apps/api/package.json": API | {"devDependencies": {"typescript": "5"}},
    "apps/api/tsconfig.json": TSC,
    "packages/ui/package.json": UI,
    "packages/rules/package.json": {"name": "@shop/rules"},
    "packages/ui/fixtures/inner/package.json": WEB,
}
TOPS: dict[str, tuple[dict[str, Any], str]] = {
    "pnpm": (
        {
            "package.json": {"private": True, "devDependencies": {"turbo": "2"}},
            "pnpm-workspace.yaml": "# ours\npackages:\n  - 'apps/*'\n  - packages/*\n",
        },
        "pnpm-workspace.yaml:2",
    ),
    "npm": ({"package.json": {"workspaces": ["./apps/*", "packages/*"]}}, "package.json:2"),
    "yarn, as an object": (
        {"package.json": {"workspaces": {"packages": ["apps/**", "packages/*"]}}},
        "package.json:3",
    ),
    "lerna": (
        {"package.json": {}, "lerna.json": {"packages": ["{apps,packages}/*"]}},
        "lerna.json:2",
    ),
    "negated": (
        {"package.json": {"workspaces": ["**", "!packages/ui/fixtures/**"]}},
        "package.json:2",
    ),
}


@pytest.mark.parametrize("name", TOPS)
def test_apps_are_told_from_libraries(name: str, tmp_path: Path) -> None:
    """By what builds them and what they give to others; each left out with its reason."""
    top, origin = TOPS[name]
    place = look(written(tmp_path, FILES | top))

    assert place.workspace is not None
    assert origin == place.workspace.origin
    assert ["apps/api", "apps/web"] == [each.directory for each in place.apps]
    assert ["dist app:///dist node"] == shown(place.apps[0])
    assert (
        "packages/rules: nothing builds it",
        "packages/ui: a library: packages/ui/package.json:9 says what others import (main)",
    ) == place.left_out


def test_the_package_manager_is_that_of_the_top(tmp_path: Path) -> None:
    """Packages have no lock file of their own."""
    top, _ = TOPS["pnpm"]
    app = look(written(tmp_path, FILES | top | {"pnpm-lock.yaml": ""})).apps[1]

    assert app.package_manager is not None
    assert app.command is not None
    assert ("pnpm", "pnpm-lock.yaml") == (app.package_manager.value, app.package_manager.origin)
    assert ("pnpm run build", "apps/web/package.json:4") == (app.command.value, app.command.origin)


def test_an_app_below_its_workspace_knows_what_is_above(tmp_path: Path) -> None:
    """Asked for in its own folder, it is built by the same package manager."""
    top, _ = TOPS["pnpm"]
    (tmp_path / ".git").mkdir()
    place = look(written(tmp_path, FILES | top | {"pnpm-lock.yaml": ""}) / "apps/web")

    assert place.workspace is None
    assert place.apps[0].package_manager is not None
    assert "../../pnpm-lock.yaml" == place.apps[0].package_manager.origin


def test_the_top_may_be_an_app_itself(tmp_path: Path) -> None:
    """With packages of its own beside it."""
    files = {
        "package.json": package("vite build", "vite", workspaces=["packages/*"]),
        "index.html": "",
        "packages/ui/package.json": UI,
    }
    assert ["."] == [each.directory for each in look(written(tmp_path, files)).apps]


def test_a_library_by_its_configuration(tmp_path: Path) -> None:
    """What a build makes for others is no app, whatever builds it."""
    files = {
        "package.json": {"workspaces": ["packages/*"]},
        "packages/ui/package.json": package("vite build", "vite"),
        "packages/ui/vite.config.js": "export default {\n  build: { lib: { entry: 'a.js' } },\n}",
    }
    place = look(written(tmp_path, files))

    assert ((), ("packages/ui: a library: packages/ui/vite.config.js:2 builds it as one",)) == (
        place.apps,
        place.left_out,
    )


def test_projects_of_a_runner_of_tasks(tmp_path: Path) -> None:
    """They have no package.json: who builds them and where to stands in a file of the runner's."""

    def target(executor: str, **options: Any) -> dict[str, Any]:
        return {"name": "web", "targets": {"build": {"executor": executor, "options": options}}}

    files = {
        "package.json": package("", "next", "vite", "nx"),
        "nx.json": {},
        "apps/web/project.json": target("@nx/vite:build", outputPath="dist/apps/web"),
        "apps/shop/project.json": target("@nx/next:build", outputPath="dist/apps/shop"),
        "libs/ui/project.json": {"name": "ui", "targets": {}},
    }
    place = look(written(tmp_path, files))
    shop, web = place.apps

    assert ["../../dist/apps/web ~/"] == shown(web)
    assert [
        "../../dist/apps/shop/.next/static ~/_next/static",
        "../../dist/apps/shop/.next/server app:///dist/apps/shop/.next/server node",
    ] == shown(shop)
    assert web.command is not None
    assert ("npx nx build web", "apps/web/project.json:5") == (
        web.command.value,
        web.command.origin,
    )
    assert ("libs/ui: nothing builds it",) == place.left_out


def test_what_a_cache_of_tasks_keeps_is_an_output(tmp_path: Path) -> None:
    """Of a build that nobody knows: its folder is told, its URL stays open."""
    files = {
        "package.json": {"workspaces": ["apps/*"]},
        "turbo.json": '{\n  // ours\n  "tasks": {"build": {"outputs": ["made/**", "!made/a"]}},\n}',
        "apps/web/package.json": package("node make.mjs"),
    }
    app = look(written(tmp_path, files)).apps[0]

    assert ["made ~/"] == shown(app)
    assert ("the URL of made: nothing names it",) == app.doubts
    assert ["turbo.json:3"] == [each.origin for each in app.outputs]


def test_apps_below_a_folder_that_is_none(tmp_path: Path) -> None:
    """As beside a server of another language, where nothing says that there are several."""
    files = {"manage.py": "", "frontend/package.json": WEB, "docs/deep/er/package.json": WEB}

    assert ["frontend"] == [each.directory for each in look(written(tmp_path, files)).apps]


def test_nothing_at_all(tmp_path: Path) -> None:
    """An empty folder is no app."""
    assert () == look(tmp_path).apps
