"""React: what its refresh puts into modules, and directives that bundlers of servers act on."""

import re

from buildtools.bundlers.bundler import Bundler, Writer
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

REACT = Bundler(
    name="React",
    configs=("craco.config",),
    alive=(("react-dom", r"^__react(?:Props|Fiber)\$"),),
    loaders=(Writer("React Refresh", re.compile(r"\$RefreshReg\$|\$RefreshSig\$")),),
    directives=("use client", "use server"),
    manifests=("asset-manifest.json",),  # of Create React App
)

CREATE_REACT_APP = Bundler(
    name="Create React App",
    rank=30,
)

WANTS = (
    Want(
        tools=("Create React App",),
        usual=True,
        why="with GENERATE_SOURCEMAP=false the build has no maps",
        variable=("GENERATE_SOURCEMAP", "false"),
    ),
)

BUNDLERS = (REACT, CREATE_REACT_APP)
FRAMEWORKS = (
    Framework(
        CREATE_REACT_APP,
        packages=("react-scripts", "@craco/craco", "react-app-rewired"),
        programs=(r"react-scripts build", r"craco build", r"react-app-rewired build"),
        default_command="react-scripts build",
        told=(
            Told("out", variables=("BUILD_PATH",), default="build"),
            Told("base", variables=("PUBLIC_URL",), files=("package.json#homepage",), default=""),
        ),
        layouts=(Layout((Output("{out}/static", "~{base}/static"),)),),
    ),
)
