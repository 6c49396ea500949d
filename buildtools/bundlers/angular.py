"""Angular, and its service worker. Its outputs are named by the project, in angular.json.

ngsw.json holds digests of all files, which are found like all others: see sourcemaps/holding.
"""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

ANGULAR = Bundler(
    name="Angular",
    rank=23,
    configs=("angular.json", "project.json"),
    files=(r"3rdpartylicenses\.txt|main-[A-Z0-9]{8}\.js|ngsw\.json|angular\.json",),
    maps='"sourceMap": {"scripts": true, "hidden": true} in angular.json',
    texts='"sourcesContent": true under "sourceMap" in angular.json',
    data=("ngsw-worker", "safety-worker"),
    manifests=("ngsw-worker.js", "safety-worker.js", "worker-basic.min.js", "ngsw.json"),
)
_PROJECT = "angular.json#projects.{project}"
_BUILDS = (
    f"{_PROJECT}.architect.build",
    f"{_PROJECT}.targets.build",
    "project.json#targets.build",
)


def _options(*keys: str) -> tuple[str, ...]:
    """Return where options of a build stand: those of its configuration come first."""
    parts = ("configurations.{configuration}", "options")
    return tuple(f"{build}.{part}.{key}" for key in keys for part in parts for build in _BUILDS)


_MAPS = '{ "scripts": true, "hidden": true }'
WANTS = (
    Want(
        form="angular.json",
        key="projects.*.architect.build.configurations.production.sourceMap.scripts",
        also=("projects.*.architect.build.options.sourceMap.scripts",),
        puts=(("projects.*.architect.build.configurations.production.sourceMap", _MAPS),),
        why="without it the build has no maps",
        flags=(r"--source-map\b(?!\s*=?\s*false)",),
        off=(r"--source-map[\s=]+false", r"--no-source-map\b"),
    ),
    Want(
        form="project.json",
        tools=("Angular",),
        key="targets.build.configurations.production.sourceMap.scripts",
        also=("targets.build.options.sourceMap.scripts",),
        puts=(("targets.build.configurations.production.sourceMap", _MAPS),),
        why="without it the build has no maps",
    ),
)

BUNDLERS = (ANGULAR,)
FRAMEWORKS = (
    Framework(
        ANGULAR,
        packages=("@angular/core",),
        programs=(r"ng build", r"ng b"),
        default_command="ng build",
        executors=(r"@(?:angular-devkit/build-angular|angular/build|n(?:x|rwl)/angular):.*",),
        map_flags="--source-map",
        told=(
            Told(
                "project",
                several=True,
                flags=("1", "--project"),
                files=("angular.json#defaultProject", "angular.json#projects.?"),
                default="",
            ),
            Told(
                "configuration",
                flags=("-c", "--configuration"),
                files=tuple(f"{each}.defaultConfiguration" for each in _BUILDS),
                default="production",
            ),
            Told("type", files=(f"{_PROJECT}.projectType",), default=""),
            Told("builder", files=tuple(f"{each}.builder" for each in _BUILDS), default=""),
            Told(
                "out",
                flags=("--output-path",),
                files=_options("outputPath.base", "outputPath"),
                default="dist/{project}",
            ),
            Told("browser", files=_options("outputPath.browser"), default="browser"),
            Told("server", files=_options("outputPath.server"), default="server"),
            Told("ssr", files=_options("ssr.entry", "ssr", "server"), default=""),
            Told(
                "base",
                flags=("--deploy-url", "--base-href"),
                files=_options("deployUrl", "baseHref"),
                default="",
            ),
        ),
        layouts=(
            Layout((), says=(("type", "library"),)),
            Layout((Output("{out}", "~{base}"),), says=(("builder", r".*:browser(?:-esbuild)?"),)),
            Layout(
                (
                    Output("{out}/{browser}", "~{base}"),
                    Output("{out}/{server}", "app:///{out}/{server}", "node"),
                ),
                says=(("ssr", r"(?!False).+"),),
            ),
            Layout((Output("{out}/{browser}", "~{base}"),)),
        ),
    ),
)
