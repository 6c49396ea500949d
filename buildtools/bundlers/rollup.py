"""Rollup, and rolldown, which has its settings."""

from buildtools.bundlers.bundler import Bundler

_TEXTS = "output.sourcemapExcludeSources off; inlineSources: true for @rollup/plugin-typescript"

ROLLDOWN = Bundler(
    name="rolldown",
    rank=54,
    configs=("rolldown.config", "tsdown.config"),
    files=(r"rolldown\.config\.\w+",),
    heads=(r'\{"version":3,"file":"[^"]*","names":',),
    maps="output.sourcemap: 'hidden' in rolldown.config",
    texts=_TEXTS,
    new_names="change output.chunkFileNames and entryFileNames in rolldown.config once",
)
ROLLUP = Bundler(
    name="Rollup",
    rank=55,
    configs=("rollup.config",),
    files=(r"rollup\.config\.\w+",),
    heads=(r'\{"version":3,"file":"[^"]*","sources":',),
    maps="output.sourcemap: 'hidden' in rollup.config",
    texts=_TEXTS,
    new_names="change output.chunkFileNames and entryFileNames in rollup.config once",
    # By its convention, plugins name what no file is by a NUL before or by virtual:
    made=(r"\0",),
    made_names=("virtual:",),
)

BUNDLERS = (ROLLDOWN, ROLLUP)
