"""Bundlers: which one made a build, by what it left, and its settings for source maps.

Pure: file names and the head of a map in, one row of the table out.
Source: what they wrote, see tests/fixtures.
"""

import re
from collections.abc import Iterable

import msgspec


class Bundler(msgspec.Struct, frozen=True):
    """A bundler and the advice for it."""

    name: str
    maps: str
    """The setting that turns maps on."""
    texts: str
    """The setting that puts sourcesContent into them."""


_VITE = "build.sourcemap: 'hidden' in vite.config"
_ROLLUP_TEXTS = (
    "output.sourcemapExcludeSources off; inlineSources: true for @rollup/plugin-typescript"
)

TURBOPACK = Bundler(
    "Next.js with Turbopack",
    "productionBrowserSourceMaps: true in next.config (experimental.turbopackSourceMaps and "
    "experimental.serverSourceMaps not false)",
    "Turbopack always writes the sources; see what changed the maps after the build",
)
NEXT_WEBPACK = Bundler(
    "Next.js with webpack",
    "productionBrowserSourceMaps: true and experimental.serverSourceMaps: true in next.config",
    "devtool: 'hidden-source-map' in the webpack function of next.config, none with nosources",
)
SVELTEKIT = Bundler("SvelteKit", _VITE, "build.sourcemap in vite.config, without excluded sources")
ASTRO = Bundler(
    "Astro",
    "vite: { build: { sourcemap: 'hidden' } } in astro.config",
    "vite.build.sourcemap in astro.config, without excluded sources",
)
REACT_ROUTER = Bundler("React Router", _VITE, "build.sourcemap in vite.config")
ANGULAR = Bundler(
    "Angular",
    '"sourceMap": {"scripts": true, "hidden": true} in angular.json',
    '"sourcesContent": true under "sourceMap" in angular.json',
)
NUXT = Bundler(
    "Nuxt",
    "sourcemap: { server: true, client: 'hidden' } in nuxt.config",
    "sourcemap: { server: true, client: 'hidden' } in nuxt.config, without excluded sources",
)
NITRO = Bundler(
    "Nitro",
    "sourcemap: true in nitro.config",
    "sourcemap: true in nitro.config, without excluded sources",
)
VITE = Bundler("Vite", _VITE, "build.rolldownOptions.output.sourcemapExcludeSources off")
WEBPACK = Bundler(
    "webpack",
    "devtool: 'hidden-source-map' in webpack.config",
    "devtool: 'hidden-source-map' in webpack.config, not one with nosources",
)
ESBUILD = Bundler("esbuild", "--sourcemap=external", "--sources-content=true, the default")
ROLLUP = Bundler("Rollup", "output.sourcemap: 'hidden' in rollup.config", _ROLLUP_TEXTS)
ROLLDOWN = Bundler("rolldown", "output.sourcemap: 'hidden' in rolldown.config", _ROLLUP_TEXTS)
TSC = Bundler(
    "tsc",
    '"sourceMap": true and "inlineSources": true in tsconfig.json',
    '"inlineSources": true in tsconfig.json',
)

_BY_NAME: tuple[tuple[Bundler, str], ...] = (
    (NEXT_WEBPACK, r"static/chunks/webpack-[^/]*\.js|server/webpack-runtime\.js"),
    (TURBOPACK, r"next\.config\.\w+|static/chunks/turbopack-[^/]*\.js|.*\.next/BUILD_ID"),
    (TURBOPACK, r"server/chunks/(?:.*/)?\[turbopack\]_runtime\.js"),
    (SVELTEKIT, r"_app/immutable/.*|_app/version\.json|svelte\.config\.\w+"),
    (ASTRO, r"_astro/.*|astro\.config\.\w+"),
    (REACT_ROUTER, r"assets/manifest-[^/]*\.js|react-router\.config\.\w+"),
    (ANGULAR, r"3rdpartylicenses\.txt|main-[A-Z0-9]{8}\.js|ngsw\.json|angular\.json"),
    (NUXT, r"nuxt\.config\.\w+|_nuxt/.*"),
    (NITRO, r"nitro\.config\.\w+"),
    (VITE, r"\.vite/manifest\.json|vite\.config\.\w+"),
    (WEBPACK, r"webpack\.config\.\w+"),
    (ROLLDOWN, r"rolldown\.config\.\w+"),
    (ROLLUP, r"rollup\.config\.\w+"),
)
"""Evidence by path from the app's folder or below an output; more special ones come first."""

_BY_HEAD: tuple[tuple[Bundler, str], ...] = (
    (TURBOPACK, r'.*"turbopack:///'),
    (NEXT_WEBPACK, r'.*"webpack://_N_E/'),
    (WEBPACK, r'.*"webpack://'),
    (ESBUILD, r'\{\n  "version": 3,\n  "sources"'),
    (TSC, r'\{"version":3,"file":"[^"]*","sourceRoot":""'),
    (ROLLDOWN, r'\{"version":3,"file":"[^"]*","names":'),
    (ROLLUP, r'\{"version":3,"file":"[^"]*","sources":'),
)
"""Evidence by the first bytes of a map: bundlers differ in the order of its keys."""

_BY_SMALL_NAME: tuple[tuple[Bundler, str], ...] = (
    (VITE, r"assets/[^/]*-[\w-]{8}\.js"),
    (ESBUILD, r"(?:.*/)?[^/]*-[A-Z2-7]{8}\.js"),
    (TSC, r"tsconfig\.json"),
)
"""Evidence that many builds have; it counts when there is no better."""


def recognise(names: Iterable[str], head: bytes = b"") -> Bundler | None:
    """Say which bundler made the files of these names and the map that begins with `head`."""
    every = list(names)
    start = head.decode("utf-8", "replace")
    return (
        _first(_BY_NAME, every)
        or next((made for made, form in _BY_HEAD if re.match(form, start, re.DOTALL)), None)
        or _first(_BY_SMALL_NAME, every)
    )


def _first(table: tuple[tuple[Bundler, str], ...], names: list[str]) -> Bundler | None:
    for bundler, form in table:
        at_the_end = re.compile(rf"(?:.*/)?(?:{form})")
        if any(at_the_end.fullmatch(name) for name in names):
            return bundler
    return None


def with_sentry(bundler: Bundler) -> Bundler:
    """Give the advice for an app whose configuration withSentryConfig wraps.

    Its plugin removes the browser's maps after an upload of its own. Source: @sentry/nextjs,
    sourcemaps.deleteSourcemapsAfterUpload.
    """
    maps = f"{bundler.maps}; and sourcemaps: {{ disable: true }} in withSentryConfig, so that its "
    return msgspec.structs.replace(bundler, maps=f"{maps}plugin leaves them there")


_DATA = re.compile(
    r"(?:.*/)?(?:[^/]*_client-reference-manifest|server-reference-manifest"
    r"|middleware-build-manifest|next-font-manifest|interception-route-rewrite-manifest"
    r"|dynamic-css-manifest|[^/]*react-loadable-manifest|required-server-files"
    r"|subresource-integrity-manifest|_buildManifest|_ssgManifest|_clientMiddlewareManifest"
    r"|polyfills-[0-9a-f]+|assets/manifest-[^/]*|ngsw-worker|safety-worker|workbox-[0-9a-f]+)\.js"
)


def is_data(script: str) -> bool:
    """Say whether a script is known to be data or a copied polyfill: it never has a map."""
    return _DATA.fullmatch(script) is not None
