"""The client of a look: it asks each thing once, shortly, and knows of no second try."""

from typing import TYPE_CHECKING

from buildtools import config
from buildtools.config import Loaded

if TYPE_CHECKING:
    from buildtools.api.client import Client


def connect(loaded: Loaded) -> "Client":
    """Return a client of what there is: token, organization and projects may be missing.

    Raises ConfigurationError where nobody can be asked: certificates that are not there.
    """
    from buildtools.api.client import Client
    from buildtools.api.http.asked_once import AskedOnce

    connection = config.incomplete(loaded)
    return Client(connection, AskedOnce(connection))
