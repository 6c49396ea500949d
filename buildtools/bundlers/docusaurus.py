"""Docusaurus and VitePress: sites of documents."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

DOCUSAURUS = Bundler(
    name="Docusaurus",
    rank=33,
    configs=("docusaurus.config",),
)
VITEPRESS = Bundler(
    name="VitePress",
    rank=34,
    configs=(".vitepress/config", "docs/.vitepress/config"),
)

BUNDLERS = (DOCUSAURUS, VITEPRESS)
FRAMEWORKS = (
    Framework(
        DOCUSAURUS,
        packages=("@docusaurus/core",),
        programs=(r"docusaurus build",),
        default_command="docusaurus build",
        site_keys=("url",),
        told=(
            Told("out", flags=("--out-dir",), default="build"),
            Told("base", keys=("baseUrl",), default=""),
        ),
        layouts=(Layout((Output("{out}", "~{base}"),)),),
    ),
    Framework(
        VITEPRESS,
        packages=("vitepress",),
        programs=(r"vitepress build",),
        default_command="vitepress build",
        site_keys=("sitemap.hostname",),
        map_keys=("vite.build.sourcemap",),
        told=(
            Told("root", flags=("1",), default=""),
            Told("out", flags=("--outDir",), keys=("outDir",), default=".vitepress/dist"),
            Told("base", flags=("--base",), keys=("base",), default=""),
        ),
        layouts=(Layout((Output("{root}/{out}", "~{base}"),)),),
    ),
)
