from buildtools.tasks import ns  # noqa: F401  (Invoke looks for it here)
