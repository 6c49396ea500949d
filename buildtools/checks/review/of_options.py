"""Checks of options."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
