"""TanStack Start, which is built by Vite, and by Nitro where that is there."""

import msgspec

from buildtools.bundlers import nitro, vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

TANSTACK = Bundler(
    name="TanStack Start",
    rank=28,
    configs=(*vite.CONFIGS, "app.config"),
    outputs=(
        Output("dist/client", "~/"),
        Output("dist/server", "app:///dist/server", "node"),
    ),
    set_ups=(
        SetUp(r"(?:src|app)/(?:client|router)", "browser"),
        SetUp(r"instrument\.server", "server"),
    ),
)

BUNDLERS = (TANSTACK,)
FRAMEWORKS = (
    Framework(
        TANSTACK,
        packages=("@tanstack/react-start", "@tanstack/solid-start"),
        programs=(*vite.PROGRAMS, r"vinxi build"),
        default_command="vite build",
        map_flags="--sourcemap",
        map_keys=("build.sourcemap",),
        told=(
            vite.BASE,
            nitro.PRESET,
            nitro.OUT,
            Told("dist", keys=("build.outDir",), default="dist"),
        ),
        layouts=(
            *(
                msgspec.structs.replace(each, packages=("nitro", "nitropack", "vinxi"))
                for each in nitro.LAYOUTS
            ),
            Layout(
                (
                    Output("{dist}/client", "~{base}"),
                    Output("{dist}/server", "app:///{dist}/server", "edge"),
                ),
                packages=("@cloudflare/vite-plugin",),
            ),
            Layout(
                (
                    Output("{dist}/client", "~{base}"),
                    Output("{dist}/server", "app:///{dist}/server", "node"),
                ),
            ),
        ),
    ),
)
