"""Workers at the edge, by Wrangler, which keeps what it bundles where it is told a folder."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Layout, Told
from buildtools.settings import Output

WRANGLER = Bundler(
    name="Wrangler",
    rank=45,
    packages=("wrangler",),
    programs=(r"wrangler (?:deploy|publish|versions upload)",),
    configs=("wrangler.jsonc", "wrangler.json", "wrangler.toml"),
    default_command="wrangler deploy --dry-run --outdir dist",
    told=(Told("out", flags=("--outdir",), default=None),),
    layouts=(Layout((Output("{out}", "app:///{out}", "edge"),)),),
)

BUNDLERS = (WRANGLER,)
