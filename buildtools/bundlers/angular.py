"""Angular, and its service worker. Its outputs are named by the project, in angular.json.

ngsw.json holds digests of all files, which are found like all others: see sourcemaps/holding.
"""

from buildtools.bundlers.bundler import Bundler

ANGULAR = Bundler(
    name="Angular",
    rank=23,
    configs=("angular.json", "project.json"),
    files=(r"3rdpartylicenses\.txt|main-[A-Z0-9]{8}\.js|ngsw\.json|angular\.json",),
    maps='"sourceMap": {"scripts": true, "hidden": true} in angular.json',
    texts='"sourcesContent": true under "sourceMap" in angular.json',
    data=("ngsw-worker", "safety-worker"),
    manifests=("ngsw-worker.js", "safety-worker.js", "worker-basic.min.js", "ngsw.json"),
)

BUNDLERS = (ANGULAR,)
