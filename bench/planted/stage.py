"""Where faults are planted: releases that were made once, and a fresh copy for each fault."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench.planted import project
from bench.planted.judge import Ended
from bench.planted.project import EDITIONS, ORG, PROJECT
from bench.planted.site import Host, Site, hosting
from buildtools.sandbox.serving import Running, serve

PACKAGE: Final = Path(__file__).resolve().parents[2]
OTHER_PROJECT: Final = "other"
_SECONDS: Final = 180


class NotReleased(RuntimeError):
    """What every fault is planted in could not be made."""


class Ready:
    """Servers that run, and the site in each of its editions."""

    def __init__(self, folder: Path, host: Host, sandbox: Running, packages: Path) -> None:
        self.folder = folder
        self.host = host
        self.sandbox = sandbox
        self._packages = packages

    def built(self, edition: str) -> Path:
        """Return the project of an edition as its build left it."""
        root = self.folder / "built" / edition.replace(" ", "-")
        if not root.exists():
            known = EDITIONS[edition]
            dsn = self.sandbox.dsn
            if ("SITE_DSN", "") in known.baked:
                dsn = self._dsn_of(OTHER_PROJECT)
            project.build(root, known, dsn, self._packages)
        return root

    def injected(self, edition: str) -> Path:
        """Return the project of an edition that was injected, and never sent anywhere."""
        return self._stepped(edition, "injected", "build", "inject")

    def uploaded(self, edition: str) -> Path:
        """Return the project of an edition that the server has."""
        return self._stepped(edition, "uploaded", "build", "inject", "create", "upload")

    def released(self, edition: str) -> Path:
        """Return the project of an edition as it is deployed: proven, its maps taken out."""
        return self._stepped(edition, "released", "release --through=strip")

    def _stepped(self, edition: str, state: str, *steps: str) -> Path:
        root = self.folder / state / edition.replace(" ", "-")
        if not root.exists():
            copied(self.built(edition), root)
            for step in steps:
                ended = self.run(root, *step.split())
                if ended.exit != 0:
                    shutil.rmtree(root)
                    raise NotReleased(f"{step} of {edition} ends with {ended.exit}: {ended.err}")
        return root

    def _dsn_of(self, slug: str) -> str:
        with serve(self.folder / "store", org=ORG, projects=(slug,)) as second:
            path = second.dsn.rpartition("/")[2]
            key = second.dsn.partition("//")[2].partition("@")[0]
        return f"http://{key}@{self.sandbox.url.partition('//')[2]}/{path}"

    def environ(self, root: Path, **more: str) -> dict[str, str]:
        """Return the variables of a command."""
        given = {
            "SENTRY_URL": self.sandbox.url,
            "SENTRY_AUTH_TOKEN": self.sandbox.token.reveal(),
            "SITE_URL": self.host.url,
            "PYTHONPATH": os.fspath(PACKAGE),
            **more,
        }
        return project.environ(root, **given)

    def run(self, root: Path, *words: str, **environ: str) -> Ended:
        """Run a command of the product in a process of its own."""
        began = time.monotonic()
        try:
            ended = subprocess.run(
                (sys.executable, "-m", "buildtools", *words, "--json"),
                cwd=root,
                env=self.environ(root, **environ),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ended(-1, "", f"error: {words[0]} takes more than {_SECONDS} s\n")
        return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began)


class Stage:
    """One fault's own: a project, a site, and what its command line needs."""

    def __init__(self, ready: Ready, root: Path) -> None:
        self.ready = ready
        self.root = root
        self.place = root
        """Where commands run."""
        self.site: Site = ready.host.fresh()
        self.places: dict[str, str] = {"site": ready.host.url}
        """What stands for the names in a command line."""
        self.environ: dict[str, str] = {}
        """Variables that are another's, or more."""
        self.closing = ExitStack()
        """Ends what was started for this fault."""

    def start_from(self, state: str, edition: str = "new") -> None:
        """Take the project in this state, and serve it where it is deployed."""
        made: Path = getattr(self.ready, state)(edition)
        shutil.rmtree(self.root, ignore_errors=True)
        copied(made, self.root)
        self.site = self.ready.host.fresh()
        if state == "released":
            self.site.deploy(self.root / "dist")
            self.site.headers["*"] = {"Content-Security-Policy": self._policy()}

    def _policy(self) -> str:
        """Return a policy as strict as the site stands it: its own files, and the ingest host."""
        return f"default-src 'self'; connect-src 'self' {self.ready.sandbox.url}"

    def forget_the_project(self) -> None:
        """Run what follows in an empty folder: the project stays readable in its own."""
        self.place = self.root.with_name("empty")
        self.place.mkdir(exist_ok=True)

    def run(self, *words: str) -> Ended:
        """Run a command on the way to the one that is judged."""
        return self.ready.run(self.place, *words, **self.environ)

    def must(self, *words: str) -> Ended:
        """Run one that has to end with 0. Raises NotReleased when it does not."""
        ended = self.run(*words)
        if ended.exit != 0:
            raise NotReleased(f"{' '.join(words)} ends with {ended.exit}: {ended.err}")
        return ended

    def script(self, name: str = "checkout") -> str:
        """Return the path of a built script in the project."""
        return project.asset(self.root, name)

    def url(self, name: str = "checkout", end: str = ".js") -> str:
        """Return the path by which the site serves an asset."""
        return "/" + project.asset(self.root, name, end).removeprefix("dist/")

    def read(self, path: str) -> bytes:
        """Read a file of the project."""
        return (self.root / path).read_bytes()

    def debug_id(self, name: str = "checkout") -> str:
        """Return the debug ID of a script, as its comment says it."""
        return self.read(self.script(name)).rpartition(b"debugId=")[2][:36].decode()

    def words(self, command: str) -> Sequence[str]:
        """Return a command line with its names filled in."""
        words = [word.format(**self.places) for word in command.split()]
        addressed = words[0] == "live" and any(word.startswith("http") for word in words)
        return words if addressed else [words[0], *words[1:], f"--env={project.ENVIRONMENT}"]


def copied(root: Path, to: Path) -> None:
    """Copy a project, and no package with it."""
    shutil.copytree(root, to, symlinks=True)


@contextmanager
def getting_ready(folder: Path) -> Iterator[Ready]:
    """Start the servers; editions are built and released once they are asked for."""
    packages = project.modules()
    with (
        hosting() as host,
        serve(folder / "store", org=ORG, projects=(PROJECT, OTHER_PROJECT)) as sandbox,
    ):
        yield Ready(folder, host, sandbox, packages)
