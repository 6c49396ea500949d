"""Sources read as data: what is written is told, what is computed is code, nothing is run."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.review.evidence.sources import Call, Code, Value
from buildtools.sources import calls, flags, grammar
from buildtools.sources.modules import Module
from buildtools.sources.reading import Read, read

NEXT = "@sentry/nextjs"


def _read(root: Path, files: dict[str, str]) -> Read:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(root, "")


def _options(root: Path, text: str, **files: str) -> dict[str, Value]:
    """Return the options of the one `init` of a program."""
    others = {f"{name}.ts": content for name, content in files.items()}
    found = _read(root, {"main.ts": text, **others})
    (call,) = [each for each in found.calls if each.name == "init"]
    return call.options


@pytest.mark.parametrize(
    "program",
    [
        'import * as Sentry from "@sentry/browser"; Sentry.init({ dsn: "d" });',
        "import { init } from '@sentry/browser'; init({ dsn: `d` });",
        'import { init as start } from "@sentry/browser"; start({ "dsn": "d" });',
        'import Sentry from "@sentry/browser"; Sentry.init({ ["dsn"]: "d" });',
        'const Sentry = require("@sentry/node"); Sentry.init({ dsn: "d" });',
        'var Sentry = require("@sentry/node"); Sentry.init({ dsn: "d" });',
        'const { init: go } = require("@sentry/node"); go({ dsn: "d" });',
        'require("@sentry/node").init({ dsn: "d" });',
        'const S = await import("@sentry/browser"); S.init({ dsn: "d" });',
        'import("@sentry/browser").then((S) => S.init({ dsn: "d" }));',
        'import("@sentry/browser").then(({ init }) => { init({ dsn: "d" }); });',
        'import("@sentry/browser").then(S => { S.init({ dsn: "d" }); });',
        '(await import("@sentry/browser")).init({ dsn: "d" });',
        'import * as S from "@sentry/browser"; const { init } = S; init({ dsn: "d" });',
        'import * as S from "@sentry/browser"; const go = S.init; go({ dsn: "d" });',
        'import * as S from "@sentry/browser"; S?.init?.({ dsn: "d" } as Options);',
        'import * as S from "@sentry/browser"; const dsn = "d"; S.init({ dsn });',
        'import * as S from "@sentry/browser"; const all = { dsn: "d" }; S.init(all);',
        'import * as S from "@sentry/browser"; const a = { dsn: "d" }; S.init({ ...a });',
        'import * as S from "@sentry/browser"; S.init({ dsn: "x", ...{ dsn: "d" } });',
        'import * as S from "@sentry/browser"; const a = { b: { c: "d" } }; S.init({ dsn: a.b.c })',
        'import * as S from "@sentry/browser"; const { c } = { c: "d" }; S.init({ dsn: c });',
        'import * as S from "@sentry/browser"; const f = () => ({ dsn: "d" }); S.init(f());',
        'import * as S from "@sentry/browser"; function f() { return { dsn: "d" } } S.init(f());',
        'import * as S from "@sentry/browser"; S.init({ dsn: "d" } satisfies Options);',
        'import * as S from "@sentry/browser"; function run() { S.init({ dsn: ("d")! }); }',
        'import * as S from "@sentry/browser"; S.init({ dsn: "\\u0064" });',
    ],
)
def test_an_init_is_found_however_it_is_called(tmp_path: Path, program: str) -> None:
    """One that is overlooked would be told as missing."""
    assert {"dsn": "d"} == _options(tmp_path, program)


@pytest.mark.parametrize(
    "program",
    [
        'import { init } from "other"; import "@sentry/browser"; init({ dsn: "d" });',
        'import { init } from "@sentry/browser"; function f(init) { init({ dsn: "d" }); }',
        'import { init } from "@sentry/browser"; { const init = other; init({ dsn: "d" }); }',
        'import * as Sentry from "@sentry/browser"; Sentry.other; other.init({ dsn: "d" });',
        '// import { init } from "@sentry/browser"\ninit({ dsn: "d" });',
        "const text = 'import { init } from \"@sentry/browser\"; init({})';",
        'import { init } from "@sentry/browser"; try {} catch (init) { init({}); }',
        'import { init } from "@sentry/browser"; for (const init of all) init({});',
        'import { init } from "@sentrysomething/browser"; init({}); "@sentry/"',
        'import * as S from "@sentry/browser"; const { init = other } = S; init({});',
    ],
)
def test_what_only_looks_like_one_is_none(tmp_path: Path, program: str) -> None:
    """`init` is a common name."""
    found = _read(tmp_path, {"main.ts": program})

    assert [] == [each for each in found.calls if each.name == "init"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.1", 0.1),
        ("1_000", 1000),
        ("0x10", 16),
        ("-1", -1),
        ("!0", True),
        ("null", None),
        ("undefined", None),
        ("void 0", None),
        ("[1, 'a', /* no */ true]", [1, "a", True]),
        ("/local.*/i", "/local.*/i"),
        ("{ a: { b: [] } }", {"a": {"b": []}}),
        ("'a\\n\\x41\\u{1f600}\\ud83d\\ude00'", "a\nA😀😀"),
        ("process.env.SENTRY_DSN", Code("SENTRY_DSN", "variable")),
        ("process.env['SENTRY_DSN']!", Code("SENTRY_DSN", "variable")),
        ("import.meta.env.VITE_DSN as string", Code("VITE_DSN", "variable")),
        ("process.env.A ?? ''", Code("A", "variable")),
        ("process.env.A || undefined", Code("A", "variable")),
        ("process.env.A || 'other'", Code("process.env.A || 'other'")),
        ("process.env[name]", Code("process.env[name]")),
        ("production ? 0.1 : 1", Code("production ? 0.1 : 1")),
        ("1 + 1", Code("1 + 1")),
        ("10n", Code("10n")),
        ("1e999", Code("1e999")),
        ("9007199254740993", Code("9007199254740993")),
        ("`a${b}`", Code("`a${b}`")),
        ("Number(process.env.RATE)", Code("Number(process.env.RATE)", "call")),
        ("(event) => event", Code("(event) => event", "function")),
        ("function () { return 1 }", Code("function () { return 1 }", "function")),
        ("new Date()", Code("new Date()", "call")),
        ("unheardOf", Code("unheardOf")),
        ("changing", Code("changing")),
        ("mutated", Code("mutated")),
        ("pushed", Code("pushed")),
        ("parameter", Code("parameter")),
        ("cyclic", Code("cyclic")),
        ("scrub", Code("scrub", "function")),
        ("twice()", Code("twice()", "call")),
        ("soon()", Code("soon()", "call")),
        ("gone.rate", Code("gone.rate")),
        ("given.rate", 0.5),
        ("given.none", None),
    ],
)
def test_a_value_is_what_is_written_or_code(tmp_path: Path, value: str, expected: Value) -> None:
    """A guess that is wrong would be a verdict that is wrong."""
    program = f"""import * as Sentry from "@sentry/browser";
        let changing = 1;
        const mutated = {{ a: 1 }}; mutated.a = 2;
        const pushed = []; pushed.push(1);
        const cyclic = cyclic;
        const given = {{ rate: 0.5 }};
        function scrub(event) {{ return event; }}
        function twice() {{ if (x) return 1; return 2; }}
        async function soon() {{ return 1; }}
        function start(parameter) {{ Sentry.init({{ value: {value} }}); }}"""

    assert {"value": expected} == _options(tmp_path, program)


def test_what_a_spread_may_overwrite_is_not_known(tmp_path: Path) -> None:
    """`{rate: 1, ...options}` says nothing of the rate, and what stands behind says all."""
    options = _options(
        tmp_path,
        'import { init } from "@sentry/browser"; init({ before: 1, ...other(), after: 2 });',
    )

    assert Code("1, unless ...other()", "spread") == options["before"]
    assert 2 == options["after"]
    assert Code("...other()", "spread") in options.values()


def test_a_computed_key_may_be_any(tmp_path: Path) -> None:
    """So nothing before it is sure, nor what is absent."""
    options = _options(
        tmp_path, 'import { init } from "@sentry/browser"; init({ before: 1, [key]: 2 });'
    )

    assert {"spread", "other"} >= {each.kind for each in options.values() if isinstance(each, Code)}
    assert not any(each == 1 for each in options.values())


@pytest.mark.parametrize(
    ("text", "module", "expected"),
    [
        ("import { a } from './other'; go({ ...a });", "export const a = { b: 1 };", {"b": 1}),
        ("import * as o from './other'; go(o.a);", "export const a = { b: 1 };", {"b": 1}),
        ("import o from './other'; go(o);", "export default { b: 1 };", {"b": 1}),
        (
            "import { a } from './other.js'; go(a());",
            "export const a = () => ({ b: 1 });",
            {"b": 1},
        ),
        (
            "import { a } from './other'; go(a());",
            "export function a() { return { b: 1 } }",
            {"b": 1},
        ),
        ("import { c } from './other'; go(c);", "const a = { b: 1 }; export { a as c };", {"b": 1}),
        ("import { b } from './other'; go({ b });", "export const b = process.env.B || '';", None),
    ],
)
def test_one_module_beside_it_is_followed(
    tmp_path: Path, text: str, module: str, expected: dict[str, Value] | None
) -> None:
    """Settings that several runtimes share stand in a file of their own."""
    program = f'import {{ init as go }} from "@sentry/browser"; {text}'

    options = _options(tmp_path, program, other=module)

    assert (expected or {"b": Code("B", "variable")}) == options


@pytest.mark.parametrize(
    "module",
    [
        "export let a = { b: 1 };",
        "export const a = { b: 1 }; a.b = 2;",
        "import { c } from './further'; export const a = c;",
        "export { a } from './further';",
        "export * from './further';",
        "",
    ],
)
def test_what_a_module_does_not_say_itself_is_code(tmp_path: Path, module: str) -> None:
    """One step is followed, not a program."""
    program = "import { init } from '@sentry/browser'; import { a } from './other'; init({ x: a });"

    further = "export const a = { b: 1 }; export const c = { b: 1 };"
    options = _options(tmp_path, program, other=module, further=further)

    assert {"x": Code("a")} == options


def test_nothing_outside_of_the_app_is_read(tmp_path: Path) -> None:
    """Neither by a path nor through a link."""
    app, outside = tmp_path / "app", tmp_path / "outside.ts"
    app.mkdir()
    outside.write_text("export const a = { b: 1 };")
    (app / "linked.ts").symlink_to(outside)
    (app / "folder").symlink_to(tmp_path)
    program = (
        'import { init } from "@sentry/browser"; import { a } from "../outside";'
        'import { a as c } from "./linked"; init({ x: a, y: c });'
    )

    assert {"x": Code("a"), "y": Code("c")} == _options(app, program)


@pytest.mark.parametrize(
    ("name", "text", "runtime"),
    [
        ("sentry.server.config.ts", f'import "{NEXT}";', "server"),
        ("sentry.edge.config.js", f'import "{NEXT}";', "edge"),
        ("sentry.client.config.mjs", f'import "{NEXT}";', "browser"),
        ("src/instrumentation-client.ts", f'import "{NEXT}";', "browser"),
        ("src/hooks.client.ts", 'import "@sentry/sveltekit";', "browser"),
        ("src/hooks.server.ts", 'import "@sentry/sveltekit";', "server"),
        ("app/entry.client.tsx", 'import "@sentry/react-router";', "browser"),
        ("instrument.server.mjs", 'import "@sentry/react-router";', "server"),
        ("src/main.tsx", 'import "@sentry/react";', "browser"),
        ("src/instrument.ts", 'import "@sentry/react";', "browser"),
        ("src/instrument.ts", 'import "@sentry/node";', "server"),
        ("src/server.ts", 'import "@sentry/node";', "server"),
        ("worker.ts", 'import "@sentry/cloudflare";', "edge"),
        ("src/shared.ts", f'import "{NEXT}";', None),
        ("src/shared.tsx", f'"use client";\nimport "{NEXT}";', "browser"),
    ],
)
def test_where_a_file_runs(tmp_path: Path, name: str, text: str, runtime: str | None) -> None:
    """By its framework's convention, by its own word, or by the SDK that it imports."""
    package = text.split('"')[-2]
    found = _read(tmp_path, {name: f'{text}\nimport {{ init }} from "{package}"; init({{}});'})

    assert [runtime] == [each.runtime for each in found.calls]


def test_a_framework_is_told_by_its_routes_where_it_has_no_configuration(tmp_path: Path) -> None:
    """SvelteKit's options may stand in vite.config; without its routes that is Vite."""
    hooks = """import * as Sentry from "@sentry/sveltekit";
Sentry.init({});
export const handleError = Sentry.handleErrorWithSentry();"""
    files = {"vite.config.ts": "", "src/hooks.client.ts": hooks}

    assert () == _read(tmp_path, files).files
    found = _read(tmp_path, {**files, "src/routes/+page.svelte": "<h1>Shop</h1>"})
    assert ("src/hooks.client.ts",) == found.files
    assert () == found.lacking


def test_a_condition_tells_the_runtime(tmp_path: Path) -> None:
    """One file may set up several."""
    program = f"""import * as Sentry from "{NEXT}";
        export function register() {{
          if (process.env.NEXT_RUNTIME === "nodejs") {{ Sentry.init({{ a: 1 }}); }}
          if (process.env.NEXT_RUNTIME === 'edge') Sentry.init({{ a: 2 }});
          else Sentry.init({{ a: 3 }});
        }}"""

    found = _read(tmp_path, {"instrumentation.ts": program})

    assert ["server", "edge", None] == [each.runtime for each in found.calls]


def test_calls_of_all_kinds_are_read(tmp_path: Path) -> None:
    """Integrations, users, wrappers, elements: checks ask for each by its name."""
    program = f"""import * as Sentry from "{NEXT}";
        Sentry.init({{ integrations: [Sentry.replayIntegration({{ maskAllText: false }})] }});
        Sentry.setUser({{ id: 1, email }});
        Sentry.metrics.count("a", 1, ...rest);
        export const Page = () => <Sentry.ErrorBoundary showDialog fallback="x" on={{f}} {{...p}}/>
        new Sentry.BrowserClient();"""

    calls = {each.name: each for each in _read(tmp_path, {"a.tsx": program}).calls}

    assert {"maskAllText": False} == calls["replayIntegration"].options
    assert {"id": 1, "email": Code("email")} == calls["setUser"].options
    assert ("a", 1, Code("...rest", "spread")) == calls["metrics.count"].arguments
    assert {"showDialog": True, "fallback": "x", "on": Code("f")} == calls["ErrorBoundary"].options
    assert Call("BrowserClient", "a.tsx", 6) == calls["BrowserClient"]


@pytest.mark.parametrize(
    "program",
    [
        'import { withSentry as s } from "@sentry/cloudflare"; s((env) => ({ a: 1 }), handler);',
        'import * as S from "@sentry/cloudflare"; function o() { return {a: 1} } S.withSentry(o)',
        'import * as S from "@sentry/cloudflare"; const o = () => ({ a: 1 }); S.withSentry(o);',
        'import { wrapRequestHandler as w } from "@sentry/cloudflare"; w({ options: { a: 1 } });',
        'import * as S from "@sentry/sveltekit"; S.initCloudflareSentryHandle({ a: 1 });',
    ],
)
def test_what_sets_the_sdk_up_at_the_edge_is_an_init(tmp_path: Path, program: str) -> None:
    """Workers have no place to call init: a function around them is given its options."""
    (made,) = [each for each in _read(tmp_path, {"w.ts": program}).calls if each.name == "init"]

    assert ({"a": 1}, "edge") == (made.options, made.runtime)


def test_a_function_of_that_name_elsewhere_is_no_init(tmp_path: Path) -> None:
    """Another package of Sentry's calls a component's wrapper so."""
    found = _read(
        tmp_path, {"a.ts": 'import { withSentry } from "@sentry/remix"; withSentry(App);'}
    )

    assert ["withSentry"] == [each.name for each in found.calls]


def test_scripts_of_components_keep_their_lines(tmp_path: Path) -> None:
    """A finding names the line that a person will open."""
    vue = '<template>\n<p/>\n</template>\n<script setup lang="ts">\nimport { setUser } from'
    files = {
        "App.vue": f'{vue} "@sentry/vue";\nsetUser({{ id: 1 }});\n</script>\n',
        "page.astro": '---\nimport { init } from "@sentry/astro";\ninit();\n---\n<p>{a}</p>',
    }

    found = _read(tmp_path, files)

    assert [("App.vue", 6), ("page.astro", 3)] == [(each.file, each.line) for each in found.calls]


@pytest.mark.parametrize(
    "name",
    [
        "node_modules/a/index.js",
        ".next/server/a.js",
        "dist/a.js",
        "packages/a/dist/a.js",
        "build/client/a.js",
        "src/a.test.ts",
        "src/__tests__/a.ts",
        "e2e/a.ts",
        "types.d.ts",
        "own/out/a.js",
        "a.json",
    ],
)
def test_what_is_none_of_the_apps_sources_is_left_out(tmp_path: Path, name: str) -> None:
    """A test's `init`, or a package's, says nothing of the app."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('import { init } from "@sentry/browser"; init();')

    assert () == read(tmp_path, "", ["own/out"]).calls


@pytest.mark.parametrize(
    ("program", "flags"),
    [
        ("export default { define: { __SENTRY_DEBUG__: false } };", ["__SENTRY_DEBUG__"]),
        ("x({ '__SENTRY_TRACING__': 'false' });", ["__SENTRY_TRACING__"]),
        ("x({ __SENTRY_DEBUG__: JSON.stringify(false) });", ["__SENTRY_DEBUG__"]),
        ("x({ __RRWEB_EXCLUDE_IFRAME__: true });", ["__RRWEB_EXCLUDE_IFRAME__"]),
        ("x({ __SENTRY_DEBUG__: true, __RRWEB_EXCLUDE_IFRAME__: false });", []),
        ("x({ __SENTRY_DEBUG__: process.env.DEBUG });", []),
        (
            "'@sentry'; x({ bundleSizeOptimizations: { excludeDebugStatements: true } });",
            ["__SENTRY_DEBUG__"],
        ),
        ("'@sentry'; x({ bundleSizeOptimizations: { excludeTracing: false } });", []),
        (
            "'@sentry'; x({ webpack: { treeshake: { removeTracing: true, "
            "excludeReplayCompressionWorker: true } } });",
            ["__SENTRY_TRACING__", "__SENTRY_EXCLUDE_REPLAY_WORKER__"],
        ),
    ],
)
def test_flags_are_found_where_they_have_an_effect(
    tmp_path: Path, program: str, flags: list[str]
) -> None:
    """A flag of the other value takes nothing out."""
    found = _read(tmp_path, {"app.config.mjs": program})

    assert [(flag, "app.config.mjs:1") for flag in flags] == [*found.flags]


def test_set_up_files_and_what_they_lack(tmp_path: Path) -> None:
    """A framework calls what is exported by its name, and says nothing of what is not."""
    found = _read(
        tmp_path,
        {
            "next.config.mjs": "export default {};",
            "src/instrumentation.ts": "export async function register() {}",
            "src/instrumentation-client.ts": 'export * from "./more";',
            "src/app/global-error.tsx": "",
        },
    )

    assert ("src/instrumentation-client.ts", "src/instrumentation.ts") == found.files
    assert ("src/instrumentation.ts", "register") in found.exports
    missing = ("src/instrumentation.ts", "onRequestError", "Sentry.captureRequestError")
    assert (missing,) == found.lacking
    assert ("src/app/global-error.tsx",) == found.boundaries


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("export const a = 1, b = 2;", ["a", "b"]),
        ("export const { c, d } = e;", ["c", "d"]),
        ("export class F {} export default 1;", ["F", "default"]),
        ("export { g as h } from './i'; export * as j from './k';", ["h", "j"]),
        ("exports.l = 1; module.exports.m = 2;", ["l", "m"]),
        ("module.exports = { n: 1, o() {}, p };", ["default", "n", "o", "p"]),
    ],
)
def test_exports_in_every_spelling(tmp_path: Path, program: str, names: list[str]) -> None:
    """What is exported otherwise must not be told as lacking."""
    found = _read(tmp_path, {"next.config.js": "", "instrumentation.js": program})

    assert names == [name for _, name in found.exports]


def test_what_cannot_be_understood_is_told_with_its_line(tmp_path: Path) -> None:
    """A call behind a mistake may be missing, and a person has to know."""
    text = 'import * as S from "@sentry/browser";\nS.init({ a: 1 });\n<<<<<<< HEAD\nx = {{ =>;\n'

    found = _read(tmp_path, {"broken.ts": text})

    assert [{"a": 1}] == [each.options for each in found.calls]
    assert found.unread[0].startswith("broken.ts:")


_TOKENS = (
    *("import", "* as S", "from", '"@sentry/browser"', "{", "}", "(", ")", "[", "]", ",", ";"),
    *("S", "init", ".", "=>", "=", "const", "let", "x", "...", ":", "'", "`", "${", "<", ">", "/"),
    *("await", "async", "function", "return", "if", "process.env.A", "??", "0", "\n", "// ", "/*"),
    *("export", "default", "require('@sentry/node')", "import('@sentry/x')", ".then", "\\u{"),
)


@given(st.lists(st.sampled_from(_TOKENS), max_size=120).map(" ".join))
def test_no_program_brings_the_reader_down(program: str) -> None:
    """Half-written files are committed, too."""
    _parsed(program.encode())


@given(st.binary(max_size=500))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    """A file may be called .ts and be a video: MPEG streams are."""
    _parsed(b"import * as S from '@sentry/browser'; S.init(" + data)


@pytest.mark.parametrize(
    "program",
    [
        "S.init(" + "{a:" * 30_000,
        "S.init(" + "{a:" * 20_000 + "1" + "}" * 20_000 + ")",
        "S.init(" * 20_000 + ")" * 20_000,
        "S.init({a: " + "[" * 50_000,
        "S.init({a: " + "= " * 50_000,
        "S.init({a: " + "(" * 50_000 + "1" + ")" * 50_000 + "})",
        "S.init({a: " + "!" * 50_000 + "1})",
        "S.init({a: " + "x => " * 20_000 + "1})",
        "S.init({a: x" + ".y" * 100_000 + "})",
        "x" + ".y" * 100_000 + " = 1; S.init({a: x})",
        "S.init({a: 1" + " + 1" * 50_000 + "})",
        "S.init({a: " + "process.env.A || " * 30_000 + "''})",
        "const {" + "a: {" * 20_000 + "b" + "}" * 20_000 + "} = S; S.init({a: b})",
        "if (a) " * 20_000 + "S.init({})",
        "`${" * 20_000 + "S.init({})" + "}`" * 20_000,
        "S.init({a: '" + "x" * 900_000 + "'})",
        "S.init({})\n" * 20_000,
        "".join(f"const c{n} = {{a: c{n + 1}, b: c{n + 1}}};" for n in range(60)) + "S.init(c0)",
    ],
    ids=lambda program: program[:12],
)
def test_deep_and_long_programs_end(program: str) -> None:
    """Nothing takes the square of a length, and nothing is nested too deep."""
    _parsed(f"import * as S from '@sentry/browser';{program}".encode())


def _parsed(text: bytes) -> None:
    module = Module("a.ts", text, lambda _: None)
    for call in calls.of_module(module, "a.ts"):
        assert len(msgspec.json.encode(call)) < 2_000_000
    list(flags.of_module(module, "a.ts"))
    module.exports()
    grammar.first_error(module.root)
