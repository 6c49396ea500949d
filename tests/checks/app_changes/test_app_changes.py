"""What an app has to change: told for its own files, in lines that do what they say."""

from pathlib import Path

import pytest

from buildtools.bundlers import declared
from buildtools.checks.app_changes import Change, changes, to_do
from buildtools.found.app import App
from buildtools.found.said import Said
from buildtools.sources import grammar
from buildtools.sources.app_config import read

Files = dict[str, str]
NO_MAPS: dict[str, tuple[str, Files]] = {
    "next": (
        "Next.js",
        {
            "next.config.ts": 'import type { NextConfig } from "next";\n\n'
            "const nextConfig: NextConfig = {\n  /* config options here */\n};\n\n"
            "export default nextConfig;\n"
        },
    ),
    "next, none": ("Next.js", {"package.json": '{"scripts": {"build": "next build"}}'}),
    "vite": ("Vite", {"vite.config.ts": "export default defineConfig({ plugins: [react()] })\n"}),
    "vite, none": ("Vite", {"index.html": ""}),
    "vite, off": ("Vite", {"vite.config.js": "export default { build: { sourcemap: false } }\n"}),
    "vite, function": (
        "Vite",
        {"vite.config.js": "export default ({ mode }) => {\n\treturn {\n\t\tbase: '/',\n\t}\n}\n"},
    ),
    "sveltekit": (
        "SvelteKit",
        {
            "svelte.config.js": "export default { kit: {} }\n",
            "vite.config.ts": "export default defineConfig({\n\tplugins: [sveltekit()]\n});\n",
        },
    ),
    "nuxt": ("Nuxt", {"nuxt.config.ts": "export default defineNuxtConfig({\n  modules: []\n})\n"}),
    "nuxt, off": ("Nuxt", {"nuxt.config.ts": "export default { sourcemap: false }\n"}),
    "astro": ("Astro", {"astro.config.mjs": "// @ts-check\nexport default defineConfig({});\n"}),
    "react router": ("React Router", {"vite.config.ts": "export default { plugins: [] };\n"}),
    "tanstack": ("TanStack Start", {"vite.config.ts": "export default config({ a: [] })\n"}),
    "solidstart": ("SolidStart", {"app.config.ts": "export default defineConfig({});\n"}),
    "angular": (
        "Angular",
        {
            "angular.json": '{\n  "projects": {\n    "shop": {\n'
            '      "projectType": "application",\n'
            '      "architect": {\n        "build": {\n          "configurations": {\n'
            '            "production": {\n              "outputHashing": "all"\n            }\n'
            "          }\n        }\n      }\n    }\n  }\n}\n"
        },
    ),
    "webpack": ("webpack", {"webpack.config.js": "module.exports = {\n  entry: './a',\n};\n"}),
    "webpack, cheap": (
        "webpack",
        {"webpack.config.js": 'module.exports = { devtool: "cheap-source-map" };\n'},
    ),
    "webpack, by the script": (
        "webpack",
        {
            "package.json": '{"scripts": {"build": "webpack --config webpack.prod.js"}}',
            "webpack.config.js": "module.exports = { devtool: 'source-map' };\n",
            "webpack.prod.js": "module.exports = { entry: './a' };\n",
        },
    ),
    "webpack, called": (
        "webpack",
        {
            "package.json": '{"scripts": {"build": "node build.mjs"}}',
            "build.mjs": "import webpack from 'webpack';\nwebpack({\n  entry: './a',\n}, done);\n",
        },
    ),
    "rspack": ("Rspack", {"rspack.config.mjs": "export default defineConfig({ a: 1 });\n"}),
    "rsbuild": ("Rsbuild", {"rsbuild.config.ts": "export default defineConfig({ a: 1 });\n"}),
    "rollup": ("Rollup", {"rollup.config.js": "export default { output: { dir: 'dist' } };\n"}),
    "rolldown": ("rolldown", {"rolldown.config.ts": "export default { input: 'a' };\n"}),
    "tsup": ("tsup", {"tsup.config.ts": "export default defineConfig({ entry: [] });\n"}),
    "esbuild": (
        "esbuild",
        {
            "package.json": '{\n  "scripts": {\n'
            '    "build": "esbuild src/a.ts --outdir=dist"\n  }\n}\n'
        },
    ),
    "esbuild, called": (
        "esbuild",
        {
            "package.json": '{"scripts": {"build": "node ./scripts/build.js"}}',
            "scripts/build.js": 'const { build } = require("esbuild");\nbuild({ bundle: true });\n',
        },
    ),
    "bun": ("Bun", {"package.json": '{"scripts": {"build": "bun build ./a.ts --outdir out"}}'}),
    "tsc": ("tsc", {"tsconfig.json": '{\n  // all\n  "compilerOptions": {"strict": true}\n}\n'}),
    "nest": ("NestJS", {"nest-cli.json": "{}", "tsconfig.json": '{ "compilerOptions": {} }'}),
    "vue cli": ("Vue CLI", {"vue.config.js": "module.exports = { productionSourceMap: false }\n"}),
}


def _app(framework: str, command: str = "") -> App:
    return App(
        ".",
        "shop",
        Said(framework, "package.json"),
        None,
        Said(command, "package.json") if command else None,
    )


def _write(root: Path, files: Files) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _changes(root: Path, framework: str, files: Files, command: str = "") -> tuple[Change, ...]:
    _write(root, files)
    return changes(_app(framework, command), read(root, root))


def _is_understood(change: Change) -> bool:
    text, name = change.text.encode(), change.file
    if name.endswith(".json"):
        text, name = b"(" + text + b")", "it.js"
    return grammar.first_error(grammar.parse(text, name)) is None


@pytest.mark.parametrize(("framework", "files"), NO_MAPS.values(), ids=NO_MAPS)
def test_the_lines_that_are_told_do_what_is_wanted(
    tmp_path: Path, framework: str, files: Files
) -> None:
    """Put into the file, they are understood, nothing is left to do, and no byte is lost."""
    told = _changes(tmp_path, framework, files)
    (change,) = to_do(told)

    assert (change.done, change.kind, change.needed) == (False, "maps", True)
    assert change.after
    assert _is_understood(change)
    before = files.get(change.file, "")
    assert all(part in before for part in change.before.split("\n…\n"))
    if change.line:
        assert before.split("\n")[change.line - 1] == change.before.split("\n")[0]

    again = _changes(tmp_path, framework, {change.file: change.text})

    assert [] == list(to_do(again))
    assert [] != list(again)


def test_every_want_is_tried() -> None:
    """A fact that no test holds may be wrong, and nobody would see."""
    asked = {(framework, name) for framework, files in NO_MAPS.values() for name in files}
    by_form = {each.form for each in declared("WANTS") if each.form}
    forms = {each for each in by_form if any(name.startswith(each) for _, name in asked)}

    # These are wanted by default, called by a script, or tried below.
    assert by_form - forms == {"esbuild.config", "bun.build", "nitro.config", "project.json"}


MAPS: dict[str, tuple[str, Files, str]] = {
    "next": (
        "Next.js",
        {
            "next.config.mjs": "export default { productionBrowserSourceMaps: true,"
            " experimental: { serverSourceMaps: true } }"
        },
        "",
    ),
    "next, exported": (
        "Next.js",
        {
            "next.config.mjs": "export default "
            "{ productionBrowserSourceMaps: true, output: 'export' }"
        },
        "",
    ),
    "vite, by a flag": ("Vite", {"index.html": ""}, "npm run build -- --sourcemap"),
    "vite, by its script": (
        "Vite",
        {
            "package.json": '{"scripts": {"build": "npm run b:app", '
            '"b:app": "vite build --sourcemap"}}'
        },
        "npm run build",
    ),
    "vite, hidden": (
        "Vite",
        {"vite.config.ts": "export default { build: { sourcemap: 'hidden' }}"},
        "",
    ),
    "vite, for production": (
        "Vite",
        {
            "vite.config.ts": "export default "
            "({ mode }) => ({ build: { sourcemap: mode === 'production' } })"
        },
        "",
    ),
    "nuxt, all": (
        "Nuxt",
        {
            "nuxt.config.ts": "export default { sourcemap: true, "
            "nitro: { experimental: { sourcemapMinify: false } } }"
        },
        "",
    ),
    "angular, for all": (
        "Angular",
        {
            "angular.json": '{"projects": {"a": {"architect": '
            '{"build": {"options": {"sourceMap": true}}}}}}'
        },
        "",
    ),
    "nx": (
        "Angular",
        {"project.json": '{"targets": {"build": {"options": {"sourceMap": {"scripts": true}}}}}'},
        "",
    ),
    "create react app": ("Create React App", {"package.json": "{}"}, ""),
    "parcel": ("Parcel", {"package.json": '{"scripts": {"build": "parcel build a.html"}}'}, ""),
    "gatsby": ("Gatsby", {"gatsby-config.js": "module.exports = {}"}, ""),
    "nitro": ("Nitro", {"nitro.config.ts": "export default {}"}, ""),
    "tsc, inline": ("tsc", {"tsconfig.json": '{"compilerOptions": {"inlineSourceMap": true}}'}, ""),
    "tsc, from another": (
        "tsc",
        {
            "tsconfig.json": '{"extends": "./base.json"}',
            "base.json": '{"compilerOptions": {"sourceMap": true}}',
        },
        "",
    ),
    "bun, called": (
        "Bun",
        {
            "package.json": '{"scripts": {"build": "bun build.ts"}}',
            "build.ts": "await Bun.build({ entrypoints: [], sourcemap: 'linked' });",
        },
        "",
    ),
}


@pytest.mark.parametrize(("framework", "files", "command"), MAPS.values(), ids=MAPS)
def test_what_is_there_is_not_asked_for(
    tmp_path: Path, framework: str, files: Files, command: str
) -> None:
    """By its own file, by a file that it takes in, by the command, or by default."""
    told = _changes(tmp_path, framework, files, command)

    assert told
    assert {True} == {each.done for each in told}


@pytest.mark.parametrize(
    ("framework", "files", "said"),
    [
        (
            "Create React App",
            {".env.production": "A=1\nGENERATE_SOURCEMAP=false\n"},
            (".env.production", 2),
        ),
        (
            "Create React App",
            {
                "package.json": '{\n"scripts": '
                '{"build": "GENERATE_SOURCEMAP=false react-scripts build"}}'
            },
            ("package.json", 2),
        ),
        (
            "Parcel",
            {"package.json": '{"scripts": {"build": "parcel build --no-source-maps a.html"}}'},
            ("package.json", 1),
        ),
        ("Vite", {"package.json": '{"scripts": {"build": "vite build --sourcemap false"}}'}, None),
    ],
)
def test_what_takes_maps_away_is_told_with_its_place(
    tmp_path: Path, framework: str, files: Files, said: tuple[str, int] | None
) -> None:
    """A default that somebody turned off is found where that stands."""
    (change,) = to_do(_changes(tmp_path, framework, files))

    assert change.done is False
    assert said is None or said == (change.file, change.line)


@pytest.mark.parametrize(
    "text",
    [
        "export default { build: { sourcemap: process.env.MAPS } }",
        "export default { build: { sourcemap: isOn() } }",
        "import base from 'base'; export default { ...base }",
        "export default { build: getBuild() }",
    ],
)
def test_what_only_running_would_tell_is_unknown(tmp_path: Path, text: str) -> None:
    """It is neither done nor to be done, and what makes it so is told."""
    (change,) = _changes(tmp_path, "Vite", {"vite.config.ts": text})

    assert change.done is None
    assert change.doubt
    assert not change.after


def test_an_app_of_nothing_that_is_known_has_nothing_to_change(tmp_path: Path) -> None:
    """Nothing is asked of a tool that nobody here knows."""
    assert () == changes(App(".", "a", None, None, None), read(tmp_path, tmp_path))


UPLOADS: dict[str, Files] = {
    "next": {
        "next.config.ts": 'import { withSentryConfig } from "@sentry/nextjs";\n'
        "export default withSentryConfig({ a: 1 }, {\n  org: 'acme',\n  silent: true,\n});\n"
    },
    "next, without options": {
        "next.config.js": 'const { withSentryConfig } = require("@sentry/nextjs");\n'
        "module.exports = withSentryConfig(nextConfig);\n"
    },
    "next, deleting": {
        "next.config.js": 'const { withSentryConfig } = require("@sentry/nextjs");\n'
        "module.exports = withSentryConfig({}, { sourcemaps: { disable: true, "
        "deleteSourcemapsAfterUpload: true }, release: { create: false } });\n"
    },
    "vite": {
        "vite.config.ts": 'import { sentryVitePlugin } from "@sentry/vite-plugin";\n'
        "export default { plugins: [process.env.CI && sentryVitePlugin()] };\n"
    },
    "vite, deleting": {
        "vite.config.ts": 'import { sentryVitePlugin } from "@sentry/vite-plugin";\n'
        "export default { plugins: [sentryVitePlugin({ sourcemaps: { disable: true,\n"
        " filesToDeleteAfterUpload: ['*.map'] }, release: { create: false } })] };\n"
    },
    "webpack": {
        "webpack.config.js": 'const { sentryWebpackPlugin } = require("@sentry/webpack-plugin");\n'
        'module.exports = { plugins: [sentryWebpackPlugin({ org: "a" })] };\n'
    },
    "webpack, the first": {
        "webpack.config.js": 'const Sentry = require("@sentry/webpack-plugin");\n'
        'module.exports = { plugins: [new Sentry({ include: "dist" })] };\n'
    },
    "sveltekit": {
        "vite.config.ts": "import { sentrySvelteKit } from '@sentry/sveltekit';\n"
        "export default { plugins: [sentrySvelteKit({ org: 'a' })] };\n"
    },
    "nuxt": {"nuxt.config.ts": "export default { modules: ['@sentry/nuxt/module'] };\n"},
    "nuxt, with a key": {
        "nuxt.config.ts": "export default { modules: ['@sentry/nuxt/module'], sentry: { a: 1 } };\n"
    },
    "nuxt, in the list": {
        "nuxt.config.ts": "export default { modules: [['@sentry/nuxt/module', { a: 1 }]] };\n"
    },
    "nuxt 9": {
        "package.json": '{"dependencies": {"@sentry/nuxt": "^9.1.0"}}',
        "nuxt.config.ts": "export default { modules: ['@sentry/nuxt/module'] };\n",
    },
    "astro": {
        "astro.config.mjs": 'import sentry from "@sentry/astro";\n'
        "export default { integrations: [sentry({ project: 'a' })] };\n"
    },
    "solidstart": {
        "app.config.ts": 'import { withSentry } from "@sentry/solidstart";\n'
        "export default defineConfig(withSentry({}, { org: 'a' }));\n"
    },
    "react router": {
        "vite.config.ts": 'import { sentryReactRouter } from "@sentry/react-router";\n'
        "export default (c) => ({ plugins: [sentryReactRouter({ org: 'a' }, c)] });\n"
    },
    "tanstack": {
        "vite.config.ts": "import { sentryTanstackStart as s } from "
        '"@sentry/tanstackstart-react";\n'
        "export default { plugins: [s({ org: 'a' })] };\n"
    },
    "gatsby": {
        "gatsby-config.js": "module.exports = { plugins: [\n"
        "  { resolve: '@sentry/gatsby', options: { a: 1 } }] };\n"
    },
}


@pytest.mark.parametrize("files", UPLOADS.values(), ids=UPLOADS)
def test_a_plugin_that_does_our_work_is_told_with_its_options(tmp_path: Path, files: Files) -> None:
    """Put into the file, they are understood, and nothing is left to do."""
    _write(tmp_path, files)
    told = [each for each in changes(_app("?"), read(tmp_path, tmp_path)) if each.kind == "uploads"]
    (change,) = to_do(told)

    assert change.done is False
    assert change.why
    assert _is_understood(change)
    assert change.before.split("\n")[0] == files[change.file].split("\n")[change.line - 1]

    _write(tmp_path, {change.file: change.text})
    again = [e for e in changes(_app("?"), read(tmp_path, tmp_path)) if e.kind == "uploads"]
    assert [True] == [each.done for each in again]


def test_every_switch_is_tried() -> None:
    """Each package whose plugin is known stands in an app above."""
    text = "\n".join(t for files in UPLOADS.values() for t in files.values())
    packages = ("nuxt", "astro", "solidstart", "react-router", "gatsby", "nextjs", "sveltekit")
    named = " ".join(each.plugins for each in declared("SWITCHES"))

    assert all(f"@sentry/{each}" in text for each in packages if each in named)


@pytest.mark.parametrize(
    "options",
    ["shared", "{ ...shared }", "{ sourcemaps: getMaps(), release: { create: false } }"],
)
def test_options_that_come_from_elsewhere_are_unknown(tmp_path: Path, options: str) -> None:
    """They may say it, and nobody is told to say it twice."""
    text = (
        'import { sentryVitePlugin } from "@sentry/vite-plugin"; import shared from "shared";\n'
        f"export default {{ plugins: [sentryVitePlugin({options})] }};\n"
    )
    _write(tmp_path, {"vite.config.ts": text})
    (change,) = [e for e in changes(_app("?"), read(tmp_path, tmp_path)) if e.kind == "uploads"]

    assert change.done is None
    assert change.doubt


def test_options_that_are_all_there_are_done(tmp_path: Path) -> None:
    """With the debug IDs that a plugin may write by itself, too."""
    text = (
        'import { sentryVitePlugin } from "@sentry/vite-plugin";\n'
        "export default { plugins: [sentryVitePlugin({ release: { create: false },"
        " sourcemaps: { disable: 'disable-upload' } })] };\n"
    )
    _write(tmp_path, {"vite.config.ts": text})
    (change,) = [e for e in changes(_app("?"), read(tmp_path, tmp_path)) if e.kind == "uploads"]

    assert change.done is True


def test_whoever_writes_so_is_written_to_so(tmp_path: Path) -> None:
    """Quotes, tabs and ends of lines are the file's."""
    text = 'import a from "a";\r\nexport default {\r\n\tbase: "/",\r\n};\r\n'
    (tmp_path / "vite.config.ts").write_bytes(text.encode())
    (change,) = changes(_app("Vite"), read(tmp_path, tmp_path))

    assert change.text == text.replace(
        "default {\r\n", 'default {\r\n\tbuild: { sourcemap: "hidden" },\r\n'
    )
