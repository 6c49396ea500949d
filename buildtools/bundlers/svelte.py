"""SvelteKit, and Svelte's components."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

SVELTEKIT = Bundler(
    name="SvelteKit",
    rank=20,
    files=(r"_app/immutable/.*|_app/version\.json|svelte\.config\.\w+",),
    maps=vite.MAPS,
    texts="build.sourcemap in vite.config, without excluded sources",
    new_names=vite.NEW_NAMES,
    outputs=(
        Output("build/client", "~/"),
        Output("build/server", "app:///build/server", "node"),
    ),
    pages=("build/prerendered", ".svelte-kit/output/prerendered/pages"),
    components=("svelte",),
)

BUNDLERS = (SVELTEKIT,)
