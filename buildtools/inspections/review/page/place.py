"""Where a page of the app is: the live site, or the app started here for as long as it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from buildtools.config import SiteConnection, connecting
from buildtools.inspections.review.asked import Scope
from buildtools.project.serving import started
from buildtools.review.evidence.page import HERE, LIVE


class Place(NamedTuple):
    """An app that answers now."""

    site: SiteConnection
    of: str
    """`the live site`, or `the app, started here`."""


@contextmanager
def opened(scope: Scope) -> Iterator[Place]:
    """Name the live site; where none is set, start the app as `serve` says.

    Raises ConfigurationError where a header of the site has no value, and BuildFailed where the
    app does not come up. There must be a site or `serve`.
    """
    settings = scope.loaded.settings
    if settings.live_site or settings.serve is None:
        yield Place(connecting.site(scope.loaded), LIVE)
        return
    with started(settings.serve, scope.app, scope.variables) as url:
        yield Place(SiteConnection(url), HERE)
