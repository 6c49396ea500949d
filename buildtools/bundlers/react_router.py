"""React Router as a framework, which is built by Vite."""

from buildtools.bundlers import vite
from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.settings import Output

REACT_ROUTER = Bundler(
    name="React Router",
    rank=22,
    configs=("react-router.config",),
    files=(r"assets/manifest-[^/]*\.js|react-router\.config\.\w+",),
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

BUNDLERS = (REACT_ROUTER,)
