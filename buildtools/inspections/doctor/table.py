"""The table of checks, in the order they are asked: what a later one builds on comes first."""

from buildtools.inspections.doctor import (
    of_app,
    of_ci,
    of_commits,
    of_dsn,
    of_git,
    of_names,
    of_network,
    of_origins,
    of_server,
    of_settings,
    of_token,
)
from buildtools.inspections.doctor.probe import Probe

PROBES: tuple[Probe, ...] = (
    *of_origins.PROBES,
    *of_settings.PROBES,
    *of_network.PROBES,
    *of_token.PROBES,
    *of_server.PROBES,
    *of_names.PROBES,
    *of_commits.PROBES,
    *of_dsn.PROBES,
    *of_git.PROBES,
    *of_app.PROBES,
    *of_ci.PROBES,
)
