"""What an app sets moves its outputs: flags, variables, and configuration read as data."""

from pathlib import Path
from typing import Any

import pytest

from buildtools.setup.detect import look
from tests.setup.detect.folders import package, written
from tests.setup.detect.test_defaults import shown

NODE = "@sveltejs/adapter-node"
ROWS: dict[str, tuple[str, tuple[str, ...], dict[str, Any], list[str]]] = {
    "next: folder and base path": (
        "next build",
        ("next",),
        {"next.config.mjs": "export default { distDir: 'build/web', basePath: '/shop' };"},
        ["build/web/static ~/shop/_next/static", "build/web/server app:///build/web/server node"],
    ),
    "next: assets on another host": (
        "next build",
        ("next",),
        {"next.config.js": "module.exports = { assetPrefix: 'https://cdn.example.org/a/' }"},
        [".next/static ~/a/_next/static", ".next/server app:///.next/server node"],
    ),
    "next: export": (
        "next build",
        ("next",),
        {
            "next.config.ts": "const config: NextConfig = { output: 'export',"
            " basePath: '/docs' };\nexport default config;"
        },
        ["out ~/docs"],
    ),
    "next: a monorepo's server": (
        "next build",
        ("next",),
        {"next.config.mjs": "export default { output: 'standalone' };"},
        [".next/static ~/_next/static", ".next/server app:///.next/server node"],
    ),
    "vite: flags before configuration": (
        "vite build --outDir=public/app --base /app/",
        ("vite",),
        {"vite.config.js": "export default { base: '/other/', build: { outDir: 'out' } }"},
        ["public/app ~/app"],
    ),
    "vite: configuration": (
        "vite build",
        ("vite",),
        {
            "vite.config.ts": "import { defineConfig } from 'vite';\n"
            "export default defineConfig(() => ({ root: 'web', base: '/x/',"
            " build: { outDir: '../out' } }));"
        },
        ["out ~/x"],
    ),
    "vite: folders that are put together": (
        "vite build && esbuild server/a.ts --platform=node --outdir=dist",
        ("vite", "esbuild"),
        {
            "vite.config.ts": "import path from 'node:path';\nexport default { root: "
            "path.resolve(import.meta.dirname, 'web'), build: { outDir: "
            "path.resolve(import.meta.dirname, 'dist/public') } };"
        },
        ["dist/public ~/", "dist app:///dist node"],
    ),
    "vite: relative base": (
        "vite build",
        ("vite",),
        {"vite.config.js": "export default { base: './' }"},
        ["dist ~/"],
    ),
    "sveltekit: base": (
        "vite build",
        ("vite", "@sveltejs/kit", NODE),
        {"svelte.config.js": "export default { kit: { paths: { base: '/shop' } } };"},
        ["build/client ~/shop", "build/server app:///build/server node"],
    ),
    "nuxt: base and preset": (
        "NITRO_PRESET=vercel nuxt build",
        ("nuxt",),
        {"nuxt.config.ts": "export default defineNuxtConfig({ app: { baseURL: '/shop/' } })"},
        [
            ".vercel/output/static ~/shop",
            ".vercel/output/functions app:///.vercel/output/functions node",
        ],
    ),
    "angular: base and folder": (
        "ng build",
        ("@angular/core",),
        {
            "angular.json": {
                "projects": {
                    "shop": {
                        "architect": {
                            "build": {
                                "builder": "@angular/build:application",
                                "options": {
                                    "outputPath": {"base": "www", "browser": ""},
                                    "deployUrl": "https://cdn.example.org/ng/",
                                },
                            }
                        }
                    }
                }
            }
        },
        ["www ~/ng"],
    ),
    "angular: the configuration that is built": (
        "ng build -c staging",
        ("@angular/core",),
        {
            "angular.json": {
                "projects": {
                    "shop": {
                        "targets": {
                            "build": {
                                "builder": "@angular/build:application",
                                "options": {"baseHref": "/", "ssr": {"entry": "a.ts"}},
                                "configurations": {"staging": {"baseHref": "/next/"}},
                            }
                        }
                    }
                }
            }
        },
        [
            "dist/shop/browser ~/next",
            "dist/shop/server app:///dist/shop/server node",
        ],
    ),
    "astro: base": (
        "astro build",
        ("astro",),
        {"astro.config.mjs": "export default defineConfig({ base: 'docs', outDir: './public' });"},
        ["public ~/docs"],
    ),
    "react router: no server": (
        "react-router build",
        ("@react-router/dev",),
        {"react-router.config.ts": "export default { ssr: false, buildDirectory: 'out' };"},
        ["out/client ~/"],
    ),
    "create-react-app: homepage": (
        "BUILD_PATH=out react-scripts build",
        ("react-scripts",),
        {},
        ["out/static ~/shop/static"],
    ),
    "vue cli: public path": (
        "vue-cli-service build",
        ("@vue/cli-service",),
        {"vue.config.js": "module.exports = { publicPath: '/v/', assetsDir: 'static' }"},
        ["dist/static/js ~/v/static/js"],
    ),
    "gatsby: prefix that its command asks for": (
        "gatsby build --prefix-paths",
        ("gatsby",),
        {"gatsby-config.js": "module.exports = { pathPrefix: '/blog' }"},
        ["public ~/blog"],
    ),
    "gatsby: prefix that nobody asks for": (
        "gatsby build",
        ("gatsby",),
        {"gatsby-config.js": "module.exports = { pathPrefix: '/blog' }"},
        ["public ~/"],
    ),
    "webpack: path that is put together": (
        "webpack",
        ("webpack",),
        {
            "webpack.config.js": "const path = require('path');\nmodule.exports = { output: "
            "{ path: path.resolve(__dirname, 'www', 'js'), publicPath: '/js/' } };"
        },
        ["www/js ~/js"],
    ),
    "webpack: for Node": (
        "webpack",
        ("webpack",),
        {"webpack.config.js": "module.exports = { target: 'node' };"},
        ["dist app:///dist node"],
    ),
    "rsbuild: prefix": (
        "rsbuild build",
        ("@rsbuild/core",),
        {
            "rsbuild.config.ts": "export default { output: { assetPrefix: '/a/',"
            " distPath: { root: 'www' } } };"
        },
        ["www ~/a"],
    ),
    "rollup: several outputs, named by a page": (
        "rollup -c",
        ("rollup",),
        {
            "rollup.config.js": "export default { output: { file: 'public/js/a.js' } };",
            "index.html": "<script src=public/js/a.js></script>",
        },
        ["public/js ~/public/js"],
    ),
    "esbuild: a page beside its folder": (
        "esbuild src/a.ts --bundle --outdir=dist",
        ("esbuild",),
        {"index.html": '<script type="module" src="/dist/a.js"></script>'},
        ["dist ~/dist"],
    ),
    "tsc: configuration by its name": (
        "tsc -p tsconfig.build.json",
        ("typescript",),
        {"tsconfig.build.json": {"compilerOptions": {"outDir": "lib"}}},
        ["lib app:///lib node"],
    ),
    "tsc: what its configuration extends": (
        "tsc",
        ("typescript",),
        {
            "tsconfig.json": {"extends": "./config/base.json"},
            "config/base.json": {"compilerOptions": {"outDir": "../lib"}},
        },
        ["lib app:///lib node"],
    ),
    "next: what may be spread over it": (
        "next build",
        ("next",),
        {"next.config.mjs": "export default { basePath: '/a', ...(more() ? {} : {}) };"},
        [".next/static ~/a/_next/static", ".next/server app:///.next/server node"],
    ),
    "parcel: flags": (
        "parcel build a.html --dist-dir www --public-url /p",
        ("parcel",),
        {},
        ["www ~/p"],
    ),
    "docusaurus: base": (
        "docusaurus build",
        ("@docusaurus/core",),
        {"docusaurus.config.js": "module.exports = { baseUrl: '/docs/' };"},
        ["build ~/docs"],
    ),
    "nest: folder": (
        "nest build",
        ("@nestjs/cli",),
        {"tsconfig.build.json": {"compilerOptions": {"outDir": "out"}}},
        ["out app:///out node"],
    ),
    "expo: base": (
        "expo export --platform web --output-dir web",
        ("expo",),
        {"app.json": {"expo": {"experiments": {"baseUrl": "/m"}}}},
        ["web ~/m"],
    ),
    "a folder of its own": ("cd web && vite build", ("vite",), {}, ["web/dist ~/"]),
}


@pytest.mark.parametrize("name", ROWS)
def test_where_an_app_says_so(name: str, tmp_path: Path) -> None:
    """Each by the place that counts first, and by nothing that is not there."""
    build, needs, files, outputs = ROWS[name]
    manifest = package(build, *needs, homepage="https://example.org/shop")
    app = look(written(tmp_path, {"package.json": manifest, **files})).apps[0]

    assert (outputs, ()) == (shown(app), app.doubts)


def test_what_only_running_tells_stays_open(tmp_path: Path) -> None:
    """The default is proposed as a guess, with the place to look at; nothing is run."""
    config = "export default {\n  basePath: process.env.BASE,\n  distDir: folder(),\n};"
    app = look(
        written(
            tmp_path, {"package.json": package("next build", "next"), "next.config.mjs": config}
        )
    ).apps[0]

    assert [".next/static ~/_next/static", ".next/server app:///.next/server node"] == shown(app)
    assert not any(each.sure for each in app.outputs)
    assert (
        "distDir in next.config.mjs:3 is told only by running it: folder()",
        "basePath in next.config.mjs:2 is told only by running it: BASE",
    ) == app.doubts


def test_each_value_has_its_place(tmp_path: Path) -> None:
    """A comment in the settings leads to the line that it came from."""
    config = "module.exports = {\n  distDir: 'web',\n};"
    files = {"package.json": package("next build", "next"), "next.config.js": config}
    app = look(written(tmp_path, files)).apps[0]

    assert app.framework is not None
    assert app.command is not None
    assert "package.json:7" == app.framework.origin
    assert ("npm run build", "package.json:4") == (app.command.value, app.command.origin)
    assert ["next.config.js:2", "next.config.js:2"] == [each.origin for each in app.outputs]
