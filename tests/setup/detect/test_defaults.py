"""Which outputs an app will have, before anything is built, by framework and way of building."""

from pathlib import Path
from typing import Any

import pytest

from buildtools.bundlers import declared
from buildtools.found.app import App
from buildtools.setup.detect import look
from tests.setup.detect.folders import package, written

BUILDER = {"builder": "@angular/build:application", "options": {}}
SSR = {"builder": BUILDER["builder"], "options": {"outputPath": "out", "server": "a.ts"}}
OLD = {"builder": "@angular-devkit/build-angular:browser", "options": {"baseHref": "/shop/"}}
LIBRARY = {"ui": {"projectType": "library", "architect": {"build": BUILDER}}}
CLIENT, SERVER = "build/client ~/", "build/server app:///build/server node"
NEXT = [".next/static ~/_next/static", ".next/server app:///.next/server node"]
NITRO = [".output/public ~/", ".output/server app:///.output/server node"]

ROWS: dict[str, tuple[str, tuple[str, ...], dict[str, Any], str, list[str]]] = {
    "next": ("next build", ("next", "react"), {}, "Next.js", NEXT),
    "vite": ("vite build", ("vite", "react"), {}, "Vite", ["dist ~/"]),
    "vite template": (
        "tsc -b && vite build",
        ("vite", "typescript"),
        {"tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"}]}},
        "Vite",
        ["dist ~/"],
    ),
    "vite, both sides": (
        "npm run build:client && npm run build:server",
        ("vite", "express"),
        {},
        "Vite",
        ["dist/client ~/", "dist/server app:///dist/server node"],
    ),
    "sveltekit, node": (
        "vite build",
        ("vite", "svelte", "@sveltejs/kit", "@sveltejs/adapter-node"),
        {},
        "SvelteKit",
        [CLIENT, SERVER],
    ),
    "sveltekit, static": (
        "vite build",
        ("vite", "@sveltejs/kit", "@sveltejs/adapter-static"),
        {},
        "SvelteKit",
        ["build ~/"],
    ),
    "nuxt": ("nuxt build", ("nuxt", "vue"), {}, "Nuxt", NITRO),
    "nuxt, generated": ("nuxt generate", ("nuxt",), {}, "Nuxt", [".output/public ~/"]),
    "astro": ("astro build", ("astro",), {}, "Astro", ["dist ~/"]),
    "astro, node": (
        "astro build",
        ("astro", "@astrojs/node"),
        {},
        "Astro",
        ["dist/client ~/", "dist/server app:///dist/server node"],
    ),
    "react router": (
        "react-router build",
        ("react-router", "@react-router/dev", "vite"),
        {},
        "React Router",
        [CLIENT, SERVER],
    ),
    "remix": ("remix vite:build", ("@remix-run/dev", "vite"), {}, "Remix", [CLIENT, SERVER]),
    "remix, classic": (
        "remix build",
        ("@remix-run/dev",),
        {},
        "Remix, classic",
        ["public/build ~/build", "build app:///build node"],
    ),
    "create-react-app": (
        "react-scripts build",
        ("react-scripts",),
        {},
        "Create React App",
        ["build/static ~/static"],
    ),
    "vue cli": (
        "vue-cli-service build",
        ("@vue/cli-service", "vue"),
        {},
        "Vue CLI",
        ["dist/js ~/js"],
    ),
    "gatsby": ("gatsby build", ("gatsby", "react"), {}, "Gatsby", ["public ~/"]),
    "webpack": ("webpack --mode=production", ("webpack",), {}, "webpack", ["dist ~/"]),
    "rspack": ("rspack build", ("@rspack/core", "@rspack/cli"), {}, "Rspack", ["dist ~/"]),
    "rsbuild": ("rsbuild build", ("@rsbuild/core",), {}, "Rsbuild", ["dist ~/"]),
    "esbuild": (
        "esbuild src/a.ts --bundle --platform=node --outfile=lib/a.js",
        ("esbuild",),
        {},
        "esbuild",
        ["lib app:///lib node"],
    ),
    "tsup": ("tsup src/a.ts", ("tsup",), {}, "tsup", ["dist app:///dist node"]),
    "tsc": (
        "tsc",
        ("typescript",),
        {"tsconfig.json": '{\n  // ours\n  "compilerOptions": {"outDir": "./lib",},\n}'},
        "tsc",
        ["lib app:///lib node"],
    ),
    "parcel": ("parcel build src/index.html", ("parcel",), {}, "Parcel", ["dist ~/"]),
    "tanstack": (
        "vite build",
        ("vite", "@tanstack/react-start"),
        {},
        "TanStack Start",
        ["dist/client ~/", "dist/server app:///dist/server node"],
    ),
    "tanstack, nitro": (
        "vite build",
        ("vite", "@tanstack/react-start", "nitro"),
        {},
        "TanStack Start",
        NITRO,
    ),
    "solidstart": ("vinxi build", ("@solidjs/start", "vinxi"), {}, "SolidStart", NITRO),
    "nitro": ("nitro build", ("nitropack",), {}, "Nitro", NITRO),
    "docusaurus": ("docusaurus build", ("@docusaurus/core",), {}, "Docusaurus", ["build ~/"]),
    "vitepress": (
        "vitepress build docs",
        ("vitepress",),
        {},
        "VitePress",
        ["docs/.vitepress/dist ~/"],
    ),
    "nest": (
        "nest build",
        ("@nestjs/core", "@nestjs/cli", "typescript"),
        {},
        "NestJS",
        ["dist app:///dist node"],
    ),
    "electron forge": (
        "electron-forge package",
        ("@electron-forge/cli",),
        {},
        "Electron Forge",
        [".vite/build app:///.vite/build node", ".vite/renderer app:///.vite/renderer"],
    ),
    "electron-vite": (
        "npm run typecheck && electron-vite build",
        ("electron-vite", "vite", "electron"),
        {},
        "electron-vite",
        [
            "out/main app:///out/main node",
            "out/preload app:///out/preload node",
            "out/renderer app:///out/renderer",
        ],
    ),
    "expo": ("expo export -p web", ("expo", "react-native"), {}, "Expo", ["dist ~/"]),
    "wrangler": (
        "wrangler deploy --dry-run --outdir out",
        ("wrangler",),
        {},
        "Wrangler",
        ["out app:///out edge"],
    ),
    "qwik": ("qwik build", ("@builder.io/qwik", "vite"), {}, "Qwik", ["dist/build ~/build"]),
    "vercel": (
        "vercel build --prod",
        ("vercel", "vite"),
        {},
        "Vercel",
        [
            ".vercel/output/static ~/",
            ".vercel/output/functions app:///.vercel/output/functions node",
        ],
    ),
    "bun": ("bun build ./a.html --outdir out", (), {}, "Bun", ["out ~/"]),
}
ROWS |= {
    f"angular, {name}": (
        "ng build",
        ("@angular/core",),
        {"angular.json": {"projects": {"shop": {"architect": {"build": build}}, **LIBRARY}}},
        "Angular",
        outputs,
    )
    for name, build, outputs in (
        ("application", BUILDER, ["dist/shop/browser ~/"]),
        ("both sides", SSR, ["out/browser ~/", "out/server app:///out/server node"]),
        ("older builder", OLD, ["dist/shop ~/shop"]),
    )
}
MORE = {
    "build:client": "vite build --outDir dist/client",
    "build:server": "vite build --ssr src/entry-server.js --outDir dist/server",
    "typecheck": "tsc --noEmit",
}


def shown(app: App) -> list[str]:
    """Return its outputs in a line each; browsers are not named."""
    found = [each.value for each in app.outputs]
    return [f"{one.path} {one.url} {one.kind}".removesuffix(" browser") for one in found]


@pytest.mark.parametrize("name", ROWS)
def test_the_default_of_each_way_of_building(name: str, tmp_path: Path) -> None:
    """A folder, its URL and where it runs; nothing of it has been built."""
    build, needs, files, framework, outputs = ROWS[name]
    manifest = package(build, *needs)
    manifest["scripts"] |= MORE
    app = look(written(tmp_path, {"package.json": manifest, **files})).apps[0]

    assert app.framework is not None
    assert (framework, outputs) == (app.framework.value, shown(app))


def test_every_bundler_that_has_a_layout_is_tried() -> None:
    """A row that no app shows would be a guess for ever."""
    tried = {framework for _, _, _, framework, _ in ROWS.values()}

    assert {"rolldown", "Rollup"} == {each.bundler.name for each in declared("FRAMEWORKS")} - tried


def test_what_nobody_builds_has_no_outputs(tmp_path: Path) -> None:
    """A script that runs programs of its own tells nothing of what it leaves."""
    app = look(written(tmp_path, {"package.json": package("node make.mjs", "express")})).apps[0]

    assert (None, ()) == (app.framework, app.outputs)
