"""The app's own sources, read as data: nothing of them is executed."""
