"""What the built scripts weigh and hold, as evidence."""

import posixpath
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from buildtools.errors import DiskRefused, NothingFound, SourceMapError
from buildtools.files import disk
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.weight import lazy, truth
from buildtools.inspections.review.weight.figures import Loaded
from buildtools.inspections.review.weight.pages import Page, loaded_by, pages_of, scripts_in
from buildtools.inspections.review.weight.scripts import Script, map_of, scripts_of
from buildtools.inspections.review.weight.seeing import seen
from buildtools.inspections.review.weight.weighing import Weighed, not_served, unmapped, weigh
from buildtools.inspections.review.without.lending import Bare
from buildtools.inspections.review.without.opening import opened
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.page import HERE, PageSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen
from buildtools.sourcemaps.maps import sources as sources_of_maps

_TOPICS = ("weight", "sdk", "options", "release")
"""Whose checks are told from scripts."""


def look(
    scope: Scope,
    sources: SourcesSeen | Unseen,
    bare: Bare | None = None,
    opened_page: PageSeen | Unseen | None = None,
) -> BuildSeen | Unseen:
    """Look at the outputs of the build; beside `bare`, one without Sentry, where that is asked for.

    `opened_page` is what a browser was served: a first page that lies nowhere in the build. Reads
    scripts, their maps and the pages that were made; writes nothing.
    """
    if (passed := scope.passed_over(*_TOPICS)) is not None:
        return passed
    try:
        scripts = scripts_of(scope)
        if not scripts:
            return Unseen("there are no built scripts: invoke build")
        also = frozenset() if isinstance(sources, Unseen) else frozenset(sources.only_sentrys)
        texts: dict[str, str] = {}
        weighed = [_weighed(scope, each, also, texts) for each in scripts]
        first = scope.loaded.settings.review.page
        made = pages_of(scope)
        if all(page.path != first for page in made):
            made = (*made, *_served(opened_page, first))
        pages = _pages(made, weighed)
    except (DiskRefused, NothingFound) as fault:
        return Unseen(fault.what)
    found = seen(weighed, pages, first, sources, lazy.loaded_later(texts))
    if bare is None or not scope.asked.without_sentry:
        return found
    return _with_truth(bare, weighed, also, found)


def _served(opened_page: PageSeen | Unseen | None, first: str) -> Iterator[Page]:
    """Return the first page as the app has served it here; a live site may be of another build."""
    if isinstance(opened_page, PageSeen) and opened_page.of == HERE and opened_page.html:
        urls = scripts_in(opened_page.html, opened_page.url)
        yield Page(first, f"the page {opened_page.url}, as it was served,", urls)


def _with_truth(
    bare: Bare, weighed: list[Weighed], also: frozenset[str], found: BuildSeen
) -> BuildSeen:
    """Add how far off all of that is, by a build without Sentry; or why nothing tells."""
    figures: tuple[Figure, ...] = ()
    scope = bare.scope()
    if isinstance(scope, Unseen):
        table = truth.not_measured(scope.why)
    else:
        others = [_weighed(scope, each, also, {}) for each in scripts_of(scope)]
        packages = {name for each in others for name in each.packages}
        figures, table = truth.compared(weighed, others, opened(scope, packages))
    return msgspec.structs.replace(
        found, figures=(*found.figures, *figures), tables=(*found.tables, table)
    )


def _weighed(scope: Scope, script: Script, also: frozenset[str], texts: dict[str, str]) -> Weighed:
    """Weigh one script; what the app's sources in its map say goes into `texts`."""
    data = disk.read(scope.root / script.path)
    if script.runtime != "browser":
        return not_served(script, data)
    try:
        map_ = map_of(scope.root, script, data)
        if map_ is None:
            return unmapped(script, data)
        texts |= lazy.texts_of(map_, lambda name: _place(scope, script, name))
        return weigh(script, data, map_, also)
    except SourceMapError as fault:
        return unmapped(script, data, fault.what)


def _place(scope: Scope, script: Script, source: str) -> str:
    """Return the file of the project that a source is, or its name where there is none."""
    folder, app = posixpath.dirname(script.path), scope.loaded.settings.build.directory
    root = scope.root.resolve()
    places = sources_of_maps.places(source, folder, app.removeprefix("./"), root.as_posix())
    return next((each for each in places if (root / each).is_file()), source)


def _pages(pages: tuple[Page, ...], weighed: list[Weighed]) -> tuple[Loaded, ...]:
    """Return what each page loads of the scripts for browsers; a page that loads none is none."""
    browser = {each.path: each for each in weighed if each.runtime == "browser"}
    by_url = {urlsplit(each.url.removeprefix("~")).path: path for path, each in browser.items()}
    imports = {path: each.signs.imports for path, each in browser.items()}
    loaded = ((page, loaded_by(page.urls, by_url, imports)) for page in pages)
    return tuple(
        Loaded(page.path, page.file, tuple(browser[path] for path in paths))
        for page, paths in loaded
        if paths
    )
