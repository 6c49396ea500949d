"""Measure how many scripts of a build the crawl finds, and write the table of docs/live.md.

    python -m bench.recall [--write docs/live.md] [--running NAME URL FOLDER UNDER]...

Builds are the whole ones of tests/fixtures, served from disk, and the example by its own server
where it is built. `--running` adds an app that runs already: its name, its URL, the folder of its
files for browsers, and the path below which it serves them.
"""

import argparse
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from buildtools.project.serving import running
from buildtools.web.crawl import Level, crawl
from buildtools.web.site import Site

log = logging.getLogger("bench")

FIXTURES = Path("tests/fixtures")
EXAMPLE = Path("examples/nextjs")
_LEVELS: tuple[Level, ...] = ("tags", "names", "all")
_BEGIN, _END = "<!-- recall -->\n", "<!-- end of recall -->\n"


class Build(NamedTuple):
    """A build whose files are served as they are."""

    name: str
    folder: str


BUILDS = (
    Build("Vite", "vite/dist"),
    Build("Vite with integrity", "vite-sri/dist"),
    Build("Vite with Workbox", "vite-workbox/dist"),
    Build("webpack", "webpack/dist"),
    Build("webpack with integrity", "webpack-sri/dist"),
    Build("Astro", "astro/dist"),
    Build("Angular with a service worker", "angular/dist/web/browser"),
)


class Found(NamedTuple):
    """One row of the table."""

    name: str
    files: int
    found: tuple[int, ...]
    """Of these, at each level."""
    requests: int
    seconds: float
    missed: tuple[str, ...]


def measure(name: str, url: str, folder: Path, under: str) -> Found:
    """Crawl a site at each level, and count which scripts of a folder were found."""
    files = {
        f"{under.rstrip('/')}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.suffix in (".js", ".mjs", ".cjs")
    }
    counts, got, requests, seconds = [], set[str](), 0, 0.0
    for level in _LEVELS:
        begun = time.perf_counter()
        with Site(url) as site:
            crawled = crawl(site, level=level)
        seconds, requests = time.perf_counter() - begun, crawled.requests
        got = {unquote(urlsplit(each.reply.url).path) for each in crawled.scripts} & files
        counts.append(len(got))
    return Found(name, len(files), tuple(counts), requests, seconds, tuple(sorted(files - got)))


def run(running: Sequence[Sequence[str]]) -> Iterator[Found]:
    """Measure all builds that are here, and the apps that run."""
    if (EXAMPLE / ".next/BUILD_ID").is_file():
        with started(EXAMPLE) as url:
            yield measure("Next.js, the example", url, EXAMPLE / ".next/static", "/_next/static")
    for name, url, folder, under in running:
        yield measure(name, url, Path(folder), under)
    for build in BUILDS:
        with served(FIXTURES / build.folder) as url:
            yield measure(build.name, url, FIXTURES / build.folder, "/")


class _Files(SimpleHTTPRequestHandler):
    """Files of a folder, under the types that hosts give them."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".json": "application/json",
    }

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # as it is called there
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and give its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def started(app: Path) -> Iterator[str]:
    """Start the server of a Next.js app, and give its URL once it answers."""
    command = "node node_modules/next/dist/bin/next start -p {port}"
    environ = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    with running(command, cwd=app, environ=environ, url="http://127.0.0.1:{port}/") as (url, _):
        yield url


def table(found: Sequence[Found]) -> str:
    """Return the rows as Markdown."""
    lines = [
        "| build | scripts | by tags | and names in scripts | and manifests, error pages "
        "| requests | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in found:
        cells = (each.name, each.files, *each.found, each.requests, f"{each.seconds:.2f}")
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table or write it into a page between its marks."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m bench.recall")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--running", nargs=4, action="append", default=[], metavar="PART")
    given = parser.parse_args(arguments)
    found = []
    for each in run(given.running):
        found.append(each)
        missed = f"; not found: {', '.join(each.missed)}" if each.missed else ""
        log.info("%s: %s of %d%s", each.name, each.found, each.files, missed)
    if given.write is None:
        log.info("\n%s", table(found))
        return
    head, _, rest = given.write.read_text().partition(_BEGIN)
    tail = rest.partition(_END)[2]
    given.write.write_text(f"{head}{_BEGIN}{table(found)}{_END}{tail}")


if __name__ == "__main__":
    main()
