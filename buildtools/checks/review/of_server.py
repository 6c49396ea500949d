"""Checks of server."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
