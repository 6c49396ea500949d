"""Angular, and its service worker. Its outputs are named by the project, in angular.json.

ngsw.json holds digests of all files, which are found like all others: see sourcemaps/holding.
"""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_OPTIONS = "angular.json#projects.{project}.architect.build.options"
_BUILDER = "angular.json#projects.{project}.architect.build.builder"

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
        map_keys=(),
        told=(
            Told(
                "project",
                several=True,
                flags=("1", "--project"),
                files=("angular.json#defaultProject", "angular.json#projects.?"),
            ),
            Told("type", files=("angular.json#projects.{project}.projectType",), default=""),
            Told("builder", files=(_BUILDER, "project.json#targets.build.executor"), default=""),
            Told("maps", files=(f"{_OPTIONS}.sourceMap",), default=""),
            Told(
                "out",
                flags=("--output-path",),
                files=(f"{_OPTIONS}.outputPath.base", f"{_OPTIONS}.outputPath"),
                default="dist/{project}",
            ),
            Told("browser", files=(f"{_OPTIONS}.outputPath.browser",), default="browser"),
            Told("server", files=(f"{_OPTIONS}.outputPath.server",), default="server"),
            Told(
                "ssr",
                files=(f"{_OPTIONS}.ssr", f"{_OPTIONS}.server"),
                default="",
            ),
            Told(
                "base",
                flags=("--deploy-url", "--base-href"),
                files=(f"{_OPTIONS}.deployUrl", f"{_OPTIONS}.baseHref"),
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
