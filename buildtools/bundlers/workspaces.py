"""Repositories of several packages: who says which these are, and what building one leaves."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Runner

LERNA = Bundler(name="Lerna", workspaces=("lerna.json#packages",))
RUSH = Bundler(name="Rush", workspaces=("rush.json#projects.*.projectFolder",))
TURBOREPO = Bundler(
    name="Turborepo",
    leaves=("turbo.json#tasks.build.outputs", "turbo.json#pipeline.build.outputs"),
)
NX = Bundler(
    name="Nx",
    projects="nx.json#project.json",
    leaves=(
        "project.json#targets.build.options.outputPath",
        "project.json#targets.build.outputs",
        "package.json#nx.targets.build.outputs",
        "nx.json#targetDefaults.build.outputs",
    ),
)

BUNDLERS = (LERNA, RUSH, TURBOREPO, NX)
RUNNERS = (
    Runner(
        NX,
        file="project.json",
        executor="targets.build.executor",
        output="targets.build.options.outputPath",
        command="nx build {name}",
    ),
)
