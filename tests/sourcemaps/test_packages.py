"""A source is of the package that it was installed as."""

import pytest

from buildtools.sourcemaps.maps.packages import APP, ELSEWHERE, RUNTIME, UNNAMED, package_of

PNPM = "node_modules/.pnpm/@sentry+core@11.8.0/node_modules/@sentry/core/build/esm/index.js"
CACHE = ".yarn/cache/@sentry-core-npm-11.8.0-0123456789.zip/node_modules/@sentry/core/a.js"
VIRTUAL = f".yarn/__virtual__/@sentry-react-virtual-0123456789/0/{CACHE.removeprefix('.yarn/')}"
STORE = "node_modules/.store"


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("../node_modules/@sentry/core/src/client.ts", "@sentry/core"),
        ("node_modules/react-dom/cjs/react-dom-client.production.js", "react-dom"),
        ("turbopack:///[project]/node_modules/@sentry/core/src/client.ts", "@sentry/core"),
        ("webpack://_N_E/./node_modules/next/dist/client/index.js", "next"),
        ("../node_modules/node_modules/@sentry/rrweb/dist/rrweb.js", "@sentry/rrweb"),
        ("../node_modules/a/node_modules/b/i.js", "b"),
        (f"../{PNPM}", "@sentry/core"),
        (f"../{CACHE}", "@sentry/core"),
        (f"../{VIRTUAL}", "@sentry/core"),
        (f"../{STORE}/react-npm-19.0.0-0123456789/package/index.js", "react"),
        (f"../{STORE}/@sentry-core-npm-11.8.0-0123456789/package/a.js", "@sentry/core"),
        (f"../{STORE}/react-npm-19.0.0-0123456789/node_modules/react/index.js", "react"),
        ("node_modules/.deno/preact@10.0.0/node_modules/preact/dist/preact.mjs", "preact"),
        ("..\\node_modules\\@sentry\\core\\a.js", "@sentry/core"),
        ("../node_modules/%40sentry/core/a.js", "@sentry/core"),
        ("\0/shop/node_modules/react/index.js?commonjs-proxy", "react"),
        ("../node_modules/x.js?v=1", "x.js"),
        ("src/my_node_modules/a.js", APP),
        ("../src/a.ts", APP),
        ("webpack://_N_E/./src/a.ts?11c2", APP),
        ("../src/App.vue?vue&type=script", APP),
        ("webpack://_N_E/webpack/bootstrap", RUNTIME),
        ("turbopack:///[turbopack]/browser/runtime.ts", RUNTIME),
        ("\0commonjsHelpers.js", RUNTIME),
        ("webpack://_N_E/../../../src/client/app.ts", ELSEWHERE),
        ("", UNNAMED),
    ],
)
def test_a_source_is_of_its_package(source: str, package: str) -> None:
    """In each layout of package managers and each naming of bundlers that is known."""
    assert package == package_of(source)
