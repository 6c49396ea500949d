"""Checks of site."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
