"""Docusaurus and VitePress: sites of documents."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Layout, Told
from buildtools.settings import Output

DOCUSAURUS = Bundler(
    name="Docusaurus",
    rank=33,
    packages=("@docusaurus/core",),
    programs=(r"docusaurus build",),
    configs=("docusaurus.config",),
    default_command="docusaurus build",
    told=(
        Told("out", flags=("--out-dir",), default="build"),
        Told("base", keys=("baseUrl",), default=""),
    ),
    layouts=(Layout((Output("{out}", "~{base}"),)),),
)
VITEPRESS = Bundler(
    name="VitePress",
    rank=34,
    packages=("vitepress",),
    programs=(r"vitepress build",),
    configs=(".vitepress/config", "docs/.vitepress/config"),
    default_command="vitepress build",
    map_keys=("vite.build.sourcemap",),
    told=(
        Told("root", flags=("1",), default=""),
        Told("out", flags=("--outDir",), keys=("outDir",), default=".vitepress/dist"),
        Told("base", flags=("--base",), keys=("base",), default=""),
    ),
    layouts=(Layout((Output("{root}/{out}", "~{base}"),)),),
)

BUNDLERS = (DOCUSAURUS, VITEPRESS)
