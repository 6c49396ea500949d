"""Gatsby, whose path prefix counts where its command asks for it alone."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

GATSBY = Bundler(
    name="Gatsby",
    rank=32,
    configs=("gatsby-config",),
)

WANTS = (
    Want(
        tools=("Gatsby",),
        usual=True,
        why="a plugin that takes maps away must not be there",
    ),
)

BUNDLERS = (GATSBY,)
FRAMEWORKS = (
    Framework(
        GATSBY,
        packages=("gatsby",),
        programs=(r"gatsby build",),
        default_command="gatsby build",
        site_keys=("siteMetadata.siteUrl",),
        told=(Told("base", keys=("assetPrefix", "pathPrefix"), default=""),),
        layouts=(
            Layout((Output("public", "~{base}"),), words=r"--prefix-paths"),
            Layout((Output("public", "~/"),)),
        ),
    ),
)
