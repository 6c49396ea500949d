"""Workers at the edge, by Wrangler, which keeps what it bundles where it is told a folder."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

WRANGLER = Bundler(
    name="Wrangler",
    rank=45,
    configs=("wrangler.jsonc", "wrangler.json", "wrangler.toml"),
)

BUNDLERS = (WRANGLER,)
FRAMEWORKS = (
    Framework(
        WRANGLER,
        packages=("wrangler",),
        programs=(r"wrangler (?:deploy|publish|versions upload)",),
        default_command="wrangler deploy --dry-run --outdir dist",
        told=(Told("out", flags=("--outdir",), default=None),),
        layouts=(Layout((Output("{out}", "app:///{out}", "edge"),)),),
    ),
)
