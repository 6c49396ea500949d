"""Configurations read as data, through calls, functions, constants and files; never run."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.found.app_config import AppConfig, Spot
from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.app_config import MOST_BYTES, read
from buildtools.sources.evaluating import ConfigModule

OBJECT = "{ build: { sourcemap: true } }"
WANTED = {"build": {"sourcemap": True}}


def _config(root: Path, files: dict[str, str]) -> AppConfig:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(root, root)


@pytest.mark.parametrize(
    "program",
    [
        "export default $",
        'import { defineConfig } from "vite"; export default defineConfig($)',
        "export default defineConfig(({ mode }) => ($))",
        "export default defineConfig(async ({ mode }) => { const a = 1; return $ })",
        "export default function (env) { return $ }",
        "export default () => { const c = $; return c }",
        "module.exports = $",
        "module.exports = (env, argv) => ($)",
        "exports.default = $",
        "const c = $; export default c",
        "const c = $ satisfies UserConfig; export default c as UserConfig",
        "const c: UserConfig = { build: {} }; c.build.sourcemap = true; export default c",
        "let c = $; c = withMDX(c); module.exports = c",
        "module.exports = $; module.exports = withX(module.exports, { a: 1 })",
        "export default withMDX(withSentryConfig($, { silent: true }))",
        "const withMDX = createMDX({ options: {} }); export default withMDX($)",
        "export default createMDX({ a: 1 })($)",
        "const base = $; export default { ...base }",
        "const on = true; export default { build: { sourcemap: on } }",
        "const on = { maps: true }; export default { build: { sourcemap: on.maps } }",
        "const build = { sourcemap: true }; export default { build }",
        "const config = () => ($); export default config",
        "const config = () => ($); export default config()",
        "export default mergeConfig({ build: {} }, $)",
        "export default Object.assign({}, $)",
        "export default [withA, withB].reduce((all, each) => each(all), $)",
        "export default [$]",
        "export default process.env.CI ? $ : $",
        "export default ({ mode }) => ({ build: { sourcemap: mode === 'production' } })",
        "export default ({ mode }) => ({ build: { sourcemap: mode !== 'development' } })",
        "const dev = process.env.NODE_ENV === 'dev'; export default { build: { sourcemap: !dev } }",
        "const p = process.env.NODE_ENV; export default p === 'x' ? {} : $",
        "export default (env, argv) => { if (argv.mode === 'x') { return $ } return $ }",
        "export = $",
    ],
)
def test_each_way_to_write_an_object_says_the_same(tmp_path: Path, program: str) -> None:
    """What is put around a configuration, or where its parts stand, makes it no other."""
    found = _config(tmp_path, {"vite.config.ts": program.replace("$", OBJECT)})

    assert WANTED == found.values
    assert () == found.unread
    assert ("vite.config.ts",) == found.files


@pytest.mark.parametrize(
    "program",
    [
        "export default { build: { sourcemap: process.env.MAPS } }",
        "export default { build: { sourcemap: decide() } }",
        "export default { build: { sourcemap: process.env.MAPS ? true : 'hidden' } }",
        "const c = { build: {} }; if (x) c.build.sourcemap = true; export default c",
        "export default (x) => { if (x) return { build: { sourcemap: 1 } }; return { build: {} } }",
        "export default ({ prod }) => ({ build: { sourcemap: prod } })",
        "export default { build: { sourcemap: true, ...more() } }",
    ],
)
def test_what_only_running_would_tell_stays_code(tmp_path: Path, program: str) -> None:
    """A value that hangs on something else is neither true nor absent."""
    found = _config(tmp_path, {"vite.config.ts": program})

    assert isinstance(found.value("build.sourcemap"), Code)


def test_a_spread_of_something_unknown_leaves_a_doubt(tmp_path: Path) -> None:
    """An option that is not written may still come with what is spread."""
    text = 'import shared from "shared"; export default { ...shared, build: { a: 1 } }'
    (document,) = _config(tmp_path, {"vite.config.ts": text}).documents

    assert document.value("base") is None
    assert Code("...shared", "spread") == document.doubt("base")
    assert document.doubt("build.sourcemap") is None
    assert document.doubt("build.a") is None


@pytest.mark.parametrize(
    ("imported", "other"),
    [
        ('import base from "./base"', "export default { build: { sourcemap: true } }"),
        ('import { base } from "./base.js"', "export const base = { build: { sourcemap: true } }"),
        ('const base = require("./base")', "module.exports = { build: { sourcemap: true } }"),
        (
            'const { base } = require("./base")',
            "module.exports = { base: { build: { sourcemap: true } } }",
        ),
        ('import { base } from "./base"', 'import { it } from "./deeper"; export const base = it'),
        ('import base from "./base"', 'import { it } from "./deeper"; export default { ...it }'),
    ],
)
def test_files_of_the_app_are_followed(tmp_path: Path, imported: str, other: str) -> None:
    """Several files, by either kind of module, are one configuration."""
    files = {
        "vite.config.ts": f"{imported}; export default {{ ...base }}",
        "base.ts": other,
        "deeper.ts": "export const it = { build: { sourcemap: true } }",
    }

    assert _config(tmp_path, files).values == WANTED


def test_json_beside_a_configuration_is_followed(tmp_path: Path) -> None:
    """Versions are often taken from package.json."""
    files = {
        "vite.config.ts": 'import pkg from "./package.json"; import { name } from "./package.json";'
        "export default { a: pkg.version, b: name, c: `${name}@${pkg.version}` }",
        "package.json": '{"name": "shop", "version": "1.2.3", "scripts": {"build": "vite build"}}',
    }
    found = _config(tmp_path, files)

    assert found.values == {"a": "1.2.3", "b": "shop", "c": "shop@1.2.3"}
    assert found.scripts == {"build": "vite build"}


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ('path.resolve(__dirname, "out")', "out"),
        ('resolve(import.meta.dirname, "../out")', "../out"),
        ('join(process.cwd(), "a", "b")', "a/b"),
        ('fileURLToPath(new URL("./out", import.meta.url))', "out"),
        ('"./" + "out"', "./out"),
    ],
)
def test_paths_are_joined(tmp_path: Path, written: str, path: str) -> None:
    """Folders are named by a few functions that are the same everywhere."""
    found = _config(tmp_path, {"vite.config.ts": f"export default {{ outDir: {written} }}"})

    assert found.values == {"outDir": path}


def test_the_framework_s_own_file_comes_first(tmp_path: Path) -> None:
    """What it is built on has its settings in another."""
    files = {
        "vite.config.ts": "export default { build: { sourcemap: true } }",
        "svelte.config.js": "export default { kit: {} }",
        "tsconfig.json": "{}",
    }
    found = _config(tmp_path, files)

    assert found.files == ("svelte.config.js", "vite.config.ts", "tsconfig.json")
    document = found.of("vite.config")
    assert document is not None
    assert document.values == WANTED
    assert found.of("next.config") is None


def test_values_stand_where_they_are_said_to(tmp_path: Path) -> None:
    """Their places are what a change of them is made of."""
    text = (
        "// é\nconst build = {\n  sourcemap: false,\n};\n"
        "export default withX({ build, b: [1] }, { o: 1 });\n"
    )
    (document,) = _config(tmp_path, {"vite.config.ts": text}).documents
    data = text.encode()

    def written(spot: Spot) -> str:
        return data[spot.start : spot.end].decode()

    assert written(document.spots[""]) == "{ build, b: [1] }"
    assert written(document.spots["build.sourcemap"]) == "false"
    assert written(document.spots["b"]) == "[1]"
    assert document.spots["build.sourcemap"].line == 3
    assert document.text == text


@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        (
            'import { sentryVitePlugin } from "@sentry/vite-plugin";\n'
            'export default { plugins: [process.env.CI && sentryVitePlugin({ org: "o" })] }',
            ("sentryVitePlugin", "@sentry/vite-plugin", {"org": "o"}),
        ),
        (
            'const { withSentryConfig } = require("@sentry/nextjs");\n'
            'const o = { org: "o" }; module.exports = withMDX(withSentryConfig({ a: 1 }, o))',
            ("withSentryConfig", "@sentry/nextjs", {"org": "o"}),
        ),
        (
            'import sentry from "@sentry/astro";\n'
            'export default { integrations: [sentry({ org: "o" })] }',
            ("sentry", "@sentry/astro", {"org": "o"}),
        ),
        (
            'const SentryPlugin = require("@sentry/webpack-plugin");\n'
            'module.exports = { plugins: [new SentryPlugin({ org: "o" })] }',
            ("SentryPlugin", "@sentry/webpack-plugin", {"org": "o"}),
        ),
        (
            'import { sentryReactRouter } from "@sentry/react-router";\n'
            'export default (c) => ({ plugins: [sentryReactRouter({ org: "o" }, c)] })',
            ("sentryReactRouter", "@sentry/react-router", {"org": "o"}),
        ),
        (
            '\nexport default { modules: [["@sentry/nuxt/module", { org: "o" }], "other"] }',
            ("@sentry/nuxt/module", "@sentry/nuxt", {"org": "o"}),
        ),
        (
            '\nexport default { modules: ["@sentry/nuxt/module"], sentry: { org: "o" } }',
            ("@sentry/nuxt/module", "@sentry/nuxt", {"org": "o"}),
        ),
        (
            "\nmodule.exports = { plugins: "
            '[{ resolve: "@sentry/gatsby", options: { org: "o" } }] }',
            ("@sentry/gatsby", "@sentry/gatsby", {"org": "o"}),
        ),
    ],
)
def test_a_plugin_is_found_wherever_it_stands(
    tmp_path: Path, program: str, wanted: tuple[str, str, dict[str, Value]]
) -> None:
    """Each kind of bundler has its own place for it."""
    (plugin,) = _config(tmp_path, {"nuxt.config.js": program}).plugins

    assert wanted == (plugin.name, plugin.package, plugin.options)
    assert (plugin.file, plugin.line) == ("nuxt.config.js", 2)
    spot = plugin.spots["org"]
    assert plugin.text.encode()[spot.start : spot.end] == b'"o"'


def test_a_plugin_in_a_file_that_is_imported_is_found(tmp_path: Path) -> None:
    """Large configurations are cut in parts."""
    files = {
        "vite.config.ts": 'import { plugins } from "./build/plugins"; export default { plugins }',
        "build/plugins.ts": 'import { sentryVitePlugin as s } from "@sentry/vite-plugin";\n'
        "export const plugins = [s()]",
    }
    (plugin,) = _config(tmp_path, files).plugins

    assert (plugin.name, plugin.file, plugin.line) == ("sentryVitePlugin", "build/plugins.ts", 2)
    assert plugin.options == {}


def test_a_package_that_is_only_named_is_no_plugin(tmp_path: Path) -> None:
    """Names of packages stand in lists of other meanings, and other tools have calls, too."""
    text = (
        'import react from "@vitejs/plugin-react"; export default { plugins: [react()],'
        'optimizeDeps: { exclude: ["@sentry/react", "@sentry/vite-plugin"] } }'
    )

    assert _config(tmp_path, {"vite.config.ts": text}).plugins == ()


def test_json_with_comments_is_read(tmp_path: Path) -> None:
    """Its owners allow comments, and commas at ends."""
    text = '// all\n{\n  "compilerOptions": { "sourceMap": true, /* x */ },\n}\n'
    (document,) = _config(tmp_path, {"tsconfig.json": text}).documents

    assert document.value("compilerOptions.sourceMap") is True
    spot = document.spots["compilerOptions.sourceMap"]
    assert spot.line == 3
    assert text[spot.start : spot.end] == "true"


def test_a_file_that_extends_another_has_its_values(tmp_path: Path) -> None:
    """The nearest counts; a folder that another names is relative to that one."""
    files = {
        "tsconfig.json": '{"extends": ["./conf/base.json", "@tsconfig/node/tsconfig.json"],'
        '"compilerOptions": {"strict": true}}',
        "conf/base.json": '{"extends": "./root", "compilerOptions": {"outDir": "../lib"}}',
        "conf/root.json": '{"compilerOptions": {"sourceMap": true, "outDir": "x"}}',
        "node_modules/@tsconfig/node/tsconfig.json": '{"compilerOptions": {"target": "es2022"}}',
    }
    found = _config(tmp_path, files)

    assert found.value("compilerOptions") == {
        "sourceMap": True,
        "outDir": "lib",
        "target": "es2022",
        "strict": True,
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("vite.config.ts", "export default {\n  a: = 1\n}", "vite.config.ts:2: the grammar"),
        ("vite.config.ts", "export default Encore.get()", "vite.config.ts:1: only running it"),
        ("vite.config.ts", "console.log(1)", "vite.config.ts:1: it exports nothing"),
        ("angular.json", '{"projects": ', "angular.json: line 1 is no JSON"),
        ("angular.json", "[1]", "angular.json: line 1 is no JSON"),
        ("vite.config.ts", "//" + "x" * MOST_BYTES, "vite.config.ts: it has"),
        ("package.json", "{", "package.json: line 1 is no JSON"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    """It is there, and nothing of it may be taken for absent."""
    (why, *_) = _config(tmp_path, {name: text}).unread

    assert why.startswith(said)


def test_nothing_outside_of_the_project_is_read(tmp_path: Path) -> None:
    """Neither through a link nor by a path; within the project a path may lead above the app."""
    app = tmp_path / "repo" / "apps" / "web"
    app.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "secret.ts").write_text("export default { secret: true }", encoding="utf-8")
    (tmp_path / "repo" / "base.ts").write_text("export default { base: true }", encoding="utf-8")
    (app / "linked.ts").symlink_to(tmp_path / "secret.ts")
    (app / "vite.config.ts").write_text(
        'import a from "../../../secret"; import b from "../../base"; import c from "./linked";'
        "export default { a, b, c }",
        encoding="utf-8",
    )
    found = read(app)

    assert found.value("b") == {"base": True}
    assert isinstance(found.value("a"), Code)
    assert isinstance(found.value("c"), Code)
    assert {"../../../secret.ts: it leads out of the project"} < set(found.unread)


def test_files_that_import_each_other_end(tmp_path: Path) -> None:
    """A circle is no reason to hang."""
    files = {
        "vite.config.ts": 'import b from "./b"; export default { ...b, a: 1 }',
        "b.ts": 'import c from "./vite.config"; export default { ...c, b: 1 }',
    }

    assert _config(tmp_path, files).value("a") == 1


def test_an_app_without_configuration_has_none(tmp_path: Path) -> None:
    """An empty folder is no error."""
    assert _config(tmp_path, {}) == AppConfig()


@given(st.text(alphabet="abc{}()[]=>,:;.'\"`?&|! \n/*$", max_size=60))
def test_any_text_is_read_or_told(text: str) -> None:
    """Nobody's file may end the program."""
    module = ConfigModule("a.ts", f"export default {text}".encode(), lambda _: None)
    whole = module.whole()
    if whole:
        module.reader.configured(whole)


def test_reading_starts_no_program(tmp_path: Path) -> None:
    """A configuration that would write a file when run has not written it."""
    text = (
        f'require("fs").writeFileSync("{(tmp_path / "ran").as_posix()}", ""); module.exports = {{}}'
    )
    (tmp_path / "vite.config.js").write_text(text, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from buildtools.sources.app_config import read; "
        "read(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)

    assert not (tmp_path / "ran").exists()
