"""Bun, as a bundler and as what installs packages."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

BUN = Bundler(
    name="Bun",
    rank=92,
    outputs=(Output("dist", "~/"),),
    installs=(("bun.lock", "bun install --frozen-lockfile"),),
    lock_forms=(("bun.lock", "names"),),
    stores=(".bun/",),
)

BUNDLERS = (BUN,)
