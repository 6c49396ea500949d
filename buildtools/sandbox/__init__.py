"""The embedded Sentry-compatible server: product, rehearsal stage and test fixture in one.

`serve` is its face. Everything else is behind it: views answer requests, records keep rows in
SQLite, files keep chunks and bundles, and `symbolicate` resolves events on arrival by the stricter
of the rules that real servers follow, so that green here is green there.
"""
