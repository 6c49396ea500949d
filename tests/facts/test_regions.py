"""Where an organization's data is kept, told by a host alone."""

import pytest

from buildtools.facts.regions import region_of


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("o1.ingest.de.sentry.io", "de"),
        ("o1.ingest.us.sentry.io:443", "us"),
        ("O1.INGEST.DE.SENTRY.IO", "de"),
        ("de.sentry.io", "de"),
        ("o1.ingest.sentry.io", ""),
        ("sentry.io", ""),
        ("acme.sentry.io", ""),
        ("de.sentry.io.example.com", ""),
        ("o1.ingest.de.sentry.example.com", ""),
        ("127.0.0.1:9000", ""),
        ("", ""),
    ],
)
def test_a_host_of_the_service_names_its_region(host: str, region: str) -> None:
    """Old hosts name none, and no other server does, however it is called."""
    assert region_of(host) == region
