"""What lies in a project is somebody's: broken, huge, in UTF-16; it is told and never fatal."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.setup.detect import commands, data, look
from tests.setup.detect.folders import package, written

BROKEN = {
    "broken": b'{"name": "shop",',
    "no object": b"[1]",
    "UTF-16": '{"name": "shop"}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "huge": b'{"a": "' + b"a" * data.MOST_BYTES + b'"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_package_that_cannot_be_read_is_told(name: str, tmp_path: Path) -> None:
    """With its name and why; the app is there all the same."""
    (tmp_path / "package.json").write_bytes(BROKEN[name])
    place = look(tmp_path)

    assert 1 == len(place.apps)
    assert place.unread[0].startswith("package.json")


@pytest.mark.parametrize(
    "text", ["\N{BYTE ORDER MARK}{}", "{}", '{"scripts": [], "dependencies": 3}']
)
def test_odd_ones_are_read(text: str, tmp_path: Path) -> None:
    """A mark of the byte order, nothing in it, values of another type than they should be."""
    (tmp_path / "package.json").write_text(text, encoding="utf-8")

    assert () == look(tmp_path).unread


MANAGERS = {
    "package-lock.json": "npm run build",
    "yarn.lock": "yarn run build",
    "pnpm-lock.yaml": "pnpm run build",
    "bun.lock": "bun run build",
    "bun.lockb": "bun run build",
    "deno.lock": "deno task build",
}


@pytest.mark.parametrize("lock", MANAGERS)
def test_the_lock_file_tells_the_package_manager(lock: str, tmp_path: Path) -> None:
    """And so how a script is run."""
    app = look(written(tmp_path, {"package.json": package("next build", "next"), lock: ""})).apps[0]

    assert app.command is not None
    assert MANAGERS[lock] == app.command.value


def test_its_own_word_counts_before_the_lock_file(tmp_path: Path) -> None:
    """As corepack takes it."""
    manifest = package("vite build", "vite", packageManager="yarn@4.5.0")
    app = look(written(tmp_path, {"package.json": manifest, "package-lock.json": ""})).apps[0]

    assert app.command is not None
    assert "yarn run build --sourcemap" == app.command.value


def test_two_lock_files_are_a_guess(tmp_path: Path) -> None:
    """The origin names the other."""
    files = {"package.json": package("next build"), "yarn.lock": "", "pnpm-lock.yaml": ""}
    manager = look(written(tmp_path, files)).apps[0].package_manager

    assert manager is not None
    assert (False, "pnpm-lock.yaml, though yarn.lock is there too") == (
        manager.sure,
        manager.origin,
    )


FLAGS = {
    "vite build": "npm run build -- --sourcemap",
    "vite build --sourcemap hidden": "npm run build",
    "vite build && node copy.mjs": "npm run build",
    "ng build": "npm run build -- --source-map",
    "react-router build": "npm run build -- --sourcemapClient --sourcemapServer",
    "next build --webpack": "npm run build",
    "tsc -p .": "npm run build -- --sourceMap",
    "bun build a.ts --sourcemap=linked --outdir=b": "npm run build",
    "esbuild a.ts --sourcemap=linked --outdir=b": "npm run build",
}


@pytest.mark.parametrize("build", FLAGS)
def test_source_maps_by_a_flag(build: str, tmp_path: Path) -> None:
    """Where its program takes one, the script ends with it and does not say it already."""
    app = look(written(tmp_path, {"package.json": package(build, "vite", "typescript")})).apps[0]

    assert app.command is not None
    assert FLAGS[build] == app.command.value


def test_no_flag_where_the_configuration_writes_them(tmp_path: Path) -> None:
    """It may say `hidden`, which a flag would take back."""
    files = {
        "package.json": package("vite build", "vite"),
        "vite.config.js": "export default { build: { sourcemap: 'hidden' } };",
    }
    app = look(written(tmp_path, files)).apps[0]

    assert app.command is not None
    assert "npm run build" == app.command.value


SCRIPTS = {
    "a": "npm run b && pnpm run c --flag",
    "prea": "echo vite build",
    "posta": "node --run d",
    "b": "cross-env NODE_ENV=production X=1 node_modules/.bin/vite build",
    "c": "concurrently \"npm:e:*\" 'tsc -b'",
    "d": "yarn a",
    "e:1": "cd web; npx rollup -c",
    "e:2": "run-s e:1",
    "f": "echo 'unended",
}


def test_scripts_are_followed() -> None:
    """Through package managers, wrappers and programs that run several, and never in a circle."""
    found = commands.of_script("a", SCRIPTS)

    assert ["vite build", "npx rollup -c", "npx rollup -c", "tsc -b"] == [
        each.text for each in found
    ]
    assert {"NODE_ENV": "production", "X": "1"} == found[0].variables
    assert ["", "web", "web", ""] == [each.folder for each in found]


@given(st.text(max_size=200))
def test_any_script_is_read(text: str) -> None:
    """Whatever a script says, its words come of it, and nothing is run or raised."""
    for each in commands.of_script("x", {"x": text, "y": text}):
        assert each.words


@given(st.text(alphabet='{}[]":,/* \n\\a', max_size=60))
def test_text_in_texts_is_no_comment(text: str) -> None:
    """What stands in a string stays as it is."""

    whole = json.dumps({"a": text})

    assert whole == data.without_comments(whole)


SITES = {
    "CNAME": ("shop.example.dev\n", "https://shop.example.dev", True),
    "public/robots.txt": (
        "User-agent: *\nSitemap: https://a.example.dev/sitemap.xml",
        "https://a.example.dev",
        False,
    ),
    ".firebaserc": ('{"projects": {"default": "shop-1"}}', "https://shop-1.web.app", False),
    "astro.config.mjs": (
        "export default { site: 'https://b.example.dev/' };",
        "https://b.example.dev",
        True,
    ),
    "vercel.json": ('{"alias": ["c.example.dev"]}', "https://c.example.dev", False),
}


@pytest.mark.parametrize("name", SITES)
def test_the_site_where_a_file_names_it(name: str, tmp_path: Path) -> None:
    """Sure where the file says nothing else, a guess where it may be another stage's."""
    text, url, sure = SITES[name]
    site = (
        look(written(tmp_path, {"package.json": package("astro build", "astro"), name: text}))
        .apps[0]
        .site
    )

    assert site is not None
    assert (url, sure) == (site.value, site.sure)


@pytest.mark.parametrize(
    "homepage",
    ["https://github.com/a/b#readme", ".", "/shop", "https://example.com", "http://localhost:3000"],
)
def test_what_is_no_site(homepage: str, tmp_path: Path) -> None:
    """A repository, a path, and what stands for a host."""
    manifest = package("vite build", "vite", homepage=homepage)

    assert look(written(tmp_path, {"package.json": manifest})).apps[0].site is None


_ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(("", "*", "../..", "{a", "[", "a@b")),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(("build", "projects", "targets", "packages")), below)
    ),
    max_leaves=6,
)
_KEYS = ("name", "scripts", "dependencies", "workspaces", "packageManager", "homepage", "targets")
_FILES = ("tsconfig.json", "angular.json", "turbo.json", "nx.json", "project.json", "lerna.json")


@given(
    st.dictionaries(st.sampled_from(_KEYS), _ODD),
    st.dictionaries(st.sampled_from(_FILES), _ODD),
)
def test_any_values_are_looked_at(
    tmp_path_factory: pytest.TempPathFactory, manifest: dict[str, Any], files: dict[str, Any]
) -> None:
    """Values of other types than they should be tell nothing, and end nothing."""
    root = tmp_path_factory.mktemp("odd")

    assert look(written(root, {"package.json": manifest, **files})).apps is not None
