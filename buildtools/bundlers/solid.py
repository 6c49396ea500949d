"""SolidStart, by Vinxi and Nitro."""

from buildtools.bundlers import nitro, vite
from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Told

SOLIDSTART = Bundler(
    name="SolidStart",
    rank=29,
    packages=("@solidjs/start",),
    programs=(r"vinxi build", *vite.PROGRAMS),
    configs=("app.config", *vite.CONFIGS),
    default_command="vinxi build",
    map_keys=("vite.build.sourcemap", "build.sourcemap"),
    told=(
        nitro.OUT,
        nitro.PRESET,
        Told("base", keys=("server.baseURL", "base"), default=""),
    ),
    layouts=nitro.LAYOUTS,
)

BUNDLERS = (SOLIDSTART,)
