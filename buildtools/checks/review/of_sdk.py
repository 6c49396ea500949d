"""Checks of sdk."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
