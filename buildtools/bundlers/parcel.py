"""Parcel, whose maps are on unless it is told otherwise."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

PARCEL = Bundler(
    name="Parcel",
    rank=56,
    configs=(".parcelrc",),
    outputs=(Output("dist", "~/"),),
)

WANTS = (
    Want(
        tools=("Parcel",),
        usual=True,
        why="with --no-source-maps the build has no maps",
        off=(r"--no-source-maps\b",),
    ),
)

BUNDLERS = (PARCEL,)
FRAMEWORKS = (
    Framework(
        PARCEL,
        packages=("parcel",),
        programs=(r"parcel build",),
        default_command="parcel build",
        told=(
            Told(
                "out",
                flags=("--dist-dir", "-d", "--out-dir"),
                several=True,
                files=("package.json#targets.*.distDir",),
                default="dist",
            ),
            Told(
                "base",
                flags=("--public-url",),
                files=("package.json#targets.*.publicUrl",),
                default="",
            ),
        ),
        layouts=(Layout((Output("{out}", "~{base}"),)),),
    ),
)
