"""Vue's components."""

from buildtools.bundlers.bundler import Bundler

VUE = Bundler(
    name="Vue",
    configs=("vue.config",),
    alive=(("@vue/runtime-dom", "^(?:_vnode|_vei|__vueParentComponent)$"),),
    components=("vue",),
)

BUNDLERS = (VUE,)
