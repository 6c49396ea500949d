"""Meteor, which finds files by the list of its server."""

from buildtools.bundlers.bundler import Bundler

METEOR = Bundler(name="Meteor", looked_up=(r"program\.json",))

BUNDLERS = (METEOR,)
