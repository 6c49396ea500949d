"""One real Bugsink for all tests; for each a project of its own, and the shop to release to it."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bugsink.bugsink_server import Bugsink, Project, serve
from tests.stories.shopping import Shop, make_shop


@pytest.fixture(scope="session")
def bugsink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bugsink]:
    """A Bugsink that answers now; without one installed it is a failure, not a skip."""
    programs = os.environ.get("BUGSINK_PROGRAMS")
    if programs is None:
        pytest.fail("BUGSINK_PROGRAMS names no bin/ with Bugsink in it: run nox -s bugsink")
    with serve(Path(programs).absolute(), tmp_path_factory.mktemp("bugsink")) as running:
        yield running


@pytest.fixture
def project(bugsink: Bugsink) -> Project:
    """A project that nothing was uploaded to."""
    return bugsink.project(f"web-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def shop(tmp_path: Path, bugsink: Bugsink, project: Project) -> Shop:
    """A fresh shop whose production is Bugsink, set by variables as in CI."""
    shop = make_shop(tmp_path / "shop")
    shop.environ |= {
        "SENTRY_ENVIRONMENT": "production",
        "SENTRY_URL": bugsink.url,
        "SENTRY_ORG": "any-slug-will-do",
        "SENTRY_PROJECT": project.slug,
        "SENTRY_AUTH_TOKEN": bugsink.token,
        "SENTRY_DSN": project.dsn,
    }
    return shop
