"""Sentry's own plugins and SDKs: what they put into sources, and before code that is mapped."""

import re

from buildtools.bundlers.bundler import Bundler, Writer

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
