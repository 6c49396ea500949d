"""webpack, and what is built like it.

It does not write again what has not changed, and its cheap maps hold the texts that loaders gave.
"""

import re

from buildtools.bundlers.bundler import Bundler, Cause, Runtime, Scheme
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

_NODE = r"(?:async-)?node[\d.]*|electron.*-main|electron.*-preload"
TOLD = (
    Told(
        "out",
        flags=("-o", "--output-path"),
        keys=("output.path", "*.output.path"),
        default="dist",
    ),
    Told(
        "base",
        flags=("--output-public-path",),
        keys=("output.publicPath", "*.output.publicPath"),
        default="",
        guess="no publicPath is set, so that scripts are asked for beside their page",
    ),
)
LAYOUTS = (
    Layout(
        (Output("{out}", "app:///{out}", "node"),),
        words=rf"--target[= ](?:{_NODE})|-t (?:{_NODE})",
    ),
    Layout((Output("{out}", "app:///{out}", "node"),), says=(("target", _NODE),)),
    Layout((Output("{out}", "~{base}"),)),
)

WEBPACK = Bundler(
    name="webpack",
    rank=51,
    apis=(("webpack", "default", "webpack.config"), ("webpack", "*", "webpack.config")),
    configs=("webpack.config", "webpack.prod", "webpack.config.prod", "config/webpack.config"),
    files=(r"webpack\.config\.\w+",),
    heads=(r'.*"webpack://',),
    maps="devtool: 'hidden-source-map' in webpack.config",
    texts="devtool: 'hidden-source-map' in webpack.config, not one with nosources",
    columns="a devtool without `cheap`",
    new_names="set output.hashSalt in webpack.config once",
    outputs=(Output("dist", "~/"),),
    # Above the app stands what Next and others were built from, as if it were the app's.
    schemes=(Scheme("webpack", package=True, outside="../"),),
    # Its runtime, loaders' texts, contexts, externals.
    made=(r"\(ignored\)", " (?:sync|lazy) ", r"\|"),
    made_names=(r"\(webpack\)", "webpack/", "external ", r"ignored\|"),
    runtimes=(
        # Source: its GetChunkFilenameRuntimeModule, as webpack 5 and Rspack write it.
        Runtime(
            names=re.compile(
                r"\.u\s*=\s*(?:function\s*\w*\s*\(\s*([\w$]+)\s*\)|\(?\s*([\w$]+)\s*\)?\s*=>)\s*"
            ),
            public_path=re.compile(
                r"\.p\s*=\s*(?:[\w$.]+\s*=\s*)?([\"'])(?P<path>[^\"'\s]{0,200})\1"
            ),
            loads=re.compile(
                r"\.(?:e|u|bind)\((?:[\w$]+,)?(?:[\"']([\w./~-]{1,80})[\"']|(\d{1,9}))\)"
            ),
        ),
    ),
    nameless=("__webpack_require__", "__webpack_modules__"),
    causes=(
        Cause(
            r"ERR_OSSL_EVP_UNSUPPORTED",
            "update the bundler, or NODE_OPTIONS=--openssl-legacy-provider",
        ),
    ),
)

DEVTOOLS = ("source-map", "hidden-source-map", "inline-source-map")
"""Whose maps have all columns and all texts."""
DEVTOOL_FLAGS = (r"(?:--devtool|-d)[\s=]+[\"']?(?:hidden-)?source-map",)
NO_DEVTOOL = "without it the build has no maps, or none that a resolver can read"
WANTS = (
    Want(
        form="webpack.config",
        key="devtool",
        does=DEVTOOLS,
        puts=(("devtool", "'hidden-source-map'"),),
        why=NO_DEVTOOL,
        flags=DEVTOOL_FLAGS,
    ),
)

BUNDLERS = (WEBPACK,)
FRAMEWORKS = (
    Framework(
        WEBPACK,
        packages=("webpack",),
        programs=(r"webpack(?:-cli)?(?: build| bundle)?",),
        default_command="webpack --mode=production",
        executors=(r"@n(?:x|rwl)/(?:webpack:webpack|web:build|node:webpack|node:build)",),
        library_keys=("output.library",),
        map_flags="--devtool source-map",
        map_keys=("devtool", "*.devtool"),
        told=TOLD,
        layouts=LAYOUTS,
    ),
)
