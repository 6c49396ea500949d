"""The bakery, which is the real Next.js example: copied, released by the pipeline, and opened."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from buildtools.sandbox.serving import serve
from tests.example.programs import (
    end_of,
    environ,
    find,
    finish,
    free_port,
    started,
    without_proxies,
)

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = "examples/nextjs"
_NOT_COPIED = ("node_modules", ".next", "next-env.d.ts", "*.tsbuildinfo", "__pycache__")
_INSTALL_SECONDS, _RELEASE_SECONDS, _OPEN_SECONDS = 300.0, 420.0, 60.0
_MARKED = re.compile(r'\((["`])(?P<message>.*)\1\); // @expect (?P<name>\S+)(?: \S+)?$')


@dataclass(frozen=True)
class Marked:
    """A line of the source that fails on demand."""

    name: str
    file: str
    """Within the app, with forward slashes."""
    line: int
    """Counted from one."""
    text: str
    message: "re.Pattern[str]"
    """What the error says; where the source computes a part, anything."""


@dataclass(frozen=True)
class Bakery:
    """A project with the repository's own sentry.yml and the example in it."""

    root: Path
    dsn: str
    """Where the browser bundle reports: a sandbox on the port kept free for it."""

    @property
    def app(self) -> Path:
        return self.root / EXAMPLE

    @property
    def state(self) -> Path:
        """Where the pipeline keeps its sandbox."""
        return self.root / ".buildtools" / "sandbox"

    @property
    def sandbox_port(self) -> int:
        return int(self.dsn.rpartition(":")[2].partition("/")[0])

    def ledger(self) -> dict[str, Any]:
        ledger: dict[str, Any] = json.loads((self.root / ".buildtools" / "local.json").read_text())
        return ledger

    @property
    def release(self) -> str:
        return str(self.ledger()["release"])

    @property
    def debug_ids(self) -> list[str]:
        """Every ID that the ledger says was injected."""
        pairs = self.ledger()["entries"]["inject"]["outcome"]["pairs"]
        return [pair["debug_id"] for pair in pairs]

    def marked(self) -> dict[str, Marked]:
        """Find the lines that fail, by name."""
        files = sorted((self.app / "src").rglob("*.ts*"))
        return {one.name: one for file in files for one in marked_in(file, self.app)}


def marked_in(file: Path, app: Path) -> Iterator[Marked]:
    """Find the marked lines of one file whose message can be read from them."""
    for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if found := _MARKED.search(text):
            parts = re.split(r"\$\{.*?\}", found["message"])
            message = re.compile(".+".join(map(re.escape, parts)) + "$")
            yield Marked(found["name"], file.relative_to(app).as_posix(), line, text, message)


def make_bakery(root: Path) -> Bakery:
    """Copy the example to `root` with our own settings, commit it, and install its packages."""
    shutil.copytree(
        REPOSITORY / EXAMPLE, root / EXAMPLE, ignore=shutil.ignore_patterns(*_NOT_COPIED)
    )
    for name in ("sentry.yml", "tasks.py", ".gitignore"):
        shutil.copy(REPOSITORY / name, root / name)
    _commit(root)
    log = root / "npm.log"
    finish(
        (find("npm"), "ci"),
        cwd=root / EXAMPLE,
        given=environ(),
        log=log,
        seconds=_INSTALL_SECONDS,
    )
    # The DSN has to be known before the build, and its key lives on in the sandbox's folder.
    with serve(root / ".buildtools" / "sandbox", port=free_port()) as running:
        return Bakery(root, running.dsn)


def _commit(root: Path) -> None:
    who = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{role}_EMAIL": "ada@example.com" for role in ("AUTHOR", "COMMITTER")}
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "open")):
        subprocess.run(["git", *words], cwd=root, env=environ(**who), check=True, timeout=60)


def release(bakery: Bakery) -> None:
    """Run the main job as a user types it; it has to end well."""
    given = environ(NEXT_PUBLIC_SENTRY_DSN=bakery.dsn, PYTHONPATH=str(REPOSITORY))
    finish(
        (sys.executable, "-m", "invoke", "release", "--env=local"),
        cwd=bakery.root,
        given=without_proxies(given),
        log=bakery.root / "release.log",
        seconds=_RELEASE_SECONDS,
    )


def reported(bakery: Bakery, format_: str) -> str:
    """Return what the report of the release says in a format."""
    file = bakery.root / f"told.{format_}"
    asked = ("report", "--env=local", f"--format={format_}", f"--out={file}")
    finish(
        (sys.executable, "-m", "invoke", *asked),
        cwd=bakery.root,
        given=environ(PYTHONPATH=str(REPOSITORY)),
        log=bakery.root / "report.log",
        seconds=60.0,
    )
    return file.read_text(encoding="utf-8")


@contextmanager
def opened(app: Path, dsn: str, version: str) -> Iterator[str]:
    """Let `next start` serve a built app on a free port of this machine; give its address."""
    port = free_port()
    log = app.parent / f"{app.name}-{port}.log"
    start = ("node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1")
    given = without_proxies(environ(SENTRY_DSN=dsn, SENTRY_RELEASE=version))
    command = (find("node"), *start, "--port", str(port))
    with started(command, cwd=app, given=given, log=log) as process:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, log)
        yield url


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _OPEN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            requests.get(f"{url}/api/release", timeout=10).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"next start does not answer\n{end_of(log)}")


def forge(bakery: Bakery) -> Path:
    """Copy the built app with debug IDs that nobody uploaded, of a release that nobody made.

    All keeps its length, so every position of the scripts stays what it was. Without the other
    release a server would still find the files by release and address.
    """
    forged = bakery.app.with_name("forged")
    shutil.copytree(
        bakery.app,
        forged,
        symlinks=True,
        ignore=lambda folder, _: {"node_modules"} if Path(folder) == bakery.app else (),
    )
    (forged / "node_modules").symlink_to(bakery.app / "node_modules", target_is_directory=True)
    texts = {old: other_id(old) for old in bakery.debug_ids}
    texts[bakery.release] = other_release(bakery.release)
    for folder in ("static", "server"):
        for script in (forged / ".next" / folder).rglob("*.js"):
            script.write_bytes(_replaced(script.read_bytes(), texts))
    return forged


def other_release(version: str) -> str:
    """Name a release that was never made, as long as this one."""
    return version.replace("web@", "not@")


def other_id(debug_id: str) -> str:
    """Make an ID that nothing was uploaded with."""
    return debug_id[:-12] + "".join("0" if digit == "f" else "f" for digit in debug_id[-12:])


def _replaced(content: bytes, texts: dict[str, str]) -> bytes:
    for old, new in texts.items():
        content = content.replace(old.encode(), new.encode())
    return content
