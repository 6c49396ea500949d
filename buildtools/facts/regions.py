"""Regions: where Sentry's own service keeps the data of an organization, by a host's name.

An organization of the EU has its DSN at `o<number>.ingest.de.sentry.io`; older ones of the US name
no region. Source: docs/wire.md#settings.
"""

import re

_REGION = re.compile(r"(?:.+\.)?([a-z]{2})\.sentry\.io(?::\d+)?", re.IGNORECASE)


def region_of(host: str) -> str:
    """Return us, de; empty where a host names none, as those of other servers do.

    region_of("o1.ingest.de.sentry.io") -> "de"
    """
    found = _REGION.fullmatch(host)
    return found[1].lower() if found else ""
