"""What a site gives to anybody who asks: its maps, and what its first page forbids. No browser."""

from contextlib import closing

from buildtools.api.http.certificates import Trust
from buildtools.checks import content_policy, exposure
from buildtools.errors import BuildtoolsError
from buildtools.inspections.live import Release, targets
from buildtools.inspections.live.around import known
from buildtools.inspections.review.page.place import Place
from buildtools.inspections.search import Searched, search
from buildtools.inspections.search.page_rules import policies
from buildtools.results import Stripped
from buildtools.review.evidence.page import HERE
from buildtools.review.evidence.site import SiteSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen
from buildtools.settings import Sandbox, Server
from buildtools.web.fetching import Bounds
from buildtools.web.site import Site

BOUNDS = Bounds(requests=80, seconds=30.0, pages=1, names=20)
"""`live` and `audit` look at all of a site; a review looks whether anything is public at all."""
_TOLD = content_policy.FORBIDDEN | exposure.PUBLIC | {exposure.NOT_BELIEVED}


def ask(place: Place, release: Release | None, server: Server | Sandbox) -> SiteSeen | Unseen:
    """Ask for the first page, its scripts and their maps, within bounds."""
    site = place.site
    trust = Trust(site.ca_bundle, site.ca_origin)
    try:
        with closing(Site(site.url, headers=site.headers, trust=trust)) as fetcher:
            around = known(release, site.url, targets(server)) if release else None
            found = search(fetcher, around, bounds=BOUNDS)
    except BuildtoolsError as failure:
        return Unseen(failure.what)
    start = found.crawled.start
    if start.wall or start.leads_to:
        return Unseen(start.wall.sentence if start.wall else "the site redirects to another host")
    stripped = release is not None and isinstance(release.stripped, Stripped)
    return _seen(place, found, targets(server), stripped=stripped or place.of != HERE)


def _seen(
    place: Place, found: Searched, known_targets: tuple[str, ...], *, stripped: bool
) -> SiteSeen:
    asked = len(found.maps.answers)
    maps = None if found.maps.control_failed else len(found.maps.maps)
    told = maps is not None and stripped
    figure = Figure("maps-public", maps or 0, f"{asked} addresses of maps asked for")
    return SiteSeen(
        place.of,
        len(found.crawled.scripts),
        asked,
        maps,
        stripped,
        any(next(policies(seen), "") for seen in found.crawled.pages),
        tuple(found.sdk.tunnels) or known_targets or found.sdk.targets,
        tuple(each for each in found.findings if each.code in _TOLD),
        (figure,) if told else (),
    )
