"""The example by its own server: what the SDK tells in the page that Next.js has built."""

import os
from pathlib import Path
from typing import Any

import pytest

from buildtools.config import Loaded
from buildtools.inspections.review import page
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.site import SiteSeen
from buildtools.settings import Serve, Settings
from tests.reviewing.builds import RELEASE

pytestmark = pytest.mark.review


def test_the_example_tells_what_it_was_built_with(next_example: Path) -> None:
    """A framework's own SDK, started as sentry.yml says; no event of it leaves the browser."""

    def nobody() -> Any:
        raise AssertionError("no server is asked")

    serve = Serve("npx next start --port {port}", ready="/api/release", seconds=120)
    loaded = Loaded("local", Settings(serve=serve), {}, dict(os.environ), next_example)
    seen, site = page.look(Scope(loaded, None, nobody, Asked(browser=True)))

    assert isinstance(seen, PageSeen), seen
    assert ("/", "the app, started here", True) == (seen.url, seen.of, seen.enabled)
    assert ("sentry.javascript.nextjs", 1) == (seen.sdk, len(seen.versions))
    assert (RELEASE, "local", "127.0.0.1:9") == (
        seen.options["release"],
        seen.options["environment"],
        seen.dsn_host,
    )
    assert "BrowserTracing" in seen.integrations
    assert (None, None, ()) == (seen.scripts, seen.tunnel, seen.errors)
    assert ("http://127.0.0.1:9",) == seen.sends_to
    assert seen.ran > 5
    assert 100_000 < seen.figures[0].value < 400_000
    assert isinstance(site, SiteSeen), site
    assert site.maps
    assert not site.stripped
