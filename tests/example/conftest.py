"""The bakery, released once and open for as long as its story is told.

These fixtures come before the one that empties the environment, so npm keeps the machine's own
settings: they say where packages come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from buildtools.sandbox.serving import Running, serve
from tests.example.bakery import Bakery, forge, make_bakery, opened, other_release, release
from tests.example.reporting import Counter

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Bakery:
    """The example after `invoke release --env=local`."""
    made = make_bakery(tmp_path_factory.mktemp("bakery") / "project")
    release(made)
    return made


@pytest.fixture(scope="session")
def sandbox(bakery: Bakery) -> Iterator[Running]:
    """The pipeline's own sandbox, served again where the bundles think it is."""
    with serve(bakery.state, port=bakery.sandbox_port) as running:
        assert bakery.dsn == running.dsn
        yield running


@pytest.fixture(scope="session")
def counter(bakery: Bakery, sandbox: Running) -> Iterator[Counter]:
    """The released app, as deployed."""
    with opened(bakery.app, bakery.dsn, bakery.release) as url:
        yield Counter(url, bakery.release, sandbox)


@pytest.fixture
def new_counter(bakery: Bakery, sandbox: Running) -> Iterator[Counter]:
    """The released app in a process of its own: the SDKs drop an error that came just before."""
    with opened(bakery.app, bakery.dsn, bakery.release) as url:
        yield Counter(url, bakery.release, sandbox)


@pytest.fixture(scope="session")
def forged_counter(bakery: Bakery, sandbox: Running) -> Iterator[Counter]:
    """The same app with debug IDs that nobody uploaded, of a release that nobody made."""
    version = other_release(bakery.release)
    with opened(forge(bakery), bakery.dsn, version) as url:
        yield Counter(url, version, sandbox)
