"""Rails, which finds files by the list of Sprockets or of Propshaft."""

from buildtools.bundlers.bundler import Bundler

RAILS = Bundler(name="Rails", looked_up=(r"\.(?:sprockets-)?manifest.*\.json",))

BUNDLERS = (RAILS,)
