"""What pages forbid browsers: scripts of other bytes than their integrity, and events by policy."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from buildtools.checks import content_policy, integrity
from buildtools.checks.content_policy import Blocked
from buildtools.checks.integrity import Broken
from buildtools.web.crawled import Crawled, Seen
from buildtools.web.site_names import shown


def broken(site: str, crawled: Crawled) -> list[Broken]:
    """Return scripts and styles that browsers refuse for the integrity in their tags."""
    bodies = {
        url: reply.body
        for reply in (*(each.reply for each in crawled.scripts), *crawled.styles)
        for url in (reply.asked, reply.url)
    }
    found: dict[str, Broken] = {}
    for seen in crawled.pages:
        for tag in seen.page.tags:
            url = tag.url.partition("#")[0]
            if url in bodies and integrity.holds(tag.integrity, bodies[url]) is False:
                found.setdefault(url, Broken(shown(site, url), shown(site, seen.reply.url)))
    return list(found.values())


def policies(seen: Seen) -> Iterator[str]:
    """Return the policies of a page: of its headers, then those that stand in it."""
    yield from content_policy.policies(seen.reply.headers.get("content-security-policy", ""))
    yield from seen.page.policies


def blocked(
    site: str, crawled: Crawled, targets: Sequence[str], tunnels: Sequence[str]
) -> list[Blocked]:
    """Return pages whose policy lets no event through.

    Where the SDK has a tunnel, it is that which has to be allowed.
    """
    found = []
    for seen in crawled.pages:
        if seen.reply.status != 200:
            continue
        page = seen.reply.url
        wanted = [urljoin(page, each) for each in tunnels] or targets
        for policy in policies(seen):
            directives = [content_policy.blocking(policy, page, url) for url in wanted]
            if directives and all(directives):
                found.append(Blocked(shown(site, page), directives[0]))
                break
    return found
