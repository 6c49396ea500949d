"""After a build it is looked at what lies there, and what lies there is right."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from buildtools.setup.detect import look
from tests.setup.detect.folders import package, written
from tests.setup.detect.test_defaults import shown
from tests.stories.shopping import PACKAGE

MAPPED = "document.createElement('a');\n//# sourceMappingURL=a.js.map\n"
SERVER = "import { createServer } from 'node:http';\n//# sourceMappingURL=b.js.map\n"
PLAIN = "export const three = 3;\n//# sourceMappingURL=c.js.map\n"
VITE = package("vite build", "vite")

BUILT: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the URL by a page": (
        {
            "package.json": VITE,
            "dist/index.html": '<script type="module" src="/shop/assets/a.js"></script>',
            "dist/assets/a.js": MAPPED,
        },
        ["dist ~/shop"],
    ),
    "a host of its own": (
        {
            "package.json": VITE,
            "dist/index.html": "<script src=https://cdn.example.org/v2/assets/a.js></script>",
            "dist/assets/a.js": MAPPED,
        },
        ["dist ~/v2"],
    ),
    "a page below another": (
        {
            "package.json": VITE,
            "dist/docs/index.html": "<script src=../assets/a.js></script>",
            "dist/assets/a.js": MAPPED,
        },
        ["dist ~/"],
    ),
    "another folder than that of the default": (
        {
            "package.json": VITE,
            "out/assets/a.js": MAPPED,
            "out/index.html": "<script src=/assets/a.js></script>",
        },
        ["out ~/"],
    ),
    "two sides where one was expected": (
        {
            "package.json": VITE,
            "dist/client/index.html": '<script src="/assets/a.js"></script>',
            "dist/client/assets/a.js": MAPPED,
            "dist/server/b.js": SERVER,
        },
        ["dist/client ~/", "dist/server app:///dist/server node"],
    ),
    "one side where two were expected": (
        {
            "package.json": package("react-router build", "@react-router/dev"),
            "build/client/assets/a.js": MAPPED,
        },
        ["build/client ~/"],
    ),
    "a bundle that a page names": (
        {
            "package.json": package("rollup -c", "rollup"),
            "index.html": '<script src="dist/a.js"></script>',
            "dist/a.js": MAPPED,
        },
        ["dist ~/dist"],
    ),
    "a bundle that asks for what Node has": (
        {"package.json": package("rollup -c", "rollup"), "dist/b.js": SERVER},
        ["dist app:///dist node"],
    ),
    "what nobody knows how it was built": (
        {"package.json": package("node make.mjs"), "build/b.js": SERVER},
        ["build app:///build node"],
    ),
    "two sides deeper down": (
        {
            "package.json": package("node make.mjs"),
            ".vercel/output/static/assets/a.js": MAPPED,
            ".vercel/output/functions/a.func/b.js": SERVER,
        },
        [
            ".vercel/output/functions app:///.vercel/output/functions node",
            ".vercel/output/static ~/",
        ],
    ),
    "no package at all": ({"site/a.js": MAPPED, "site/index.html": ""}, ["site ~/"]),
    "a site as it lies there": (
        {"js/a.js": MAPPED, "js/a.js.map": "{}", "index.html": "<script src=/js/a.js></script>"},
        [". ~/"],
    ),
    "base path of the server's own file": (
        {
            "package.json": package("next build", "next"),
            "next.config.mjs": "export default { basePath: process.env.BASE };",
            ".next/required-server-files.json": {"config": {"basePath": "/shop"}},
            ".next/static/chunks/a.js": MAPPED,
            ".next/server/b.js": SERVER,
        },
        [".next/static ~/shop/_next/static", ".next/server app:///.next/server node"],
    ),
    "the preset that it was built for": (
        {
            "package.json": package("nuxt build", "nuxt"),
            ".output/nitro.json": {"preset": "static"},
            ".output/public/_nuxt/a.js": MAPPED,
        },
        [".output/public ~/"],
    ),
}


@pytest.mark.parametrize("name", BUILT)
def test_what_was_built_is_right(name: str, tmp_path: Path) -> None:
    """Folders with scripts that have maps, the URL by pages, the kind by what scripts hold."""
    files, outputs = BUILT[name]
    app = look(written(tmp_path, files)).apps[0]

    assert (outputs, ()) == (shown(app), app.doubts)
    assert all("with maps" in each.origin for each in app.outputs)


PASSED = [
    "node_modules/a/dist/a.js",
    "coverage/a.js",
    ".next/cache/a.js",
    ".next/dev/static/a.js",
    ".next/standalone/.next/server/a.js",
    "src/a.js",
    ".git/a.js",
    "playwright-report/a.js",
]


@pytest.mark.parametrize("path", PASSED)
def test_what_is_no_output_is_passed_over(path: str, tmp_path: Path) -> None:
    """Packages, caches, copies, sources and what tests leave: the default stays."""
    files = {"package.json": package("next build", "next"), path: MAPPED, f"{path}.map": "{}"}
    app = look(written(tmp_path, files)).apps[0]

    assert [".next/static ~/_next/static", ".next/server app:///.next/server node"] == shown(app)
    assert not any("with maps" in each.origin for each in app.outputs)


def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    """What lies elsewhere is no output of this app."""
    written(tmp_path / "elsewhere", {"a.js": MAPPED})
    root = written(tmp_path / "app", {"package.json": VITE})
    (root / "dist").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert "default of Vite" == look(root).apps[0].outputs[0].origin


def test_of_two_builds_the_newer_counts(tmp_path: Path) -> None:
    """A folder that an earlier configuration left is not the one that is deployed."""
    files = {"package.json": package("node make.mjs"), "dist/a.js": MAPPED, "out/a.js": MAPPED}
    root = written(tmp_path, files)
    os.utime(root / "dist/a.js", (1_000_000, 1_000_000))

    assert ["out ~/"] == shown(look(root).apps[0])


def test_a_side_that_was_built_earlier_stays(tmp_path: Path) -> None:
    """Of two outputs that were expected, one may have been built again alone."""
    files = {
        "package.json": package("react-router build", "@react-router/dev"),
        "build/client/a.js": MAPPED,
        "build/server/b.js": SERVER,
    }
    root = written(tmp_path, files)
    os.utime(root / "build/server/b.js", (1_000_000, 1_000_000))

    assert REAL["react-router"] == shown(look(root).apps[0])


REAL = {
    "angular": ["dist/web/browser ~/"],
    "astro": ["dist ~/"],
    "next-turbopack": [".next/static ~/_next/static", ".next/server app:///.next/server node"],
    "next-webpack": [".next/static ~/_next/static", ".next/server app:///.next/server node"],
    "react-router": ["build/client ~/", "build/server app:///build/server node"],
    "sveltekit": ["build/client ~/", "build/server app:///build/server node"],
    "tsc": ["dist app:///dist node"],
    "vite": ["dist ~/"],
    "webpack": ["dist ~/"],
}


@pytest.mark.parametrize("name", REAL)
def test_real_builds(name: str, tmp_path: Path) -> None:
    """As frameworks left them: the folder, where it is served, and who runs its scripts."""
    shutil.copytree(PACKAGE / "tests" / "fixtures" / name, tmp_path / "app")

    assert REAL[name] == shown(look(tmp_path / "app").apps[0])
