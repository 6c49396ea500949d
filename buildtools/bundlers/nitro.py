"""Nitro, alone or below Nuxt. Source: nitro, sourcemap-min plugin."""

from buildtools.bundlers.bundler import Bundler, Emptied
from buildtools.settings import Output

NITRO = Bundler(
    name="Nitro",
    rank=25,
    configs=("nitro.config",),
    files=(r"nitro\.config\.\w+",),
    maps="sourcemap: true in nitro.config",
    texts="sourcemap: true in nitro.config, without excluded sources",
    outputs=(Output(".output/server", "app:///.output/server", "node"),),
    emptied=(
        Emptied(
            r"(?:^|/)chunks/(?:nitro|_)/|(?:^|/)nitro\.mjs$",
            "nitro: { experimental: { sourcemapMinify: false } } in nuxt.config or nitro.config",
        ),
    ),
)

BUNDLERS = (NITRO,)
