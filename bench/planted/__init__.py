"""Faults planted one at a time in a released site, each to be noticed by the right command.

faults.toml says what has to notice each; it was written before what notices them, and a fault that
is noticed by another finding counts as missed.
"""
