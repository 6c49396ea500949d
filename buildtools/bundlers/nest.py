"""NestJS, built by tsc, SWC or webpack as nest-cli.json says."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.layout import Layout, Told
from buildtools.settings import Output

NEST = Bundler(
    name="NestJS",
    rank=38,
    packages=("@nestjs/core", "@nestjs/cli"),
    programs=(r"nest build",),
    configs=("nest-cli.json",),
    default_command="nest build",
    map_keys=(),
    told=(
        Told(
            "config",
            flags=("-p", "--path", "--tsc"),
            files=("nest-cli.json#compilerOptions.tsConfigPath",),
            default="tsconfig.build.json",
        ),
        Told("out", files=("{config}#compilerOptions.outDir",), default="dist"),
    ),
    layouts=(Layout((Output("{out}", "app:///{out}", "node"),)),),
)

BUNDLERS = (NEST,)
