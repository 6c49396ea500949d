"""What is measured: each case gives rounds without end, and in a round everyone has a turn.

Injection meets a fresh copy each time, as a build has just left it. Uploads meet a server that
takes them as Sentry does, over a link. Everybody works on the same files.
"""

import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.measure import Measured, measure
from bench.project import Workshop, environment, invoke, tool

Round = dict[str, Measured]
"""One turn of each contestant, by name."""

OURS, OURS_SMALL, SENTRY_CLI = "ours", "ours, small", "sentry-cli"
ONLY_WRITING, EMPTY = "only writing", "an empty task"


class Case(NamedTuple):
    """Something to measure, and on which corpus."""

    rounds: Callable[[Workshop], Iterator[Round]]
    corpus: str = ""


class Link(NamedTuple):
    """A link to the server; its delay is that of one way."""

    megabits: float
    delay_ms: float


LOOPBACK = None
LINKS = {"loopback": LOOPBACK, "1 Gbit/s": Link(1000, 2.5), "100 Mbit/s": Link(100, 10)}
"""With a round trip of 5 ms, and of 20 ms."""

_SETTLED_SECONDS = 2.5
"""How long files have been left alone before an upload, as after any real build."""


def startup() -> Case:
    """List our tasks, against Invoke with a collection of one task that does nothing."""

    def rounds(workshop: Workshop) -> Iterator[Round]:
        root = workshop.fresh("small")
        empty = root / "empty"
        empty.mkdir()
        (empty / "tasks.py").write_text(
            "from invoke import Collection, task\n\n\n@task\ndef nothing(context):\n"
            '    """Do nothing."""\n\n\nns = Collection(nothing)\n'
        )
        command = (tool("invoke"), "--list")
        while True:
            yield {
                OURS: measure(command, root, environment()),
                EMPTY: measure(command, empty, environment()),
            }

    return Case(rounds)


_THEIR_INJECT = ("sourcemaps", "inject", "dist")


def inject(name: str) -> Case:
    """Inject a corpus that was never injected."""

    def rounds(workshop: Workshop) -> Iterator[Round]:
        while True:
            ours = measure(invoke("inject"), workshop.fresh(name), environment())
            theirs = (tool("sentry-cli"), *_THEIR_INJECT)
            yield {OURS: ours, SENTRY_CLI: measure(theirs, workshop.fresh(name), environment())}

    return Case(rounds, name)


def floor(name: str) -> Case:
    """Inject, against giving the same files new contents and doing nothing else."""

    def rounds(workshop: Workshop) -> Iterator[Round]:
        command = (sys.executable, "-m", "bench.writing", "dist")
        while True:
            yield {
                OURS: measure(invoke("inject"), workshop.fresh(name), environment()),
                ONLY_WRITING: measure(command, workshop.fresh(name), environment()),
            }

    return Case(rounds, name)


def inject_again(name: str) -> Case:
    """Inject a corpus that the same tool has injected before: there is nothing to do."""

    def rounds(workshop: Workshop) -> Iterator[Round]:
        ours, theirs = workshop.fresh(name), workshop.fresh(name)
        command = (tool("sentry-cli"), *_THEIR_INJECT)
        measure(invoke("inject"), ours, environment())
        time.sleep(_SETTLED_SECONDS)
        measure(invoke("inject"), ours, environment())
        measure(command, theirs, environment())
        while True:
            yield {
                OURS: measure(invoke("inject"), ours, environment()),
                SENTRY_CLI: measure(command, theirs, environment()),
            }

    return Case(rounds, name)


def upload(
    name: str, link: str, *, small: bool = False, again: bool = False, zstd: bool = False
) -> Case:
    """Upload an injected corpus to a server that knows nothing of it; or `again`, the same.

    `small` lets ours compress as densely as it can be asked to as well; `zstd` has the server offer
    that, as Sentry does.
    """
    contestants = [SENTRY_CLI, OURS, *([OURS_SMALL] if small else [])]

    def rounds(workshop: Workshop) -> Iterator[Round]:
        root = workshop.fresh(name)
        measure(invoke("inject"), root, environment())
        time.sleep(_SETTLED_SECONDS)
        with _serving(LINKS[link], zstd=zstd) as (url, server):
            if again:
                for contestant in contestants:
                    _upload(contestant, root, url, server)
            while True:
                made: Round = {}
                for contestant in contestants:
                    if not again:
                        _forget(root, server)
                    made[contestant] = _upload(contestant, root, url, server)
                yield made

    return Case(rounds, name)


def _upload(contestant: str, root: Path, url: str, server: str) -> Measured:
    before = _counts(server).get("part_bytes", 0)
    density = "small" if contestant == OURS_SMALL else "auto"
    command = _their_upload(url) if contestant == SENTRY_CLI else invoke("upload")
    measured = measure(command, root, environment(url, density))
    sent = _counts(server).get("part_bytes", 0) - before
    return measured._replace(sent_mb=sent / 1e6)


def _their_upload(url: str) -> tuple[str, ...]:
    """The faster of its modes: as ours, it leaves the maps as they are."""
    return (
        *(tool("sentry-cli"), "--url", url, "sourcemaps", "upload", "--no-rewrite", "--wait"),
        *("--org", "acme", "--project", "web", "--release", "bench@1"),
        *("--url-prefix", "~/dist", "dist"),
    )


def _forget(root: Path, server: str) -> None:
    """Let neither side remember an upload."""
    _counts(server, "DELETE")
    for known in (root / ".buildtools/uploads").glob("?" * 40 + ".json"):
        known.unlink()


def _counts(server: str, method: str = "GET") -> dict[str, int]:
    request = urllib.request.Request(f"{server}/bench/", method=method)  # noqa: S310 - a server of ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - a server of ours
        counts: dict[str, int] = json.load(answer)
        return counts


@contextlib.contextmanager
def _serving(link: Link | None, *, zstd: bool) -> Iterator[tuple[str, str]]:
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


CASES: dict[str, Case] = {
    "startup": startup(),
    **{f"inject {name}": inject(name) for name in ("small", "medium", "large")},
    **{f"inject again {name}": inject_again(name) for name in ("small", "medium", "large")},
    **{f"inject {name}, the floor": floor(name) for name in ("medium", "large")},
    "upload small, loopback": upload("small", "loopback"),
    **{
        f"upload {name}, {link}": upload(name, link, small=True)
        for name in ("medium", "large")
        for link in ("loopback", "1 Gbit/s")
    },
    **{f"upload {name}, 100 Mbit/s": upload(name, "100 Mbit/s") for name in ("medium", "large")},
    **{
        f"upload {name}, {link}, zstd offered": upload(name, link, zstd=True)
        for name in ("medium", "large")
        for link in ("1 Gbit/s", "100 Mbit/s")
    },
    **{
        f"upload again {name}, loopback": upload(name, "loopback", again=True)
        for name in ("small", "medium", "large")
    },
}
