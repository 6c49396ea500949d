"""The engine of Sentry's servers and the corpus, once for all tests; both change nothing."""

import pytest

from buildtools.inspections.review.privacy.corpus import plants
from buildtools.inspections.review.privacy.engine import Engine
from buildtools.inspections.review.privacy.measuring import Corpus


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine; where it is not installed, as in `nox -s plain`, its tests are skipped."""
    pytest.importorskip("sentry_relay")
    return Engine()


@pytest.fixture(scope="session")
def corpus(engine: Engine) -> Corpus:
    """The corpus as the engine stores it."""
    return Corpus(engine)


@pytest.fixture(scope="session")
def few(engine: Engine) -> Corpus:
    """A part of it, where no figure is asked for."""
    return Corpus(engine, list(plants())[::20])
