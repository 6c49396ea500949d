"""The table of checks, in the order they are asked: what a later one builds on comes first."""

from buildtools.inspections.doctor import (
    of_commits,
    of_dsn,
    of_names,
    of_network,
    of_server,
    of_settings,
    of_token,
)
from buildtools.inspections.doctor.probe import Probe

PROBES: tuple[Probe, ...] = (
    *of_settings.PROBES,
    *of_network.PROBES,
    *of_token.PROBES,
    *of_server.PROBES,
    *of_names.PROBES,
    *of_commits.PROBES,
    *of_dsn.PROBES,
)
