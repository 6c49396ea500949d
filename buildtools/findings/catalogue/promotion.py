"""What `promote` notices: of files that were built for one environment and go to another."""

from buildtools.findings.catalogue.row import Row

_BAKED = "promotion.md#what-was-baked"

ROWS = (
    Row(
        "promoted-environment",
        "error",
        "a promoted script tells Sentry the environment that it was built for; a warning where it"
        " may be another literal, or chooses",
        "its events stand under that environment, and not under the one it runs in",
        "tell the SDK its environment when it runs, by host name or injected JSON; or build for"
        " this environment",
        _BAKED,
    ),
    Row(
        "promoted-dsn",
        "error",
        "a promoted script holds the DSN of the environment that it was built for; a warning where"
        " it holds the other as well",
        "its events go to a project that has none of these maps, or to the wrong team",
        "give the SDK its DSN when it runs; or build for this environment",
        _BAKED,
    ),
    Row(
        "promoted-site",
        "warning",
        "a promoted script or page names the live site of the environment that it was built for",
        "links and requests may lead to that site; who chooses by host name holds both",
        "make addresses relative, or set them when it runs",
        _BAKED,
    ),
    Row(
        "promoted-from",
        "info",
        "the pairs were built and injected for another environment, and are the same bytes here",
        "nothing was built again",
        page=_BAKED,
    ),
)
