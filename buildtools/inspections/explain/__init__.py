"""Explain a frame: its original, or the cause for which it stays minified."""
