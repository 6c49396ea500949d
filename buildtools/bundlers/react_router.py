"""React Router as a framework, which is built by Vite."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

_TOLD = (
    Told("out", keys=("buildDirectory",), default="build"),
    Told("base", flags=("--base",), keys=("base",), default=""),
)
_LAYOUTS = (
    Layout((Output("{out}/client", "~{base}"),), says=(("ssr", "False"),)),
    Layout(
        (
            Output("{out}/client", "~{base}"),
            Output("{out}/server", "app:///{out}/server", "node"),
        ),
    ),
)

REACT_ROUTER = Bundler(
    name="React Router",
    rank=22,
    files=(r"assets/manifest-[^/]*\.js|react-router\.config\.\w+",),
    configs=("react-router.config", *vite.CONFIGS),
    maps=vite.MAPS,
    texts="build.sourcemap in vite.config",
    new_names=vite.NEW_NAMES,
    outputs=(
        Output("build/client", "~/"),
        Output("build/server", "app:///build/server", "node"),
    ),
    data=(r"assets/manifest-[^/]*",),
    set_ups=(
        SetUp(r"app/entry\.client", "browser"),
        SetUp(
            r"app/entry\.server", "server", (("handleError", "Sentry.createSentryHandleError()"),)
        ),
        SetUp(r"instrument(?:\.server)?", "server"),
    ),
)

REMIX = Bundler(
    name="Remix",
    rank=26,
    configs=vite.CONFIGS,
)
CLASSIC_REMIX = Bundler(
    name="Remix, classic",
    rank=27,
    configs=("remix.config",),
)

BUNDLERS = (REACT_ROUTER, REMIX, CLASSIC_REMIX)
FRAMEWORKS = (
    Framework(
        REACT_ROUTER,
        packages=("@react-router/dev",),
        programs=(r"react-router build",),
        default_command="react-router build",
        map_flags="--sourcemapClient --sourcemapServer",
        map_keys=("build.sourcemap",),
        told=_TOLD,
        layouts=_LAYOUTS,
    ),
    Framework(
        REMIX,
        packages=("@remix-run/dev",),
        programs=(r"remix vite:build",),
        default_command="remix vite:build",
        map_flags="--sourcemapClient --sourcemapServer",
        map_keys=("build.sourcemap",),
        told=_TOLD,
        layouts=_LAYOUTS,
    ),
    Framework(
        CLASSIC_REMIX,
        packages=("@remix-run/dev",),
        programs=(r"remix build",),
        default_command="remix build",
        map_flags="--sourcemap",
        told=(
            Told("assets", keys=("assetsBuildDirectory",), default="public/build"),
            Told(
                "server",
                keys=("serverBuildPath",),
                names_file=("serverBuildPath",),
                default="build",
            ),
            Told("base", keys=("publicPath",), default="/build"),
        ),
        layouts=(
            Layout((Output("{assets}", "~{base}"), Output("{server}", "app:///{server}", "node"))),
        ),
    ),
)
