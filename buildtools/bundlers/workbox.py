"""Workbox, whose service workers keep lists of files; Serwist writes the same.

The digests in them are found like all others: see sourcemaps/holding.
"""

import re

from buildtools.bundlers.bundler import Bundler, Precache

WORKBOX = Bundler(
    name="Workbox",
    data=("workbox-[0-9a-f]+",),
    manifests=("sw.js", "service-worker.js", "worker.js"),
    precaches=(
        Precache(
            # Workbox 3 wrote its list to precache-manifest.HASH.js
            "precache",
            b"revision",
            re.compile(rb"""\{[^{}]*?revision\\?["']?\s*:\s*null[^{}]*\}"""),
            re.compile(rb"""url\\?["']?\s*:\s*\\?["']([^"'\\]+)"""),
        ),
    ),
)

BUNDLERS = (WORKBOX,)
