"""What is measured: each case gives rounds without end, and in a round everyone has a turn.

Injection meets a fresh copy each time, as a build has just left it. Uploads meet a light server
that takes them as Sentry does, over a link. Everybody works on the same files. Whole releases are
in `releases.py`, what has nothing to do in `startups.py`.
"""

import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.case import EMPTY, ONLY_WRITING, OURS_SMALL, SENTRY_CLI, SIZES, Case, Round, Shop
from bench.checkout import BEFORE, OURS, Checkout
from bench.measure import Failed, Measured, tool
from bench.releases import release
from bench.startups import SETTLED_SECONDS, startup


class Link(NamedTuple):
    """A link to the server; its delay is that of one way."""

    megabits: float
    delay_ms: float


LOOPBACK = None
LINKS = {"loopback": LOOPBACK, "1 Gbit/s": Link(1000, 2.5), "100 Mbit/s": Link(100, 10)}
"""With a round trip of 5 ms, and of 20 ms."""

_SLOW_TIMES = 2 / 3
"""Rounds over a link are longer, and differ less."""


def _checkouts(shop: Shop) -> Iterator[Checkout]:
    yield shop.ours
    if shop.before:
        yield shop.before


def _their_inject() -> tuple[str, ...]:
    return tool("sentry-cli"), "sourcemaps", "inject", "dist"


def inject(name: str) -> Case:
    """Inject a corpus that was never injected.

    Beside it is the floor: giving the same files new contents, and nothing else.
    """
    floor = (sys.executable, "-m", "bench.writing", "dist")

    def once(shop: Shop, command: tuple[str, ...], by: Checkout) -> Measured:
        root = shop.fresh(name, by)
        measured = shop.run(command, root, by)
        shop.done(root)
        return measured

    def rounds(shop: Shop) -> Iterator[Round]:
        while True:
            made = {by.contestant: once(shop, by.invoke("inject"), by) for by in _checkouts(shop)}
            made[ONLY_WRITING] = once(shop, floor, shop.ours)
            made[SENTRY_CLI] = once(shop, _their_inject(), shop.ours)
            yield {f"inject {name}": made}

    times = {"small": 5, "medium": 2}.get(name, 1)
    return Case(f"inject {name}", rounds, name, warming=name != "large", times=times)


def inject_again(name: str) -> Case:
    """Inject a corpus that the same tool has injected before: there is nothing to do."""

    def rounds(shop: Shop) -> Iterator[Round]:
        theirs = _their_inject()
        injected = {by: _injected(shop, name, by) for by in _checkouts(shop)}
        for by, root in injected.items():
            shop.run(by.invoke("inject"), root, by)
        other = shop.fresh(name)
        shop.run(theirs, other)
        while True:
            made = {
                by.contestant: shop.run(by.invoke("inject"), root, by)
                for by, root in injected.items()
            }
            made[SENTRY_CLI], made[EMPTY] = shop.run(theirs, other), shop.nothing()
            yield {f"inject again {name}": made}

    return Case(f"inject again {name}", rounds, name, times=3)


def _injected(shop: Shop, name: str, by: Checkout) -> Path:
    """Return a copy that a checkout has injected a while ago."""
    root = shop.fresh(name, by)
    shop.run(by.invoke("inject"), root, by)
    time.sleep(SETTLED_SECONDS)
    return root


class _Sender(NamedTuple):
    """Who uploads, from a copy that lies there injected."""

    contestant: str
    by: Checkout
    root: Path

    def upload(self, shop: Shop, url: str, server: str) -> Measured:
        before = _counts(server).get("part_bytes", 0)
        density = "small" if self.contestant == OURS_SMALL else "auto"
        theirs = self.contestant == SENTRY_CLI
        command = _their_upload(url) if theirs else self.by.invoke("upload")
        variables = {"BENCH_URL": url, "BENCH_COMPRESSION": density}
        measured = shop.run(command, self.root, self.by, **variables)
        sent = _counts(server).get("part_bytes", 0) - before
        return measured._replace(sent_mb=sent / 1e6)

    def upload_all(self, shop: Shop, url: str, server: str) -> Measured:
        """Let neither side remember an upload, and upload. Raises Failed if nothing came."""
        _counts(server, "DELETE")
        for known in (self.root / ".buildtools/uploads").glob("?" * 40 + ".json"):
            known.unlink()
        measured = self.upload(shop, url, server)
        if not measured.sent_mb:
            raise Failed(f"{self.contestant} has sent nothing to a server that knows nothing")
        return measured


def upload(
    name: str, link: str, *, small: bool = False, zstd: bool = False, asked: bool = False
) -> Case:
    """Upload an injected corpus to a light server that knows nothing of it.

    `small` lets ours compress as densely as it can be asked to as well; `zstd` has the server offer
    that, as Sentry does. An earlier checkout takes part at loopback.
    """
    row = f"upload {name}, light server, {link}{', zstd offered' if zstd else ''}"

    def rounds(shop: Shop) -> Iterator[Round]:
        senders = _senders(shop, name, small=small, before=LINKS[link] is LOOPBACK)
        with _serving(LINKS[link], zstd=zstd) as (url, server):
            while True:
                yield {row: {one.contestant: one.upload_all(shop, url, server) for one in senders}}

    times = 1 if LINKS[link] is LOOPBACK or name != "large" else _SLOW_TIMES
    return Case(row, rounds, name, warming=False, times=times, asked=asked)


def upload_again(name: str) -> Case:
    """Upload the same corpus to the same light server again, which has all of it."""

    def rounds(shop: Shop) -> Iterator[Round]:
        senders = _senders(shop, name, before=True)
        with _serving(LOOPBACK) as (url, server):
            for one in senders:
                one.upload(shop, url, server)
            while True:
                made = {one.contestant: one.upload(shop, url, server) for one in senders}
                yield {f"upload again {name}, light server": made | {EMPTY: shop.nothing()}}

    return Case(f"upload again {name}, light server", rounds, name)


def _senders(shop: Shop, name: str, *, small: bool = False, before: bool = False) -> list[_Sender]:
    """Inject a copy for ours and sentry-cli, and one for the earlier checkout."""
    root = _injected(shop, name, shop.ours)
    senders = [_Sender(SENTRY_CLI, shop.ours, root), _Sender(OURS, shop.ours, root)]
    if small:
        senders.append(_Sender(OURS_SMALL, shop.ours, root))
    if before and shop.before:
        senders.append(_Sender(BEFORE, shop.before, _injected(shop, name, shop.before)))
    return senders


def _their_upload(url: str) -> tuple[str, ...]:
    """The faster of its modes: as ours, it leaves the maps as they are."""
    return (
        *(tool("sentry-cli"), "--url", url, "sourcemaps", "upload", "--no-rewrite", "--wait"),
        *("--org", "sandbox", "--project", "web", "--release", "bench@1"),
        *("--url-prefix", "~/dist", "dist"),
    )


def _counts(server: str, method: str = "GET") -> dict[str, int]:
    request = urllib.request.Request(f"{server}/bench/", method=method)  # noqa: S310 - a server of ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - a server of ours
        counts: dict[str, int] = json.load(answer)
        return counts


@contextlib.contextmanager
def _serving(link: Link | None, *, zstd: bool = False) -> Iterator[tuple[str, str]]:
    """Start server and link; give the address for clients, and that of the server itself."""
    with contextlib.ExitStack() as ends:
        flags = ["--zstd"] if zstd else []
        server = url = ends.enter_context(_started("bench.server", *flags))
        if link is not None:
            to = server.removeprefix("http://")
            shape = ("--megabits", str(link.megabits), "--delay-ms", str(link.delay_ms))
            url = ends.enter_context(_started("bench.link", "--to", to, *shape))
        yield url, server


@contextlib.contextmanager
def _started(module: str, *flags: str) -> Iterator[str]:
    command = [sys.executable, "-m", module, *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _cases() -> Iterator[Case]:
    """What a user waits for comes first."""
    for case in (release, startup, inject, inject_again):
        yield from map(case, SIZES)
    yield upload("small", "loopback")
    for link in ("loopback", "1 Gbit/s"):
        yield from (upload(name, link, small=True) for name in ("medium", "large"))
    yield from map(upload_again, SIZES)
    yield upload("large", "100 Mbit/s")
    yield upload("large", "100 Mbit/s", zstd=True)
    yield upload("medium", "100 Mbit/s", asked=True)
    yield upload("medium", "100 Mbit/s", zstd=True, asked=True)
    yield from (upload(name, "1 Gbit/s", zstd=True, asked=True) for name in ("medium", "large"))


CASES = {case.name: case for case in _cases()}
"""By name. A row is named as its case, or as a part of it."""
