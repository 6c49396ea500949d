"""esbuild."""

from buildtools.bundlers.bundler import Bundler

ESBUILD = Bundler(
    name="esbuild",
    rank=52,
    configs=("tsup.config", "esbuild.config"),
    heads=(r'\{\n  "version": 3,\n  "sources"',),
    vague=(r"(?:.*/)?[^/]*-[A-Z2-7]{8}\.js",),
    maps="--sourcemap=external",
    texts="--sources-content=true, the default",
    new_names="change --entry-names and --chunk-names once",
    # <stdin>, <define:process.env>
    made_names=("<",),
)

BUNDLERS = (ESBUILD,)
