"""esbuild."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

ESBUILD = Bundler(
    name="esbuild",
    rank=52,
    configs=("esbuild.config",),
    apis=tuple(("esbuild", each, "esbuild.config") for each in ("build", "buildSync", "context")),
    heads=(r'\{\n  "version": 3,\n  "sources"',),
    vague=(r"(?:.*/)?[^/]*-[A-Z2-7]{8}\.js",),
    maps="--sourcemap=external",
    texts="--sources-content=true, the default",
    new_names="change --entry-names and --chunk-names once",
    # <stdin>, <define:process.env>
    made_names=("<",),
)

WANTS = (
    Want(
        form="esbuild.config",
        tools=("esbuild",),
        key="sourcemap",
        does=(True, "linked", "external", "inline", "both"),
        puts=(("sourcemap", "'external'"),),
        why="without it the build has no maps",
        flags=(r"--sourcemap\b(?!=false)",),
        flag="--sourcemap=external",
    ),
)

BUNDLERS = (ESBUILD,)
FRAMEWORKS = (
    Framework(
        ESBUILD,
        packages=("esbuild",),
        executors=(r"@n(?:x|rwl)/esbuild:esbuild",),
        programs=(r"esbuild",),
        map_flags="--sourcemap",
        told=(
            Told(
                "out",
                flags=("--outdir", "--outfile"),
                names_file=("--outfile",),
                default="dist",
                guess="its command does not say where to",
            ),
            Told("base", flags=("--public-path",), default=""),
        ),
        layouts=(
            Layout((Output("{out}", "app:///{out}", "node"),), words=r"--platform[= ]node"),
            Layout((Output("{out}", "~{base}"),)),
        ),
    ),
)
