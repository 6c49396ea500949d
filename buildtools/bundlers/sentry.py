"""Sentry's own plugins and SDKs: what they put into sources, and before code that is mapped."""

import re

from buildtools.bundlers.bundler import Bundler, Writer
from buildtools.bundlers.wanted import Switch

_UPLOADS = "it uploads by itself, and then deletes maps"
_RELEASES = "it makes releases and lists of commits by itself"
_DELETES = "it deletes maps, after which nothing can be proven of them"
_OFF = (("sourcemaps.disable", True), ("sourcemaps.disable", "disable-upload"), ("disable", True))
_OLD_OFF = ("sourceMapsUploadOptions.enabled", False)
_DISABLE = (("sourcemaps.disable", "true"),)
_OLD_DISABLE = (("sourceMapsUploadOptions.enabled", "false"),)
_BUNDLERS = r"@sentry/(?:vite|webpack|rollup|esbuild|bundler)-plugins? (?:sentry\w*Plugin|default)"
_NEXT = "@sentry/nextjs withSentryConfig"
_KIT = "@sentry/sveltekit sentrySvelteKit"
_ROUTER = "@sentry/react-router sentryReactRouter"
_START = "@sentry/tanstackstart-react sentryTanstackStart"
_NITRO = "@sentry/nitro .*"
_WITH_MODULE = r"@sentry/(?:nuxt|astro) .*"
_NO_DELETES = (
    ("sourcemaps.filesToDeleteAfterUpload", None),
    ("sourcemaps.filesToDeleteAfterUpload", "[]"),
)
SWITCHES = (
    Switch(
        plugins=f"(?:{_BUNDLERS}|{_NEXT}|{_START}|{_NITRO})",
        majors=(2, 1_000),
        does=_OFF,
        puts=_DISABLE,
        why=_UPLOADS,
    ),
    # The name that the build is told goes into the app all the same.
    Switch(
        plugins=_NEXT,
        majors=(8, 1_000),
        does=(("release.create", False),),
        puts=(("release.name", "process.env.SENTRY_RELEASE"), ("release.create", "false")),
        why=_RELEASES,
    ),
    Switch(
        plugins=f"(?:{_BUNDLERS}|{_START})",
        majors=(2, 1_000),
        does=(("release.create", False), ("disable", True)),
        puts=(("release.create", "false"),),
        why=_RELEASES,
    ),
    Switch(
        plugins=_NEXT,
        majors=(8, 1_000),
        does=(
            ("sourcemaps.deleteSourcemapsAfterUpload", None),
            ("sourcemaps.deleteSourcemapsAfterUpload", False),
        ),
        puts=(("sourcemaps.deleteSourcemapsAfterUpload", "false"),),
        why=_DELETES,
    ),
    # It deletes what it is told, whether it has uploaded or not.
    Switch(
        plugins=f"(?:{_BUNDLERS}|{_NEXT}|{_START})",
        majors=(2, 1_000),
        does=_NO_DELETES,
        puts=(("sourcemaps.filesToDeleteAfterUpload", "[]"),),
        why=_DELETES,
    ),
    Switch(
        plugins=_KIT,
        does=(("autoUploadSourceMaps", False), *_OFF[:1]),
        puts=(("autoUploadSourceMaps", "false"),),
        why=_UPLOADS,
    ),
    Switch(
        plugins=_WITH_MODULE,
        majors=(10, 1_000),
        does=(_OFF[0], _OLD_OFF),
        puts=_DISABLE,
        why=_UPLOADS,
    ),
    Switch(
        plugins=_WITH_MODULE,
        majors=(0, 10),
        does=(_OLD_OFF,),
        puts=_OLD_DISABLE,
        why=_UPLOADS,
    ),
    Switch(plugins="@sentry/solidstart .*", does=(_OLD_OFF,), puts=_OLD_DISABLE, why=_UPLOADS),
    Switch(
        plugins=_ROUTER,
        does=(*_OFF[:2], _OLD_OFF),
        puts=_DISABLE,
        why=_UPLOADS,
    ),
    # Its hook after a build deletes all maps unless it is told which, uploads or not.
    Switch(
        plugins=_ROUTER,
        does=(
            _NO_DELETES[1],
            ("sourceMapsUploadOptions.filesToDeleteAfterUpload", "[]"),
        ),
        puts=(("sourcemaps.filesToDeleteAfterUpload", "[]"),),
        why=_DELETES,
    ),
    Switch(
        plugins="@sentry/gatsby .*",
        does=(("enableClientWebpackPlugin", False),),
        puts=(("enableClientWebpackPlugin", "false"),),
        why=_UPLOADS,
    ),
    Switch(
        plugins=r"@sentry/webpack-plugin (?!sentry)\w+",
        does=(("dryRun", True),),
        puts=(("dryRun", "true"),),
        why=_UPLOADS,
    ),
)
"""Read off the packages: bundler-plugins 11.9, nextjs 11.8, sveltekit 11.7; nuxt, astro,
react-router and tanstackstart-react 10.75, solidstart 10.70, nitro 10.65, gatsby 11.0."""

SENTRY = Bundler(
    name="Sentry's plugins",
    rank=2,
    plugins=(r"sentry\w*Plugin", "sentryUnplugin", "sentrySvelteKit", r"unstable_\w*Plugin"),
    around=("withSentryConfig", "withSentry", "wrapVinxiConfigWithSentry"),
    named=(("@sentry/nuxt/module", "sentry"), ("@sentry/nuxt", "sentry"), ("@sentry/gatsby", "")),
    sdks=(
        ("@sentry/browser", "browser"),
        ("@sentry/react", "browser"),
        ("@sentry/vue", "browser"),
        ("@sentry/svelte", "browser"),
        ("@sentry/angular", "browser"),
        ("@sentry/angular-ivy", "browser"),
        ("@sentry/ember", "browser"),
        ("@sentry/gatsby", "browser"),
        ("@sentry/solid", "browser"),
        ("@sentry/wasm", "browser"),
        ("@sentry/node", "server"),
        ("@sentry/node-core", "server"),
        ("@sentry/bun", "server"),
        ("@sentry/deno", "server"),
        ("@sentry/nestjs", "server"),
        ("@sentry/hono", "server"),
        ("@sentry/elysia", "server"),
        ("@sentry/aws-serverless", "server"),
        ("@sentry/google-cloud-serverless", "server"),
        ("@sentry/profiling-node", "server"),
        ("@sentry/cloudflare", "edge"),
        ("@sentry/vercel-edge", "edge"),
    ),
    tools=(
        r"@sentry/(?:cli|bundler-plugin|wizard)(?:s|-.*)?",
        r"@sentry/(?:vite|webpack|rollup|esbuild)-plugin",
        "@sentry/babel-plugin-component-annotate",
    ),
    loaders=(
        Writer("@sentry/nextjs", re.compile(r"__SENTRY_SERVER_MODULES__|_sentry\w*|__sentry\w*")),
    ),
    writers=(
        # 11.x writes it by webpack and esbuild into each server entry, 10.x when asked to; a list
        # of the packages it watches stands in the older form.
        Writer(
            "Sentry's SDK (its build-time instrumentation)",
            re.compile(
                r";\(function\(\)\{var g=globalThis\.__SENTRY_ORCHESTRION__=globalThis\."
                r"__SENTRY_ORCHESTRION__\|\|\{\};g\.bundler=g\.bundler\|\|new Set\(\);\}\)\(\);"
                r"|\(globalThis\.__SENTRY_ORCHESTRION__=globalThis\.__SENTRY_ORCHESTRION__\|\|\{\}\)"
                r"\.bundler=\[(?:\"[^\"\\]*\"(?:,\"[^\"\\]*\")*)?\];"
            ),
        ),
        Writer(
            "a plugin of Sentry's (its debug ID)",
            re.compile(
                r";?!?(?:function\(\)|\(\(?\)?=>)?\{try\{[^\n]{0,400}?sentry-dbid-[0-9a-f-]{36}"
                r"[^\n]{0,60}?catch\(\w*\)\{\}\}(?:\(\)|\)\(\))?;?"
            ),
        ),
    ),
)

BUNDLERS = (SENTRY,)
