"""What every test stands on: an environment with nothing of the developer's in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

CLEARED = ("SENTRY_", "GITHUB_", "CI_", "VERCEL_", "GIT_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
ALONE = ("CI", "CUSTOM_HEADER", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def bare_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clear SENTRY_*, CI variables and proxies, and give an empty HOME: no test may reach out."""
    before = dict(os.environ)
    for name in before:
        proxy = name.lower() in PROXIES
        if proxy or name.startswith(CLEARED) or name in ALONE:
            del os.environ[name]
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def repository_root() -> Path:
    """Where this repository lies."""
    return Path(__file__).resolve().parent.parent
