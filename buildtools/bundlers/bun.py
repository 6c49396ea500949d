"""Bun, as a bundler and as what installs packages."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

BUN = Bundler(
    name="Bun",
    configs=("bun.build",),
    apis=(("Bun", "build", "bun.build"),),
    rank=92,
    outputs=(Output("dist", "~/"),),
    manager="bun",
    runs=("bun run {script}", "bun run {script} {flags}", "bunx {program}"),
    lists=("bun.lock", "bun.lockb"),
    installs=(("bun.lock", "bun install --frozen-lockfile"),),
    brought_by="npm install --global bun",
    cache_variable="BUN_INSTALL_CACHE_DIR",
    lock_forms=(("bun.lock", "names"),),
    stores=(".bun/",),
)

WANTS = (
    Want(
        form="bun.build",
        tools=("Bun",),
        key="sourcemap",
        does=(True, "linked", "external", "inline"),
        puts=(("sourcemap", "'linked'"),),
        why="without it the build has no maps",
        flags=(r"--sourcemap\b(?!=none)",),
        flag="--sourcemap=linked",
    ),
)

BUNDLERS = (BUN,)
FRAMEWORKS = (
    Framework(
        BUN,
        programs=(r"bun build",),
        map_flags="--sourcemap=linked",
        told=(
            Told("out", flags=("--outdir",), default="dist"),
            Told("base", flags=("--public-path",), default=""),
        ),
        layouts=(
            Layout(
                (Output("{out}", "app:///{out}", "node"),),
                words=r"--target[= ](?:bun|node)|--compile",
            ),
            Layout((Output("{out}", "~{base}"),)),
        ),
    ),
)
