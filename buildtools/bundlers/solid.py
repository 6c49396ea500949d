"""SolidStart, by Vinxi and Nitro."""

from buildtools.bundlers import nitro, vite
from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Told
from buildtools.bundlers.wanted import Want

SOLIDSTART = Bundler(
    name="SolidStart",
    rank=29,
    configs=("app.config", *vite.CONFIGS),
)

WANTS = (
    Want(
        form="app.config",
        tools=("SolidStart",),
        key="vite.build.sourcemap",
        puts=(("vite.build.sourcemap", "'hidden'"),),
        why="without it the build has no maps",
    ),
)

BUNDLERS = (SOLIDSTART,)
FRAMEWORKS = (
    Framework(
        SOLIDSTART,
        packages=("@solidjs/start",),
        programs=(r"vinxi build", *vite.PROGRAMS),
        default_command="vinxi build",
        map_keys=("vite.build.sourcemap", "build.sourcemap"),
        told=(
            nitro.OUT,
            nitro.PRESET,
            Told("base", keys=("server.baseURL", "base"), default=""),
        ),
        layouts=nitro.LAYOUTS,
    ),
)
