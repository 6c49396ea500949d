"""tsc, which makes one script of each source, and tsup and tsdown, which bundle instead."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_CONFIG = ("-p", "--project", "-b", "--build")
"""Its flags that name the configuration."""

TSC = Bundler(
    name="tsc",
    rank=60,
    configs=("tsconfig.json",),
    heads=(r'\{"version":3,"file":"[^"]*","sourceRoot":""',),
    vague=(r"tsconfig\.json",),
    maps='"sourceMap": true and "inlineSources": true in tsconfig.json',
    texts='"inlineSources": true in tsconfig.json',
    outputs=(Output("dist", "app:///dist", "node"),),
)
TSUP = Bundler(
    name="tsup",
    rank=59,
    configs=("tsup.config", "tsdown.config"),
)

WANTS = (
    Want(
        form="tsconfig.json",
        tools=("tsc", "NestJS"),
        key="compilerOptions.sourceMap",
        does=(True,),
        also=("compilerOptions.inlineSourceMap",),
        puts=(("compilerOptions.sourceMap", "true"),),
        why="without it the build has no maps",
        flags=(r"--(?:sourceMap|inlineSourceMap)\b(?!\s+false)",),
    ),
    Want(
        form="tsup.config",
        tools=("tsup",),
        key="sourcemap",
        puts=(("sourcemap", "true"),),
        why="without it the build has no maps",
        flags=(r"--sourcemap\b(?!\s*=?\s*false)",),
        flag="--sourcemap",
    ),
)

BUNDLERS = (TSC, TSUP)
FRAMEWORKS = (
    Framework(
        TSC,
        packages=("typescript",),
        programs=(r"(?:vue-)?tsc",),
        default_command="tsc",
        executors=(r"@n(?:x|rwl)/(?:js|node):(?:tsc|swc)",),
        map_flags="--sourceMap",
        map_keys=("compilerOptions.sourceMap",),
        told=(
            Told("config", flags=_CONFIG, default="tsconfig.json"),
            Told(
                "silent",
                files=("{config}#compilerOptions.noEmit",),
                flags=("--noEmit",),
                default="",
            ),
            Told("out", flags=("--outDir",), files=("{config}#compilerOptions.outDir",)),
        ),
        layouts=(
            Layout((), says=(("silent", "True"),)),
            Layout((Output("{out}", "app:///{out}", "node"),)),
        ),
    ),
    Framework(
        TSUP,
        packages=("tsup", "tsdown"),
        programs=(r"tsup(?:-node)?", r"tsdown"),
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
    ),
)
