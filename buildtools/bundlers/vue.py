"""Vue's components."""

from buildtools.bundlers.bundler import Bundler

VUE = Bundler(name="Vue", components=("vue",))

BUNDLERS = (VUE,)
