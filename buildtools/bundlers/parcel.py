"""Parcel."""

from buildtools.bundlers.bundler import Bundler
from buildtools.settings import Output

PARCEL = Bundler(name="Parcel", outputs=(Output("dist", "~/"),))

BUNDLERS = (PARCEL,)
