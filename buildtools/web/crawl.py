"""What a site serves beyond what is known of it: scripts found from its pages, within bounds.

Pages name scripts, scripts name others; manifests, error pages and workers name the rest. A hit
counts only where its status is 200, its type is JavaScript and its body is no page, and names are
tried only where a made-up one is refused. Pages that robots.txt forbids are left alone, no form is
sent, and no cookie is kept.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from buildtools.bundlers import all_of
from buildtools.web import bases, chunk_names, pages, robots, script_names
from buildtools.web.crawled import HOSTS_OWN, Crawled, Script, Seen, is_a_script
from buildtools.web.fetching import Bounds, Fetching
from buildtools.web.reply import Fetcher, Reply, origin_of
from buildtools.web.site import ROBOT

Level = Literal["tags", "names", "all"]
"""How deep: tags of HTML; names in scripts too; manifests and error pages too."""

MADE_UP = "made-up-7d1f3c5b"
"""A name that no site has: the negative control."""

_MANIFESTS = all_of(lambda each: each.manifests)
_ERROR_PAGES = all_of(lambda each: each.error_pages)
_MOST_BUILDS = 3
_LOCATION = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
_ACTS = re.compile(r"(?:log|sign)[-_]?(?:out|off)|delete|remove|unsubscribe", re.I)
"""Stands in links that do something, rather than to show it."""
_NOT_PAGES = re.compile(r"\.(?!html?$|php$|aspx?$)\w{1,5}$")


def crawl(
    site: Fetcher,
    *,
    origins: Iterable[str] = (),
    known: Iterable[str] = (),
    bounds: Bounds | None = None,
    level: Level = "all",
    now: Callable[[], float] = time.monotonic,
) -> Crawled:
    """Find the scripts that a site serves.

    `origins` are those besides its own that are its; `known` are URLs of scripts that are known
    already, whose folders and texts lead to others. Raises ServerUnreachable where nobody answers.
    """
    limits = bounds or Bounds()
    start = site.get(site.url)
    if start.wall or start.leads_to:
        return Crawled(start, requests=1)
    own = frozenset(origins) | {origin_of(site.url), origin_of(start.url)}
    return _Crawl(Fetching(site, limits, now), start, own, limits, level).run(known)


class _Name(msgspec.Struct):
    """A name that was found, and the addresses that are still to be tried for it."""

    addresses: list[str]
    how: str
    named_in: str


class _Crawl:
    def __init__(
        self,
        fetching: Fetching,
        start: Reply,
        own: frozenset[str],
        bounds: Bounds,
        level: Level,
    ) -> None:
        self._fetch, self._start, self._own = fetching, start, own
        self._bounds, self._level = bounds, level
        self._robots = robots.Rules()
        self._pages: dict[str, Seen] = {}
        self._links: dict[str, None] = {}
        self._tags: dict[str, tuple[pages.Tag, str]] = {}
        self._names: list[_Name] = []
        self._texts: list[tuple[str, str]] = []
        self._seen_names: set[tuple[str, str]] = set()
        self._chunks: set[str] = set()
        self._runtimes: list[tuple[chunk_names.Names, str]] = []
        self._folders = bases.Folders()
        self._scripts: dict[str, Script] = {}
        self._styles: dict[str, Reply] = {}
        self._not_served: dict[str, tuple[pages.Tag, Reply]] = {}
        self._elsewhere: dict[str, None] = {}
        self._of_host: dict[str, None] = {}
        self._builds: set[str] = set()

    def run(self, known: Iterable[str]) -> Crawled:
        """Do all of it."""
        made_up = self._fetch.one(urljoin(self._start.url, f"{MADE_UP}.js"))
        self._trusts_names = made_up is not None and not is_a_script(made_up)
        self._read_robots()
        self._take_page(self._start)
        if self._level == "all" and made_up is not None and made_up.is_page:
            self._take_page(made_up)
        for reply in self._fetch.all(known):
            self._take_script(reply, "known", self._start.url)
        self._follow()
        if self._level == "all":
            self._look_further()
            self._follow()
        return self._crawled(made_up)

    def _crawled(self, made_up: Reply | None) -> Crawled:
        if not self._trusts_names:
            answered = "is answered like a script" if made_up else "was not answered"
            self._fetch.untried[f"names in scripts, as a made-up one {answered}"] = None
        return Crawled(
            self._start,
            tuple(self._pages.values()),
            tuple(self._scripts.values()),
            tuple(self._styles.values()),
            tuple(self._not_served.values()),
            tuple(self._elsewhere),
            tuple(self._of_host),
            made_up,
            tuple(self._fetch.untried),
            self._fetch.requests + 1,
        )

    # Pages

    def _read_robots(self) -> None:
        reply = self._fetch.one(urljoin(self._start.url, "/robots.txt"))
        if reply and reply.status == 200 and reply.kind == "text/plain":
            self._robots = robots.read(reply.text, ROBOT)
        if self._level != "all":
            return
        maps = self._robots.sitemaps or (urljoin(self._start.url, "/sitemap.xml"),)
        for one in self._fetch.all([url for url in maps[:3] if origin_of(url) in self._own]):
            if one and one.status == 200 and "xml" in one.kind:
                self._take_links(_LOCATION.findall(one.text))

    def _take_page(self, reply: Reply) -> None:
        """Read what a page names, of any status."""
        if not reply.is_page or reply.url in self._pages:
            return
        page = pages.read(reply.text, reply.url, reply.headers)
        self._pages[reply.url] = Seen(reply, page)
        for tag in page.tags:
            self._take_tag(tag, reply.url)
        self._take_links(page.links)
        self._texts += [(text, reply.url) for text in page.inline]

    def _take_links(self, urls: Iterable[str]) -> None:
        for url in urls:
            bare = url.partition("#")[0].partition("?")[0]
            path = urlsplit(bare).path
            if origin_of(bare) not in self._own or _NOT_PAGES.search(path) or _ACTS.search(path):
                continue
            if self._robots.allow(path or "/"):
                self._links[bare] = None
            else:
                self._fetch.untried["pages that robots.txt forbids"] = None

    def _take_tag(self, tag: pages.Tag, page: str) -> None:
        url = tag.url.partition("#")[0]
        if urlsplit(url).path.startswith(HOSTS_OWN):
            self._of_host[url] = None
        elif origin_of(url) not in self._own:
            self._elsewhere[url] = None
        else:
            self._tags.setdefault(url, (tag, page))

    # Scripts

    def _follow(self) -> None:
        """Go on until nothing new is named."""
        while True:
            before = self._fetch.requests, len(self._scripts)
            self._get_pages()
            self._get_tags()
            if self._level != "tags" and self._trusts_names:
                self._read_texts()
                self._try_names()
            if (self._fetch.requests, len(self._scripts)) == before:
                return

    def _get_pages(self) -> None:
        room = self._bounds.pages - len(self._pages)
        fresh = [url for url in self._links if url not in self._pages]
        if len(fresh) > max(room, 0):
            self._fetch.untried[f"more than {self._bounds.pages} pages"] = None
        for reply in self._fetch.all(fresh[: max(room, 0)]):
            if reply and not reply.wall:
                self._take_page(reply)
        self._links.clear()

    def _get_tags(self) -> None:
        tags = list(self._tags.values())
        self._tags.clear()
        for (tag, page), reply in zip(tags, self._fetch.all(t.url for t, _ in tags), strict=True):
            if reply is None or tag.url in self._scripts:
                continue
            if tag.how == "stylesheet":
                self._styles[reply.url] = reply
            elif not self._take_script(reply, tag.how, page) and tag.how == "script":
                self._not_served.setdefault(tag.url, (tag, reply))

    def _take_script(self, reply: Reply | None, how: str, named_in: str) -> bool:
        """Keep an answer that is a script, and read its text later; False where it is none."""
        if reply is None or not is_a_script(reply):
            return False
        if reply.url not in self._scripts:
            self._scripts[reply.url] = Script(reply, how, named_in)
            self._folders.add(reply.url)
            self._texts.append((reply.text, reply.url))
        return True

    def _read_texts(self) -> None:
        """Look for names in what was got since."""
        texts, self._texts = self._texts, []
        for text, url in texts:
            self._builds |= script_names.build_ids(f"{text}\n{url}")
            self._chunks |= chunk_names.loaded(text)
            found = chunk_names.runtimes(text)
            self._runtimes += [(each, url) for each in found]
            self._take_names(script_names.literals(text), "name", url)
        for names, url in self._runtimes:
            self._take_names(names.of(sorted(self._chunks)), "chunk", url, names.public_path)

    def _take_names(
        self, names: Iterable[str], how: str, named_in: str, public_path: str | None = None
    ) -> None:
        doubtful = 0
        for name in names:
            key = (name, "" if not name.startswith(".") else named_in.rpartition("/")[0])
            if key in self._seen_names:
                continue
            if how == "name" and not bases.is_likely(name, self._folders):
                doubtful += 1
                if doubtful > self._bounds.names:
                    continue
            self._seen_names.add(key)
            found = bases.addresses(name, named_in, self._start.url, self._folders, public_path)
            usable = [url for url in found if origin_of(url) in self._own]
            if usable:
                self._names.append(_Name(usable, how, named_in))

    def _try_names(self) -> None:
        """Try the likeliest address of each name, then the next of those without a hit."""
        names, self._names = self._names, []
        while names:
            replies = self._fetch.all(each.addresses[0] for each in names)
            rest = []
            for each, reply in zip(names, replies, strict=True):
                each.addresses.pop(0)
                if not self._take_script(reply, each.how, each.named_in) and each.addresses:
                    rest.append(each)
            names = rest

    def _look_further(self) -> None:
        """Ask for manifests, workers and pages of errors that nobody names."""
        errors = {urljoin(self._start.url, page) for page in _ERROR_PAGES}
        for reply in self._fetch.all(self._unnamed()):
            if reply is None or self._take_script(reply, "manifest", self._start.url):
                continue
            if reply.is_page and (reply.status != 200 or reply.asked in errors):
                self._take_page(reply)
            elif reply.is_json and reply.status == 200:
                self._texts.append((reply.text, reply.url))

    def _unnamed(self) -> Iterator[str]:
        """Return the addresses of manifests, and of pages of errors where a bundler is seen."""
        builds = sorted(self._builds)[:_MOST_BUILDS]
        for name in _MANIFESTS:
            first = name.partition("/")[0]
            folders = self._folders.above(first)[:2] if "{build}" in name else [self._start.url]
            for build in builds if "{build}" in name else [""]:
                yield from (urljoin(folder, name.format(build=build)) for folder in folders)
        if self._folders.public():
            yield from (urljoin(self._start.url, page) for page in _ERROR_PAGES)
