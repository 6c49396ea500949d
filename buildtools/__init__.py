"""Releases of JavaScript apps to Sentry whose stack traces are proven to resolve."""

__version__ = "0.1.0"
