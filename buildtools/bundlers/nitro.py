"""Nitro, alone or below Nuxt. Source: nitro, sourcemap-min plugin."""

from typing import Literal

from buildtools.bundlers.bundler import Bundler, Emptied
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_VERCEL = (
    Output(".vercel/output/static", "~{base}"),
    Output(".vercel/output/functions", "app:///.vercel/output/functions", "node"),
)
_NETLIFY = (
    Output("dist", "~{base}"),
    Output(".netlify/functions-internal", "app:///.netlify/functions-internal", "node"),
)
_PAGES = (Output("dist", "~{base}"), Output("dist/_worker.js", "app:///dist/_worker.js", "edge"))
_PUBLIC = Output("{out}/public", "~{base}")


def _server(kind: Literal["node", "edge"]) -> Output:
    return Output("{out}/server", "app:///{out}/server", kind)


OUT = Told("out", keys=("nitro.output.dir", "output.dir"), default=".output")
PRESET = Told(
    "preset",
    built=("{out}/nitro.json#preset",),
    variables=("NITRO_PRESET", "SERVER_PRESET"),
    flags=("--preset",),
    keys=("nitro.preset", "server.preset", "preset"),
    default="",
)
LAYOUTS = (
    Layout(_VERCEL, says=(("preset", r"vercel.*"),)),
    Layout(_NETLIFY, says=(("preset", r"netlify.*"),)),
    Layout(_PAGES, says=(("preset", r"cloudflare[-_]pages"),)),
    Layout((_PUBLIC, _server("edge")), says=(("preset", r"cloudflare.*|.*edge.*"),)),
    Layout((_PUBLIC,), says=(("preset", r".*static|github[-_]pages|gitlab[-_]pages"),)),
    Layout((_PUBLIC, _server("node"))),
)
"""By where it will run. Source: nitro.build, deploy."""

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

WANTS = (
    Want(
        form="nitro.config",
        key="sourcemap",
        usual=True,
        puts=(("sourcemap", "true"),),
        why="with false the server's scripts have no maps",
    ),
)

BUNDLERS = (NITRO,)
FRAMEWORKS = (
    Framework(
        NITRO,
        packages=("nitro", "nitropack"),
        programs=(r"nitro(?:pack)? build",),
        default_command="nitro build",
        map_keys=("sourcemap", "sourceMap"),
        told=(OUT, PRESET, Told("base", keys=("baseURL",), default="")),
        layouts=LAYOUTS,
    ),
)
