"""What a DSN says of where events go: host, project, and often organization and region.

Source: docs/wire.md#envelopes, docs/wire.md#settings.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from buildtools.facts.regions import region_of

_ORG = re.compile(r"o(\d+)\.ingest\.", re.I)
_WRITTEN = re.compile(
    r"https?://[0-9a-zA-Z]{1,64}(?::[0-9a-zA-Z]{1,64})?@[\w.-]{1,200}(?::\d{1,5})?(?:/[\w./-]{0,80}?)?"
    r"/\d{1,20}(?!\d)"
)


class Dsn(NamedTuple):
    """Where events go; without its key, which nobody has to see."""

    host: str
    project: str
    """Its number, as text."""
    organization: str = ""
    """Its number, where the host names it."""
    region: str = ""

    @property
    def shown(self) -> str:
        """As people may see it: o1.ingest.de.sentry.io/42."""
        return f"{self.host}/{self.project}"


def read(text: str) -> Dsn | None:
    """Take a DSN apart; None where it is none."""
    try:
        parts = urlsplit(text.strip())
        host, user = parts.netloc.rpartition("@")[2], parts.username
    except ValueError:
        return None
    project = number_of(parts.path)
    if parts.scheme not in ("http", "https") or not (host and user and project):
        return None
    found = _ORG.match(host)
    return Dsn(host, project, found[1] if found else "", region_of(host))


def number_of(dsn: str) -> str:
    """Return the number of a DSN's project, its last part; empty where it has none."""
    return dsn.strip().partition("?")[0].rstrip("/").rpartition("/")[2]


def written_in(text: str) -> tuple[str, ...]:
    """Return the DSNs that stand in a text, each once."""
    return tuple(dict.fromkeys(found[0] for found in _WRITTEN.finditer(text)))
