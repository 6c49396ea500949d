"""Secrets and home folders in scripts, maps and the texts in them, by patterns of our own.

No entropy is guessed at: in minified code it means nothing. What is found is shown masked.
"""
