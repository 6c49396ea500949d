"""Nuxt; its server is made by Nitro."""

from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.settings import Output

NUXT = Bundler(
    name="Nuxt",
    rank=24,
    configs=("nuxt.config",),
    files=(r"nuxt\.config\.\w+|_nuxt/.*",),
    maps="sourcemap: { server: true, client: 'hidden' } in nuxt.config",
    texts="sourcemap: { server: true, client: 'hidden' } in nuxt.config, without excluded sources",
    outputs=(
        Output(".output/public", "~/"),
        Output(".output/server", "app:///.output/server", "node"),
    ),
    set_ups=(
        SetUp(r"(?:app/)?sentry\.client\.config", "browser"),
        SetUp(r"sentry\.server\.config", "server"),
    ),
)

BUNDLERS = (NUXT,)
