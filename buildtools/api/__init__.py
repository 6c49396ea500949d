"""Sentry's side of the wire, seen from the client."""
