"""tsc, which makes one script of each source."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

TSC = Bundler(
    name="tsc",
    rank=53,
    configs=("tsconfig.json",),
    heads=(r'\{"version":3,"file":"[^"]*","sourceRoot":""',),
    vague=(r"tsconfig\.json",),
    maps='"sourceMap": true and "inlineSources": true in tsconfig.json',
    texts='"inlineSources": true in tsconfig.json',
    outputs=(Output("dist", "app:///dist", "node"),),
)

BUNDLERS = (TSC,)
