"""Qwik, whose scripts for browsers lie in a folder of their own."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

_BROWSER = Output("{out}/build", "~{base}/build")

QWIK = Bundler(
    name="Qwik",
    rank=35,
    configs=vite.CONFIGS,
)

BUNDLERS = (QWIK,)
FRAMEWORKS = (
    Framework(
        QWIK,
        packages=("@builder.io/qwik", "@qwik.dev/core"),
        programs=(r"qwik build", *vite.PROGRAMS),
        default_command="qwik build",
        map_keys=("build.sourcemap",),
        told=(Told("out", keys=("build.outDir",), default="dist"), vite.BASE),
        layouts=(
            Layout(
                (_BROWSER, Output("server", "app:///server", "node")),
                files=(r"adapters/(?:express|fastify|node-server|deno|bun)/.*",),
            ),
            Layout(
                (_BROWSER, Output("server", "app:///server", "edge")),
                files=(r"adapters/(?:cloudflare|vercel|netlify)[\w-]*/.*",),
            ),
            Layout((_BROWSER,)),
        ),
    ),
)
