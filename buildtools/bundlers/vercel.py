"""Vercel's own build, whose output is deployed as it lies there. Source: build output API, 3."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout
from buildtools.settings import Output

VERCEL = Bundler(name="Vercel", rank=19)

BUNDLERS = (VERCEL,)
FRAMEWORKS = (
    Framework(
        VERCEL,
        packages=("vercel",),
        programs=(r"(?:vercel|vc) build",),
        layouts=(
            Layout(
                (
                    Output(".vercel/output/static", "~/"),
                    Output(".vercel/output/functions", "app:///.vercel/output/functions", "node"),
                ),
            ),
        ),
    ),
)
