"""The doctor: one table of checks, asked one after the other; nothing is changed by any of them.

`doctor` runs all of them or some topics, `release` those that its own steps would fail by on a
server, before it builds.
"""
