"""Electron, by Forge or electron-vite: its pages are files, so that all of it is app:///."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

FORGE = Bundler(
    name="Electron Forge",
    rank=40,
    configs=("forge.config",),
)
ELECTRON_VITE = Bundler(
    name="electron-vite",
    rank=41,
    configs=("electron.vite.config",),
)

BUNDLERS = (FORGE, ELECTRON_VITE)
FRAMEWORKS = (
    Framework(
        FORGE,
        packages=("@electron-forge/cli",),
        programs=(r"electron-forge (?:package|make|publish)",),
        default_command="electron-forge package",
        layouts=(
            Layout(
                (
                    Output(".webpack/main", "app:///.webpack/main", "node"),
                    Output(".webpack/renderer", "app:///.webpack/renderer"),
                ),
                packages=("@electron-forge/plugin-webpack",),
            ),
            Layout(
                (
                    Output(".vite/build", "app:///.vite/build", "node"),
                    Output(".vite/renderer", "app:///.vite/renderer"),
                ),
            ),
        ),
    ),
    Framework(
        ELECTRON_VITE,
        packages=("electron-vite",),
        programs=(r"electron-vite build",),
        default_command="electron-vite build",
        map_flags="--sourcemap",
        map_keys=("main.build.sourcemap", "renderer.build.sourcemap"),
        told=(
            Told("out", flags=("--outDir",), default="out"),
            Told("main", keys=("main.build.outDir",), default="{out}/main"),
            Told("preload", keys=("preload.build.outDir",), default="{out}/preload"),
            Told("renderer", keys=("renderer.build.outDir",), default="{out}/renderer"),
        ),
        layouts=(
            Layout(
                (
                    Output("{main}", "app:///{main}", "node"),
                    Output("{preload}", "app:///{preload}", "node"),
                    Output("{renderer}", "app:///{renderer}"),
                ),
            ),
        ),
    ),
)
