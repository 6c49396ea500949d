"""Uploads side by side: ours and sentry-cli, on the same files, to the same server, over a link.

    python -m bench.upload [--corpora FOLDER] [--links loopback ...] [--rounds N] [medium large ...]

Whole processes, start-up included: `invoke upload` packing fast, packing small and as the link is
worth, and `sentry-cli sourcemaps upload --no-rewrite --wait`, the faster of its modes; each cold
and then again. They take turns, so that what else the machine does falls on all of them; `others`
is the share of one core that it did meanwhile. Nothing is asked of any other machine.
"""

import argparse
import compileall
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.corpora import FOLDER, corpus
from buildtools import ledger_file
from buildtools.ledger import Entry, Ledger
from buildtools.results import Built
from buildtools.values import Pair

LINKS = {"loopback": None, "1 Gbit/s + 5 ms": (1000, 2.5), "100 Mbit/s + 20 ms": (100, 10.0)}
"""Name to megabits in a second and the delay of one way in milliseconds."""

TOOLS = ("sentry-cli", "ours fast", "ours small", "ours auto")
_PACKAGE = Path(__file__).resolve().parents[1]
_TOKEN = "sntryu_" + "a" * 64
_SETTINGS = """version: 1
default_environment: bench
defaults:
  release: "bench@1"
  build: {outputs: [{path: dist, url: "~/dist"}]}
  server: {url: "${BENCH_URL}", org: acme, projects: [web], token: "${SENTRY_AUTH_TOKEN}",
           compression: "${BENCH_COMPRESSION:-auto}"}
environments: {bench: {}}
"""
_LAUNCHER = """
import json, os, sys, time
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, used = os.wait4(pid, 0)
print(json.dumps([time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Starts a command and measures it. A process of its own: a system counts the peak memory of
whoever starts a process as that process's own, and ours is large."""


class Sample(NamedTuple):
    """One process: seconds of the wall and of cores, peak memory, and the bytes it sent."""

    corpus: str
    link: str
    tool: str
    turn: str
    seconds: float
    cpu_seconds: float
    peak_mb: float
    sent_mb: float
    others: float


def measure(names: Sequence[str], links: Sequence[str], rounds: int, folder: Path) -> list[Sample]:
    """Run all tools in turns; writes below `folder` only."""
    # An installed package is compiled. Ours may not be: Invoke lets Python write nothing.
    compileall.compile_dir(_PACKAGE / "buildtools", quiet=1)
    samples: list[Sample] = []
    for name in names:
        project = _project(name, folder)
        for link in links:
            with _serving(link) as (url, server):
                for _ in range(rounds):
                    for tool in TOOLS:
                        _call(server, "DELETE")
                        shutil.rmtree(project / ".buildtools/uploads", ignore_errors=True)
                        samples += [
                            _run(project, url, server, Sample(name, link, tool, turn, *[0.0] * 5))
                            for turn in ("cold", "again")
                        ]
                        _say(samples[-2:])
    return samples


def _project(name: str, folder: Path) -> Path:
    """Lay out a corpus as a project whose pairs are injected, once."""
    root = folder / "projects" / name
    if not root.is_dir():
        new = root.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(corpus(name, folder).folder, new / "dist")
        (new / "tasks.py").write_text("from buildtools.tasks import ns\n")
        (new / "sentry.yml").write_text(_SETTINGS)
        maps = sorted(path.relative_to(new).as_posix() for path in new.rglob("*.map"))
        pairs = tuple(
            Pair(map_[:-4], map_, f"~/{map_[:-4]}", f"~/{map_}", "browser") for map_ in maps
        )
        built = Entry(0, {}, Built(pairs, len(pairs), 0), "2026-01-01T00:00:00Z", 0.0)
        ledger_file.save(new, Ledger("bench", "bench@1").record("build", built))
        command = [sys.executable, "-m", "invoke", "inject"]
        environment = _environment("http://127.0.0.1")
        subprocess.run(command, cwd=new, env=environment, check=True, stdout=subprocess.DEVNULL)
        new.rename(root)
        time.sleep(2.5)  # until the files count as left alone, as after any real build
    return root


@contextlib.contextmanager
def _serving(link: str) -> Iterator[tuple[str, str]]:
    """Start server and link; give the address for clients, and that of the server itself."""
    shape = LINKS[link]
    with contextlib.ExitStack() as ends:
        server = url = ends.enter_context(_started("bench.server"))
        if shape is not None:
            to = server.removeprefix("http://")
            flags = ["--to", to, "--megabits", str(shape[0]), "--delay-ms", str(shape[1])]
            url = ends.enter_context(_started("bench.link", *flags))
        yield url, server


@contextlib.contextmanager
def _started(module: str, *flags: str) -> Iterator[str]:
    command = [sys.executable, "-m", module, *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _run(project: Path, url: str, server: str, sample: Sample) -> Sample:
    wire, busy = _call(server, "GET").get("part_bytes", 0), _busy_seconds()
    density = sample.tool.removeprefix("ours ")
    command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *_command(sample.tool, url)]
    environment = _environment(url) | {"BENCH_COMPRESSION": density}
    ended = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(f"{sample.tool} failed: {ended.stderr}")
    seconds, cpu, peak = json.loads(ended.stdout)
    return sample._replace(
        seconds=seconds,
        cpu_seconds=cpu,
        peak_mb=peak / 1024,
        sent_mb=(_call(server, "GET").get("part_bytes", 0) - wire) / 1e6,
        others=max(0.0, (_busy_seconds() - busy - cpu) / seconds),
    )


def _command(tool: str, url: str) -> list[str]:
    if tool != "sentry-cli":
        return [sys.executable, "-m", "invoke", "upload"]
    beside = Path(sys.executable).with_name("sentry-cli")
    return [
        *(str(beside) if beside.is_file() else "sentry-cli", "--url", url, "sourcemaps", "upload"),
        *("--org", "acme", "--project", "web", "--release", "bench@1", "--no-rewrite", "--wait"),
        *("--url-prefix", "~/dist", "dist"),
    ]


def _environment(url: str) -> dict[str, str]:
    """What every process gets."""
    return os.environ | {
        "PYTHONPATH": str(_PACKAGE),
        "BENCH_URL": url,
        "SENTRY_AUTH_TOKEN": _TOKEN,
        "SENTRY_LOG_LEVEL": "warn",
    }


def _call(server: str, method: str) -> dict[str, int]:
    request = urllib.request.Request(f"{server}/bench/", method=method)  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        counts: dict[str, int] = json.load(answer)
        return counts


def _busy_seconds() -> float:
    """What all cores did so far, where the system tells; server and link are among it."""
    with contextlib.suppress(OSError):
        user, nice, system = Path("/proc/stat").read_text().split()[1:4]
        return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def _say(samples: Sequence[Sample]) -> None:
    for one in samples:
        print(  # noqa: T201
            f"{one.corpus:7} {one.link:19} {one.tool:11} {one.turn:6} {one.seconds:7.2f} s "
            f"{one.cpu_seconds:6.2f} cpu {one.peak_mb:6.0f} MB {one.sent_mb:7.2f} MB sent "
            f"{one.others:5.2f} others",
            flush=True,
        )


def table(samples: Sequence[Sample]) -> Iterator[str]:
    """Lines of medians, and how many times faster than sentry-cli."""
    keys = dict.fromkeys(one[:4] for one in samples)
    for corpus_, link, tool, turn in keys:
        mine = [one for one in samples if one[:4] == (corpus_, link, tool, turn)]
        theirs = [one for one in samples if one[:4] == (corpus_, link, "sentry-cli", turn)]
        seconds, peer = (statistics.median(one.seconds for one in some) for some in (mine, theirs))
        sent, peer_sent = (
            statistics.median(one.sent_mb for one in some) for some in (mine, theirs)
        )
        yield (
            f"{corpus_:7} {link:19} {tool:11} {turn:6} {seconds:7.2f} s {peer / seconds:6.2f} times"
            f" {sent:7.2f} MB ({sent / peer_sent if peer_sent else 0:.3f})"
            f" peak {max(one.peak_mb for one in mine):5.0f} MB"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table of medians."""
    parser = argparse.ArgumentParser(prog="bench.upload")
    parser.add_argument("--corpora", type=Path, default=FOLDER)
    parser.add_argument("--links", nargs="+", default=["loopback"], choices=list(LINKS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("names", nargs="*", default=["medium", "large"])
    chosen = parser.parse_args(arguments)
    samples = measure(chosen.names, chosen.links, chosen.rounds, chosen.corpora.resolve())
    print("\n".join(["", *table(samples)]))  # noqa: T201


if __name__ == "__main__":
    main()
