"""Next.js, by Turbopack and by webpack. Source: next 14 to 16, and @sentry/nextjs.

It writes maps of the server alone by default. Turbopack's client chunks and their maps have
different names, its server comments are percent-encoded, its edge scripts have a prefix that their
maps lack, and its loaders have maps of nothing. Chunks that differ only in the name of their map
have one debug ID. All of that is read as it stands, by rules that are the same for all bundlers.
"""

import re

from buildtools.bundlers.bundler import Bundler, Cause, Copies, Scheme, SetUp, Wrapper, Writer
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_NEW_NAMES = "set deploymentId in next.config once"
_OUTPUTS = (
    Output(".next/static", "~/_next/static"),
    Output(".next/server", "app:///.next/server", "node"),
)
_SENTRY = Wrapper(
    # The plugin removes the browser's maps after an upload of its own:
    # sourcemaps.deleteSourcemapsAfterUpload.
    "next.config.",
    b"withSentryConfig",
    "sourcemaps: { disable: true } in withSentryConfig, so that its plugin leaves them there",
)
_SET_UPS = (
    # Source: docs.sentry.io, Next.js, manual setup; since 9.9 the first takes the second's place.
    SetUp(
        r"(?:src/)?instrumentation-client",
        "browser",
        (("onRouterTransitionStart", "Sentry.captureRouterTransitionStart"),),
    ),
    SetUp(r"(?:src/)?sentry\.client\.config", "browser"),
    SetUp(
        r"(?:src/)?instrumentation",
        exports=(("register", ""), ("onRequestError", "Sentry.captureRequestError")),
    ),
    SetUp(r"(?:src/)?sentry\.server\.config", "server"),
    SetUp(r"(?:src/)?sentry\.edge\.config", "edge"),
)
_BOUNDARIES = (r"(?:src/)?app/global-error", r"(?:src/)?pages/_error")

NEXT_WEBPACK = Bundler(
    name="Next.js with webpack",
    rank=10,
    configs=("next.config",),
    files=(r"static/chunks/webpack-[^/]*\.js|server/webpack-runtime\.js",),
    heads=(r'(?!.*"turbopack:///).*"webpack://_N_E/',),
    maps="productionBrowserSourceMaps: true and experimental.serverSourceMaps: true in next.config",
    texts="devtool: 'hidden-source-map' in the webpack function of next.config, "
    "none with nosources",
    new_names=_NEW_NAMES,
    wrappers=(_SENTRY,),
    outputs=_OUTPUTS,
    set_ups=_SET_UPS,
    boundaries=_BOUNDARIES,
)
TURBOPACK = Bundler(
    name="Next.js with Turbopack",
    rank=11,
    configs=("next.config",),
    files=(
        r"next\.config\.\w+|static/chunks/turbopack-[^/]*\.js|.*\.next/BUILD_ID",
        r"server/chunks/(?:.*/)?\[turbopack\]_runtime\.js",
    ),
    heads=(r'.*"turbopack:///',),
    maps="productionBrowserSourceMaps: true in next.config (experimental.turbopackSourceMaps and "
    "experimental.serverSourceMaps not false)",
    texts="Turbopack always writes the sources; see what changed the maps after the build",
    new_names=_NEW_NAMES,
    wrappers=(_SENTRY,),
    outputs=_OUTPUTS,
    set_ups=_SET_UPS,
    boundaries=_BOUNDARIES,
    schemes=(Scheme("turbopack", project="[project]/", made="["),),
    causes=(
        Cause(
            r"using Turbopack, with a `webpack` config",
            "add `turbopack: {}` to next.config, or build with `next build --webpack`",
        ),
    ),
)
_BOTH = Bundler(
    name="Next.js",
    rank=12,
    configs=("next.config",),
    data=(
        r"[^/]*_client-reference-manifest|server-reference-manifest|middleware-build-manifest"
        r"|next-font-manifest|interception-route-rewrite-manifest|dynamic-css-manifest"
        r"|[^/]*react-loadable-manifest|required-server-files|subresource-integrity-manifest"
        r"|_buildManifest|_ssgManifest|_clientMiddlewareManifest|polyfills-[0-9a-f]+",
    ),
    edge=(r"(?:^|/)server/(?:edge/|(?:src/)?middleware\.js)",),
    pages=(".next/server/app", ".next/server/pages"),
    traces=(".nft.json",),
    copies=(
        Copies(
            ".next",
            "standalone",
            "take this output out of build.outputs: the copies in standalone get the IDs of the "
            "files in .next/server and .next/static",
        ),
    ),
    caches=("cache", "dev"),
    public_paths=("_next/",),
    builds=(
        r"""\\?"(?:buildId|b)\\?":\\?"([\w-]{6,64})\\?\"""",
        r"/_next/static/([\w-]{6,64})/_\w+\.js",
    ),
    manifests=(
        "_next/static/{build}/_buildManifest.js",
        "_next/static/{build}/_ssgManifest.js",
        "_next/static/{build}/_clientMiddlewareManifest.js",
    ),
    error_pages=("_global-error",),
    runtime_signs=(
        (r"""process\.env\.NEXT_RUNTIME\s*===?\s*["']nodejs["']""", "server"),
        (r"""process\.env\.NEXT_RUNTIME\s*===?\s*["']edge["']""", "edge"),
    ),
    cache_headers=("x-nextjs-cache",),
    loaders=(Writer("Next.js", re.compile(r"__next_\w+|\$ACTION_|__turbopack")),),
)
"""What is the same whichever of the two builds; it is never recognised by itself."""

WANTS = (
    Want(
        form="next.config",
        key="productionBrowserSourceMaps",
        does=(True,),
        puts=(("productionBrowserSourceMaps", "true"),),
        why="without it the browser's scripts have no maps",
    ),
    Want(
        form="next.config",
        key="experimental.serverSourceMaps",
        does=(True,),
        unless=(("output", "export"),),
        puts=(("experimental.serverSourceMaps", "true"),),
        why="without it the server's scripts have no maps, or maps without texts",
    ),
    Want(
        form="next.config",
        key="experimental.turbopackSourceMaps",
        does=(True,),
        usual=True,
        puts=(("experimental.turbopackSourceMaps", "true"),),
        why="with false, Turbopack writes no maps at all",
    ),
)

BUNDLERS = (NEXT_WEBPACK, TURBOPACK, _BOTH)
FRAMEWORKS = (
    Framework(
        _BOTH,
        packages=("next",),
        programs=(r"next build",),
        default_command="next build",
        executors=(r"@n(?:x|rwl)/next:build",),
        within_output=".next",
        map_keys=("productionBrowserSourceMaps",),
        told=(
            Told("out", keys=("distDir",), default=".next"),
            Told("export", keys=("distDir",), default="out"),
            Told(
                "output",
                built=("{out}/required-server-files.json#config.output",),
                keys=("output",),
                default="",
            ),
            Told(
                "base",
                built=(
                    "{out}/required-server-files.json#config.assetPrefix",
                    "{out}/required-server-files.json#config.basePath",
                ),
                keys=("assetPrefix", "basePath"),
                default="",
            ),
        ),
        layouts=(
            Layout((Output("{export}", "~{base}"),), says=(("output", "export"),)),
            Layout(
                (
                    Output("{out}/static", "~{base}/_next/static"),
                    Output("{out}/server", "app:///{out}/server", "node"),
                ),
            ),
        ),
    ),
)
