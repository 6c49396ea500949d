"""Nuxt; its server is made by Nitro."""

from buildtools.bundlers import nitro
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
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

WANTS = (
    Want(
        form="nuxt.config",
        key="sourcemap.client",
        puts=(("sourcemap.server", "true"), ("sourcemap.client", "'hidden'")),
        why="without it the browser's scripts have no maps",
    ),
    Want(
        form="nuxt.config",
        key="sourcemap.server",
        usual=True,
        puts=(("sourcemap.server", "true"),),
        why="without it the server's scripts have no maps",
    ),
    Want(
        form="nuxt.config",
        key="nitro.experimental.sourcemapMinify",
        does=(False,),
        puts=(("nitro.experimental.sourcemapMinify", "false"),),
        why="without it the maps of chunks that hold packages alone are emptied",
        needed=False,
    ),
)

BUNDLERS = (NUXT,)
FRAMEWORKS = (
    Framework(
        NUXT,
        packages=("nuxt", "nuxt-nightly"),
        programs=(r"nux(?:t|i) (?:build|generate)",),
        default_command="nuxt build",
        site_keys=("site.url", "runtimeConfig.public.siteUrl"),
        map_keys=("sourcemap.client", "sourcemap"),
        told=(
            nitro.OUT,
            nitro.PRESET,
            Told(
                "base",
                variables=("NUXT_APP_CDN_URL", "NUXT_APP_BASE_URL"),
                keys=("app.cdnURL", "app.baseURL"),
                default="",
            ),
        ),
        layouts=(
            Layout((Output("{out}/public", "~{base}"),), words=r"^nux(?:t|i) generate"),
            *nitro.LAYOUTS,
        ),
    ),
)
