"""Vite, with Rollup or rolldown below it."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

MAPS = "build.sourcemap: 'hidden' in vite.config"
NEW_NAMES = (
    "change build.rollupOptions.output.chunkFileNames and entryFileNames in vite.config once"
)

VITE = Bundler(
    name="Vite",
    rank=50,
    configs=("vite.config",),
    merges=("mergeConfig",),
    files=(r"\.vite/manifest\.json|vite\.config\.\w+",),
    vague=(r"assets/[^/]*-[\w-]{8}\.js",),
    maps=MAPS,
    texts="build.rolldownOptions.output.sourcemapExcludeSources off",
    new_names=NEW_NAMES,
    not_inlined="build.assetsInlineLimit: 0 in vite.config",
    outputs=(Output("dist", "~/"),),
    # App.vue?vue&type=script is what a plugin made of a part of the file
    made=(r"\?",),
    manifests=(".vite/manifest.json",),
)

BUNDLERS = (VITE,)
