"""Rspack, which is told by what it shares with webpack, and Rsbuild, which is built on it."""

from buildtools.bundlers import webpack
from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

RSPACK = Bundler(
    name="Rspack",
    rank=58,
    configs=("rspack.config",),
    outputs=(Output("dist", "~/"),),
)
RSBUILD = Bundler(
    name="Rsbuild",
    rank=57,
    configs=("rsbuild.config",),
    merges=("mergeRsbuildConfig",),
)

WANTS = (
    Want(
        form="rsbuild.config",
        key="output.sourceMap.js",
        does=(True, *webpack.DEVTOOLS),
        puts=(("output.sourceMap.js", "'hidden-source-map'"),),
        why=webpack.NO_DEVTOOL,
    ),
    Want(
        form="rspack.config",
        key="devtool",
        does=webpack.DEVTOOLS,
        puts=(("devtool", "'hidden-source-map'"),),
        why=webpack.NO_DEVTOOL,
        flags=webpack.DEVTOOL_FLAGS,
    ),
)

BUNDLERS = (RSPACK, RSBUILD)
FRAMEWORKS = (
    Framework(
        RSPACK,
        packages=("@rspack/core", "@rspack/cli"),
        programs=(r"rspack build", r"rspack"),
        default_command="rspack build",
        executors=(r"@nx/rspack:(?:rspack|build)",),
        map_flags="--devtool source-map",
        map_keys=("devtool",),
        told=webpack.TOLD,
        layouts=webpack.LAYOUTS,
    ),
    Framework(
        RSBUILD,
        packages=("@rsbuild/core",),
        programs=(r"rsbuild build",),
        default_command="rsbuild build",
        library_keys=("lib",),
        map_keys=("output.sourceMap",),
        told=(
            Told(
                "out",
                flags=("--dist-path",),
                keys=("output.distPath.root", "output.distPath"),
                default="dist",
            ),
            Told("base", flags=("--base",), keys=("output.assetPrefix", "server.base"), default=""),
        ),
        layouts=(
            Layout((Output("{out}", "app:///{out}", "node"),), says=(("output.target", "node"),)),
            Layout((Output("{out}", "~{base}"),)),
        ),
    ),
)
