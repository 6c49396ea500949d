"""Node and its package managers: how packages come to be there, and why any build may fail."""

from buildtools.bundlers.bundler import Bundler, Cause, SetUp

NODE = Bundler(
    name="Node",
    rank=1,
    set_ups=(SetUp(r"(?:src/)?instrument(?:\.server)?", "server"),),
    causes=(
        Cause(
            r"heap out of memory", "give Node more memory: NODE_OPTIONS=--max-old-space-size=8192"
        ),
    ),
)
PNPM = Bundler(
    name="pnpm",
    rank=90,
    manager="pnpm",
    workspaces=("pnpm-workspace.yaml#packages",),
    runs=("pnpm run {script}", "pnpm run {script} {flags}", "pnpm exec {program}"),
    lists=("pnpm-lock.yaml", "pnpm-workspace.yaml"),
    installs=(("pnpm-lock.yaml", "pnpm install --frozen-lockfile"),),
    brought_by="npm install --global pnpm@10",
    cached_as="pnpm",
    cache_variable="npm_config_store_dir",
    lock_forms=(("pnpm-lock.yaml", "snapshots"),),
    locks=("pnpm-lock.yaml",),
    stores=(".pnpm/",),
)
YARN = Bundler(
    name="Yarn",
    rank=91,
    manager="yarn",
    runs=("yarn run {script}", "yarn run {script} {flags}", "yarn run {program}"),
    lists=("yarn.lock", ".yarnrc.yml"),
    installs=(("yarn.lock", "yarn install --immutable"),),
    brought_by="npm install --global corepack && corepack enable",
    cached_as="yarn",
    cache_variable="YARN_CACHE_FOLDER",
    lock_forms=(("yarn.lock", "ranges"),),
    stores=(".store/",),
)
NPM = Bundler(
    name="npm",
    rank=93,
    causes=(
        Cause(
            r"[Nn]ode(?:\.js)? version .*required|Unsupported engine",
            "use the Node version it asks for",
        ),
        Cause(r"ENOSPC|No space left", "make room on the disk"),
        Cause(r"[Mm]issing script", "name a script of package.json in build.command of sentry.yml"),
    ),
    manager="npm",
    workspaces=("package.json#workspaces.packages", "package.json#workspaces"),
    runs=("npm run {script}", "npm run {script} -- {flags}", "npx {program}"),
    lists=("package-lock.json", "npm-shrinkwrap.json"),
    installs=(("package-lock.json", "npm ci"), ("package.json", "npm install")),
    cached_as="npm",
    cache_variable="npm_config_cache",
    lock_forms=(("package-lock.json", "folders"), ("npm-shrinkwrap.json", "folders")),
    locks=("package-lock.json", "npm-shrinkwrap.json"),
)
DENO = Bundler(
    name="Deno",
    rank=94,
    manager="deno",
    workspaces=("deno.json#workspace", "deno.jsonc#workspace"),
    runs=("deno task {script}", "deno task {script} {flags}", "deno run -A npm:{program}"),
    lists=("deno.lock", "deno.json", "deno.jsonc"),
    stores=(".deno/",),
)

BUNDLERS = (NODE, PNPM, YARN, NPM, DENO)
