"""Checks of privacy."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
