"""Astro, which is built by Vite and configures it from its own file."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
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

WANTS = (
    Want(
        form="astro.config",
        key="vite.build.sourcemap",
        puts=(("vite.build.sourcemap", "'hidden'"),),
        why="without it the build has no maps",
    ),
    Want(
        form="astro.config",
        key="vite.build.assetsInlineLimit",
        does=(0,),
        puts=(("vite.build.assetsInlineLimit", "0"),),
        why="without it small scripts stand in the pages, where they have neither map nor ID",
        needed=False,
    ),
)

BUNDLERS = (ASTRO,)
FRAMEWORKS = (
    Framework(
        ASTRO,
        packages=("astro",),
        programs=(r"astro build",),
        default_command="astro build",
        site_keys=("site",),
        map_keys=("vite.build.sourcemap",),
        told=(
            Told("out", flags=("--outDir",), keys=("outDir",), default="dist"),
            Told(
                "base",
                flags=("--base",),
                keys=("build.assetsPrefix", "base"),
                default="",
            ),
            Told("client", keys=("build.client",), default="{out}/client"),
            Told("server", keys=("build.server",), default="{out}/server"),
        ),
        layouts=(
            Layout(
                (
                    Output(".vercel/output/static", "~{base}"),
                    Output(".vercel/output/functions", "app:///.vercel/output/functions", "node"),
                ),
                packages=("@astrojs/vercel",),
            ),
            Layout(
                (
                    Output("{out}", "~{base}"),
                    Output("{out}/_worker.js", "app:///{out}/_worker.js", "edge"),
                ),
                packages=("@astrojs/cloudflare",),
            ),
            Layout(
                (
                    Output("{out}", "~{base}"),
                    Output(".netlify/build", "app:///.netlify/build", "node"),
                ),
                packages=("@astrojs/netlify",),
            ),
            Layout(
                (Output("{client}", "~{base}"), Output("{server}", "app:///{server}", "node")),
                packages=("@astrojs/node", "@astrojs/deno"),
            ),
            Layout((Output("{out}", "~{base}"),)),
        ),
    ),
)
