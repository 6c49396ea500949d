"""The table of checks, in the order they are asked: what a later one builds on comes first."""

from buildtools.inspections.doctor.probe import Probe

PROBES: tuple[Probe, ...] = ()
