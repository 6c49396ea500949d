"""Asks a site for what should be private: the maps of its scripts and styles, and sources."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildtools.checks import exposure
from buildtools.checks.exposure import Exposed, Map, Reference
from buildtools.findings import subjects
from buildtools.proof import trials
from buildtools.proof.trials import Trial
from buildtools.web import bases, script_names
from buildtools.web.crawl import MADE_UP
from buildtools.web.crawled import Crawled
from buildtools.web.fetching import AT_ONCE, Bounds, Fetching
from buildtools.web.reply import Fetcher, Reply
from buildtools.web.site_names import shown

MOST_MAPS = 50
"""Public maps after which no more are asked for: each may be megabytes, and all say the same."""

_MOST_SOURCES = 40


class Answer(NamedTuple):
    """One address that was asked for, and what came."""

    url: str
    way: str
    status: int
    came: str = ""
    """Empty where it was nothing private."""


class Asked(NamedTuple):
    """All that was asked for."""

    answers: tuple[Answer, ...] = ()
    maps: tuple[Exposed, ...] = ()
    sources: tuple[str, ...] = ()
    control: str = ""
    """The made-up address that stands beside them."""
    control_failed: bool = False
    untried: tuple[str, ...] = ()


def ask(
    site: Fetcher,
    crawled: Crawled,
    known_maps: Iterable[str],
    known_sources: Iterable[str],
    bounds: Bounds,
) -> Asked:
    """Ask for each map that a script, a style or the ledger names, and for sources in texts."""
    fetching = Fetching(site, bounds)
    control = crawled.start.join(f"/{MADE_UP}.js.map")
    made_up = fetching.one(control)
    failed = made_up is not None and made_up.status == 200 and _map(made_up) is not None
    wanted = list(_references(site.url, crawled, known_maps))
    maps, answers = _inline(site.url, crawled), list[Answer]()
    while wanted and len(maps) < MOST_MAPS:
        some, wanted = wanted[:AT_ONCE], wanted[AT_ONCE:]
        for (of, each), reply in zip(some, fetching.all(r.url for _, r in some), strict=True):
            if reply is None:
                continue
            found = _map(reply) if reply.status == 200 and not failed else None
            answers.append(Answer(each.url, each.way, reply.status, found.shown if found else ""))
            if found:
                maps.append(Exposed(of, Reference(shown(site.url, each.url), each.way), found))
    if wanted:
        fetching.untried[f"more maps, as {len(maps)} are public"] = None
    sources = _sources(site.url, crawled, known_sources, fetching)
    untried = tuple(fetching.untried)
    return Asked(tuple(answers), tuple(maps), sources, control, failed, untried)


def _map(reply: Reply) -> Map | None:
    return exposure.read_map(reply.body)


def _inline(site: str, crawled: Crawled) -> list[Exposed]:
    return [
        Exposed(shown(site, reply.url), Reference("", "inline"), found)
        for reply, style in _files(crawled)
        if (found := exposure.inline_map(reply.body, style=style))
    ]


def _files(crawled: Crawled) -> Iterator[tuple[Reply, bool]]:
    """Go through scripts, then styles."""
    yield from ((each.reply, False) for each in crawled.scripts)
    yield from ((each, True) for each in crawled.styles if each.status == 200)


def _references(
    site: str, crawled: Crawled, known_maps: Iterable[str]
) -> Iterator[tuple[str, Reference]]:
    """Name each address once, by what is surest; what the ledger names comes last."""
    seen: set[str] = set()
    for reply, style in _files(crawled):
        for each in exposure.references(reply.url, reply.headers, reply.body, style=style):
            if each.url not in seen:
                seen.add(each.url)
                yield shown(site, reply.url), each
    for url in known_maps:
        if url not in seen:
            seen.add(url)
            yield shown(site, url), Reference(url, "ledger")


def _sources(
    site: str, crawled: Crawled, known: Iterable[str], fetching: Fetching
) -> tuple[str, ...]:
    """Ask for the sources that scripts name, such as workers that were copied as they are."""
    folders = bases.Folders()
    for each in crawled.scripts:
        folders.add(each.reply.url)
    tries = [[url] for url in known]
    for each in crawled.scripts:
        for name in script_names.sources(each.reply.text):
            tries.append(bases.addresses(name, each.reply.url, crawled.start.url, folders)[:3])
    own = {each.reply.url.split("/", 3)[2] for each in crawled.scripts}
    urls = [url for some in tries[:_MOST_SOURCES] for url in some if url.split("/", 3)[2] in own]
    control = fetching.one(crawled.start.join(f"/{MADE_UP}.ts"))
    found: dict[str, None] = {}
    for reply in fetching.all(urls):
        if reply and _is_source(reply) and not (control and control.body == reply.body):
            found[shown(site, reply.url)] = None
    return tuple(found)


def _is_source(reply: Reply) -> bool:
    named = exposure.names_source(reply.path)
    return named and reply.status == 200 and not reply.is_page and exposure.is_source(reply.body)


def tried(site: str, asked: Asked) -> Iterator[Trial]:
    """Return what was asked for as trials, with the control."""
    for each in asked.answers:
        evidence = trials.Exposed(each.url, each.way, each.status, each.came)
        how = trials.outcome(passed=None if asked.control_failed else not each.came)
        yield Trial("exposed", subjects.Url(shown(site, each.url)), how, evidence)
    if asked.control:
        refused = not asked.control_failed
        control = trials.Control("", asked.control, refused)
        about = subjects.Url(shown(site, asked.control))
        yield Trial("control", about, trials.outcome(passed=refused), control)
