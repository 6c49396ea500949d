"""webpack, and what is built like it.

It does not write again what has not changed, and its cheap maps hold the texts that loaders gave.
"""

from buildtools.bundlers.bundler import Bundler, Cause, Scheme
from buildtools.settings import Output

WEBPACK = Bundler(
    name="webpack",
    rank=51,
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
    nameless=("__webpack_require__", "__webpack_modules__"),
    causes=(
        Cause(
            r"ERR_OSSL_EVP_UNSUPPORTED",
            "update the bundler, or NODE_OPTIONS=--openssl-legacy-provider",
        ),
    ),
)

BUNDLERS = (WEBPACK,)
