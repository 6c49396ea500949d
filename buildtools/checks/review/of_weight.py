"""Checks of weight."""

from buildtools.checks.review.check import Check

CHECKS: tuple[Check, ...] = ()
