"""Parcel, whose maps are on unless it is told otherwise."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

PARCEL = Bundler(
    name="Parcel",
    rank=56,
    configs=(".parcelrc",),
    outputs=(Output("dist", "~/"),),
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
