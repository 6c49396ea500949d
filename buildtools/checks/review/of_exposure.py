"""Checks of exposure."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
