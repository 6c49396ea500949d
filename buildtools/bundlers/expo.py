"""Expo for the web, by Metro."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

EXPO = Bundler(
    name="Expo",
    rank=42,
    configs=("app.json", "app.config"),
)

BUNDLERS = (EXPO,)
FRAMEWORKS = (
    Framework(
        EXPO,
        packages=("expo",),
        programs=(r"expo export",),
        default_command="expo export --platform web",
        map_flags="--source-maps",
        told=(
            Told("out", flags=("--output-dir",), default="dist"),
            Told(
                "base",
                files=("app.json#expo.experiments.baseUrl",),
                keys=("expo.experiments.baseUrl", "experiments.baseUrl"),
                default="",
            ),
        ),
        layouts=(Layout((Output("{out}", "~{base}"),)),),
    ),
)
