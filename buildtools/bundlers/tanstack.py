"""TanStack Start, which is built by Vite."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

TANSTACK = Bundler(
    name="TanStack Start",
    outputs=(
        Output("dist/client", "~/"),
        Output("dist/server", "app:///dist/server", "node"),
    ),
)

BUNDLERS = (TANSTACK,)
