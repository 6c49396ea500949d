"""TanStack Start, which is built by Vite."""

from buildtools.bundlers.bundler import Bundler, SetUp
from buildtools.settings import Output

TANSTACK = Bundler(
    name="TanStack Start",
    configs=("app.config",),
    outputs=(
        Output("dist/client", "~/"),
        Output("dist/server", "app:///dist/server", "node"),
    ),
    set_ups=(
        SetUp(r"(?:src|app)/(?:client|router)", "browser"),
        SetUp(r"instrument\.server", "server"),
    ),
)

BUNDLERS = (TANSTACK,)
