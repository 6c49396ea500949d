"""Checks of releases."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
