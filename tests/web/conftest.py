"""Hosts of sites for the tests of `web`."""

from collections.abc import Callable, Iterator

import pytest

from tests.web.hosts import Host, hosting


@pytest.fixture
def hosts() -> Iterator[Callable[[], Host]]:
    """Start hosts of sites."""
    with hosting() as start:
        yield start


@pytest.fixture
def host(hosts: Callable[[], Host]) -> Host:
    """A host that serves nothing yet."""
    return hosts()
