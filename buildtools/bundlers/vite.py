"""Vite, with Rollup or rolldown below it."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

MAPS = "build.sourcemap: 'hidden' in vite.config"
NEW_NAMES = (
    "change build.rollupOptions.output.chunkFileNames and entryFileNames in vite.config once"
)
PROGRAMS = (r"(?:rolldown-)?vite build",)
CONFIGS = ("vite.config",)
ROOT = Told("root", flags=("1",), keys=("root",), default="")
OUT = Told("out", flags=("--outDir",), keys=("build.outDir",), default="dist")
BASE = Told("base", flags=("--base",), keys=("base",), default="")

VITE = Bundler(
    name="Vite",
    rank=50,
    merges=("mergeConfig",),
    files=(r"\.vite/manifest\.json|vite\.config\.\w+",),
    vague=(r"assets/[^/]*-[\w-]{8}\.js",),
    maps=MAPS,
    texts="build.rolldownOptions.output.sourcemapExcludeSources off",
    new_names=NEW_NAMES,
    not_inlined="build.assetsInlineLimit: 0 in vite.config",
    outputs=(Output("dist", "~/"),),
    configs=CONFIGS,
    # App.vue?vue&type=script is what a plugin made of a part of the file
    made=(r"\?",),
    manifests=(".vite/manifest.json",),
)

WANTS = (
    Want(
        form="vite.config",
        key="build.sourcemap",
        puts=(("build.sourcemap", "'hidden'"),),
        why="without it the build has no maps",
        flags=(r"--sourcemap(?:Client)?\b(?!\s*=?\s*false)",),
        off=(r"--sourcemap[\s=]+false",),
    ),
)
"""Of all that have its settings in a file of its own."""

BUNDLERS = (VITE,)
FRAMEWORKS = (
    Framework(
        VITE,
        packages=("vite", "rolldown-vite", "vite-plus"),
        programs=PROGRAMS,
        default_command="vite build",
        executors=(r"@n(?:x|rwl)/vite:build",),
        library_keys=("build.lib",),
        map_flags="--sourcemap",
        map_keys=("build.sourcemap",),
        told=(ROOT, OUT, BASE),
        layouts=(
            Layout((Output("{root}/{out}", "app:///{root}/{out}", "node"),), words=r"--ssr\b"),
            Layout(
                (Output("{root}/{out}", "app:///{root}/{out}", "node"),),
                says=(("build.ssr", r".+"),),
            ),
            Layout((Output("{root}/{out}", "~{base}"),)),
        ),
    ),
)
