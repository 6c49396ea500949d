"""Rspack, which is told by what it shares with webpack."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

RSPACK = Bundler(
    name="Rspack",
    configs=("rsbuild.config", "rspack.config"),
    merges=("mergeRsbuildConfig",),
    outputs=(Output("dist", "~/"),),
)

BUNDLERS = (RSPACK,)
