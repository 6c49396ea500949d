"""Phoenix, which finds files by the list that `phx.digest` writes."""

from buildtools.bundlers.bundler import Bundler

PHOENIX = Bundler(name="Phoenix", looked_up=(r"cache_manifest\.json",))

BUNDLERS = (PHOENIX,)
