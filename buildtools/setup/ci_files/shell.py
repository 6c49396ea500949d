"""What jobs have in common that run in an image of Node: Python beside it, and a cache."""

CACHE = ".cache/packages"
"""Where packages are kept once they were fetched: below the repository, or no cache reaches it."""

PYTHON_IN_IMAGE = (
    "apt-get update -qq && apt-get install -y -qq python3-venv",
    "python3 -m venv /opt/sentry && export PATH=/opt/sentry/bin:$PATH",
)
"""The official images of Node are Debian's; its own Python lets pip install in an environment."""
