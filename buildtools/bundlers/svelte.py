"""SvelteKit, and Svelte's components."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

_ADAPTERS = (
    Layout(
        (
            Output("{out}/client", "~{base}"),
            Output("{out}/server", "app:///{out}/server", "node"),
        ),
        packages=("@sveltejs/adapter-node", "svelte-adapter-bun"),
    ),
    Layout((Output("{pages}", "~{base}"),), packages=("@sveltejs/adapter-static",)),
    Layout(
        (
            Output(".vercel/output/static", "~{base}"),
            Output(".vercel/output/functions", "app:///.vercel/output/functions", "node"),
        ),
        packages=("@sveltejs/adapter-vercel",),
    ),
    Layout(
        (
            Output("build", "~{base}"),
            Output(".netlify/server", "app:///.netlify/server", "node"),
        ),
        packages=("@sveltejs/adapter-netlify",),
    ),
    Layout(
        (
            Output("{kit}/cloudflare", "~{base}"),
            Output("{kit}/output/server", "app:///{kit}/output/server", "edge"),
        ),
        packages=("@sveltejs/adapter-cloudflare", "@sveltejs/adapter-cloudflare-workers"),
    ),
    Layout(
        (
            Output("{kit}/output/client", "~{base}"),
            Output("{kit}/output/server", "app:///{kit}/output/server", "node"),
        ),
        doubt="which adapter deploys it: these are the folders before it",
    ),
)

SVELTEKIT = Bundler(
    name="SvelteKit",
    rank=20,
    # Since its options may stand in vite.config, its own names of routes tell it too.
    files=(
        r"_app/immutable/.*|_app/version\.json|svelte\.config\.\w+",
        r"\+(?:page|layout|error)(?:@\w*)?\.svelte|\+(?:page|layout)(?:\.server)?\.[jt]s",
    ),
    configs=("svelte.config", *vite.CONFIGS),
    maps=vite.MAPS,
    texts="build.sourcemap in vite.config, without excluded sources",
    new_names=vite.NEW_NAMES,
    outputs=(
        Output("build/client", "~/"),
        Output("build/server", "app:///build/server", "node"),
    ),
    pages=("build/prerendered", ".svelte-kit/output/prerendered/pages"),
    components=("svelte",),
    set_ups=(
        SetUp(
            r"src/hooks\.client", "browser", (("handleError", "Sentry.handleErrorWithSentry()"),)
        ),
        SetUp(
            r"src/hooks\.server",
            "server",
            (
                ("handleError", "Sentry.handleErrorWithSentry()"),
                ("handle", "Sentry.sentryHandle()"),
            ),
        ),
        SetUp(r"src/instrumentation\.server", "server"),
    ),
)

BUNDLERS = (SVELTEKIT,)
FRAMEWORKS = (
    Framework(
        SVELTEKIT,
        packages=("@sveltejs/kit",),
        programs=vite.PROGRAMS,
        default_command="vite build",
        map_flags="--sourcemap",
        map_keys=("build.sourcemap",),
        told=(
            Told("out", keys=("kit.adapter.out", "adapter.out"), default="build"),
            Told("kit", keys=("kit.outDir", "outDir"), default=".svelte-kit"),
            Told(
                "pages",
                keys=("kit.adapter.assets", "kit.adapter.pages", "adapter.assets", "adapter.pages"),
                default="build",
            ),
            Told(
                "base",
                keys=("kit.paths.assets", "kit.paths.base", "paths.assets", "paths.base"),
                default="",
            ),
        ),
        layouts=_ADAPTERS,
    ),
)
