"""Astro, which is built by Vite and configures it from its own file."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.settings import Output

ASTRO = Bundler(
    name="Astro",
    rank=21,
    configs=("astro.config",),
    files=(r"_astro/.*|astro\.config\.\w+",),
    maps="vite: { build: { sourcemap: 'hidden' } } in astro.config",
    texts="vite.build.sourcemap in astro.config, without excluded sources",
    new_names=vite.NEW_NAMES.replace("vite.config", "vite of astro.config"),
    not_inlined="vite.build.assetsInlineLimit: 0 in astro.config",
    outputs=(Output("dist", "~/"),),
    components=("astro",),
    set_ups=(
        SetUp(r"(?:src/)?sentry\.client\.config", "browser"),
        SetUp(r"(?:src/)?sentry\.server\.config", "server"),
    ),
)

BUNDLERS = (ASTRO,)
