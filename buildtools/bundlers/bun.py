"""Bun, as a bundler and as what installs packages."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

BUN = Bundler(
    name="Bun",
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
