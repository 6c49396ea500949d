"""A rehearsal's settings: the server has no say, and nothing of it has to be there."""

from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import ConfigurationError

SETTINGS = """\
version: 1
defaults:
  build: {outputs: [{path: dist, url: ~/}]}
  server:
    url: ${SENTRY_AT}
    org: acme
    projects: [web, api]
    token: ${SENTRY_AUTH_TOKEN}
    headers: {X-Proxy: "${PROXY_TOKEN}"}
  review: {token: "${SENTRY_REVIEW_TOKEN}", page: /start}
environments:
  production: {}
  bare: {server: {org: "${ORG}", projects: ["${PROJECT}"]}}
  local: {server: sandbox}
"""


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    (tmp_path / "sentry.yml").write_text(SETTINGS)
    return tmp_path / "sentry.yml"


def test_no_value_of_the_server_is_needed(file: Path) -> None:
    """The real run needs them, and says so; what is no server's stays."""
    with pytest.raises(ConfigurationError, match="1 fault") as caught:
        load(file, "production", {})
    assert "variable SENTRY_AT is not set" in caught.value.evidence[0]
    loaded = load(file, "production", {"SENTRY_AUTH_TOKEN": "$TOKEN"}, rehearse=True)

    assert "sandbox" == loaded.settings.server
    assert (None, "/start") == (loaded.settings.review.token, loaded.settings.review.page)


@pytest.mark.parametrize(
    ("environment", "environ", "named"),
    [
        ("production", {}, "web, api of acme"),
        ("production", {"SENTRY_ORG": "beta", "SENTRY_PROJECT": "shop"}, "shop of beta"),
        ("bare", {}, "its projects of its organization"),
        ("local", {}, "the sandbox"),
    ],
)
def test_the_projects_of_the_real_run_are_named(
    file: Path, environment: str, environ: dict[str, str], named: str
) -> None:
    """As far as they are told, and never those of the sandbox."""
    assert named == load(file, environment, environ, rehearse=True).goes_to


def test_other_faults_are_told_in_a_rehearsal_too(file: Path) -> None:
    """It is the settings of the build that it tries."""
    file.write_text(SETTINGS.replace("url: ~/}", "url: nowhere}"))
    with pytest.raises(ConfigurationError, match="1 fault"):
        load(file, "production", {}, rehearse=True)
