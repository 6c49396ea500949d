"""React: what its refresh puts into modules, and directives that bundlers of servers act on."""

import re

from buildtools.bundlers.bundler import Bundler, Writer

REACT = Bundler(
    name="React",
    configs=("craco.config",),
    alive=(("react-dom", r"^__react(?:Props|Fiber)\$"),),
    loaders=(Writer("React Refresh", re.compile(r"\$RefreshReg\$|\$RefreshSig\$")),),
    directives=("use client", "use server"),
    manifests=("asset-manifest.json",),  # of Create React App
)

BUNDLERS = (REACT,)
