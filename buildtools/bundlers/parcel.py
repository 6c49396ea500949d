"""Parcel, whose maps are on unless it is told otherwise."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Layout, Told
from buildtools.settings import Output

PARCEL = Bundler(
    name="Parcel",
    rank=56,
    packages=("parcel",),
    programs=(r"parcel build",),
    configs=(".parcelrc",),
    default_command="parcel build",
    outputs=(Output("dist", "~/"),),
    told=(
        Told(
            "out",
            flags=("--dist-dir", "-d", "--out-dir"),
            files=("package.json#targets.default.distDir", "package.json#targets.main.distDir"),
            default="dist",
        ),
        Told(
            "base",
            flags=("--public-url",),
            files=("package.json#targets.default.publicUrl",),
            default="",
        ),
    ),
    layouts=(Layout((Output("{out}", "~{base}"),)),),
)

BUNDLERS = (PARCEL,)
