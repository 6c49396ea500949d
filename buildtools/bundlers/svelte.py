"""SvelteKit, and Svelte's components."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.settings import Output

SVELTEKIT = Bundler(
    name="SvelteKit",
    rank=20,
    configs=("svelte.config",),
    # Since its options may stand in vite.config, its own names of routes tell it too.
    files=(
        r"_app/immutable/.*|_app/version\.json|svelte\.config\.\w+",
        r"\+(?:page|layout|error)(?:@\w*)?\.svelte|\+(?:page|layout)(?:\.server)?\.[jt]s",
    ),
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
