"""tsc, which makes one script of each source, and tsup and tsdown, which bundle instead."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Layout, Told
from buildtools.settings import Output

_CONFIG = ("-p", "--project", "-b", "--build")
"""Its flags that name the configuration."""

TSC = Bundler(
    name="tsc",
    rank=60,
    packages=("typescript",),
    programs=(r"tsc",),
    configs=("tsconfig.json",),
    map_flags="--sourceMap",
    map_keys=("compilerOptions.sourceMap",),
    heads=(r'\{"version":3,"file":"[^"]*","sourceRoot":""',),
    vague=(r"tsconfig\.json",),
    maps='"sourceMap": true and "inlineSources": true in tsconfig.json',
    texts='"inlineSources": true in tsconfig.json',
    outputs=(Output("dist", "app:///dist", "node"),),
    told=(
        Told("config", flags=_CONFIG, default="tsconfig.json"),
        Told("silent", files=("{config}#compilerOptions.noEmit",), flags=("--noEmit",), default=""),
        Told("out", flags=("--outDir",), files=("{config}#compilerOptions.outDir",)),
    ),
    layouts=(
        Layout((), says=(("silent", "True"),)),
        Layout((Output("{out}", "app:///{out}", "node"),)),
    ),
)
TSUP = Bundler(
    name="tsup",
    rank=59,
    packages=("tsup", "tsdown"),
    programs=(r"tsup(?:-node)?", r"tsdown"),
    configs=("tsup.config", "tsdown.config"),
    map_flags="--sourcemap",
    map_keys=("sourcemap",),
    told=(Told("out", flags=("-d", "--out-dir"), keys=("outDir", "*.outDir"), default="dist"),),
    layouts=(
        Layout(
            (Output("{out}", "~/"),),
            words=r"--platform[= ]browser",
        ),
        Layout((Output("{out}", "~/"),), says=(("platform", "browser"),)),
        Layout((Output("{out}", "app:///{out}", "node"),)),
    ),
)

BUNDLERS = (TSC, TSUP)
