"""NestJS, built by tsc, SWC or webpack as nest-cli.json says."""

from buildtools.bundlers.bundler import Bundler
from buildtools.bundlers.framework import Framework, Layout, Told
from buildtools.settings import Output

NEST = Bundler(
    name="NestJS",
    rank=38,
    configs=("nest-cli.json",),
)

BUNDLERS = (NEST,)
FRAMEWORKS = (
    Framework(
        NEST,
        packages=("@nestjs/core", "@nestjs/cli"),
        programs=(r"nest build",),
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
    ),
)
