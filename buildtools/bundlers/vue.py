"""Vue's components."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.bundlers.wanted import Want
from buildtools.settings import Output

VUE = Bundler(
    name="Vue",
    alive=(("@vue/runtime-dom", "^(?:_vnode|_vei|__vueParentComponent)$"),),
    components=("vue",),
)

VUE_CLI = Bundler(
    name="Vue CLI",
    rank=31,
    configs=("vue.config",),
)

WANTS = (
    Want(
        form="vue.config",
        key="productionSourceMap",
        does=(True,),
        usual=True,
        puts=(("productionSourceMap", "true"),),
        why="with false the build has no maps",
    ),
)

BUNDLERS = (VUE, VUE_CLI)
FRAMEWORKS = (
    Framework(
        VUE_CLI,
        packages=("@vue/cli-service",),
        programs=(r"vue-cli-service build",),
        default_command="vue-cli-service build",
        map_keys=("productionSourceMap",),
        told=(
            Told("out", flags=("--dest",), keys=("outputDir",), default="dist"),
            Told("assets", keys=("assetsDir",), default=""),
            Told("base", keys=("publicPath", "baseUrl"), default=""),
        ),
        layouts=(Layout((Output("{out}/{assets}/js", "~{base}/{assets}/js"),)),),
    ),
)
