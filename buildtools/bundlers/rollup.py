"""Rollup, and rolldown, which has its settings."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_TEXTS = "output.sourcemapExcludeSources off; inlineSources: true for @rollup/plugin-typescript"
_TOLD = (
    Told(
        "out",
        several=True,
        flags=("-d", "--dir", "-o", "--file"),
        keys=(
            *("output.dir", "output.file", "output.*.dir", "output.*.file"),
            *("*.output.dir", "*.output.file", "*.output.*.dir", "*.output.*.file"),
        ),
        names_file=(
            "-o",
            "--file",
            "output.file",
            "output.*.file",
            "*.output.file",
            "*.output.*.file",
        ),
        default="dist",
        guess="nothing says where to",
    ),
)
_LAYOUTS = (
    Layout((Output("{out}", "app:///{out}", "node"),), words=r"--platform[= ]node"),
    Layout((Output("{out}", "app:///{out}", "node"),), says=(("platform", "node"),)),
    Layout(
        (Output("{out}", "app:///{out}", "node"),),
        doubt="whether its scripts run in browsers or in Node",
        open_kind=True,
    ),
)

ROLLDOWN = Bundler(
    name="rolldown",
    rank=54,
    configs=("rolldown.config",),
    files=(r"rolldown\.config\.\w+",),
    heads=(r'\{"version":3,"file":"[^"]*","names":',),
    maps="output.sourcemap: 'hidden' in rolldown.config",
    texts=_TEXTS,
    new_names="change output.chunkFileNames and entryFileNames in rolldown.config once",
)
ROLLUP = Bundler(
    name="Rollup",
    rank=55,
    configs=("rollup.config",),
    files=(r"rollup\.config\.\w+",),
    heads=(r'\{"version":3,"file":"[^"]*","sources":',),
    maps="output.sourcemap: 'hidden' in rollup.config",
    texts=_TEXTS,
    new_names="change output.chunkFileNames and entryFileNames in rollup.config once",
    # By its convention, plugins name what no file is by a NUL before or by virtual:
    made=(r"\0",),
    made_names=("virtual:",),
)

WANTS = tuple(
    Want(
        form=form,
        key="output.sourcemap",
        puts=(("output.sourcemap", "'hidden'"),),
        why="without it the build has no maps",
        flags=(r"(?:--sourcemap|-m)\b(?!\s*=?\s*false)",),
    )
    for form in ("rolldown.config", "rollup.config")
)

BUNDLERS = (ROLLDOWN, ROLLUP)
FRAMEWORKS = (
    Framework(
        ROLLDOWN,
        packages=("rolldown",),
        programs=(r"rolldown",),
        default_command="rolldown -c",
        map_flags="--sourcemap",
        map_keys=("output.sourcemap", "output.*.sourcemap", "*.output.sourcemap"),
        told=_TOLD,
        layouts=_LAYOUTS,
    ),
    Framework(
        ROLLUP,
        packages=("rollup",),
        programs=(r"rollup",),
        default_command="rollup -c",
        executors=(r"@n(?:x|rwl)/rollup:rollup",),
        map_flags="--sourcemap",
        map_keys=("output.sourcemap", "output.*.sourcemap", "*.output.sourcemap"),
        told=_TOLD,
        layouts=_LAYOUTS,
    ),
)
