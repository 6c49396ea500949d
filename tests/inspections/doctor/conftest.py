"""Planted servers, and a doctor that asks them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.found.answer import Answer
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.asking import ask, chosen, early
from buildtools.inspections.doctor.connecting import connect
from buildtools.ledger import Ledger
from buildtools.sandbox.serving import Running, serve
from buildtools.stages import ORDER

SETTINGS = """\
version: 1
environments:
  production:
    server: {{url: "{url}", org: {org}, projects: {projects}, token: "${{TOKEN}}"{more}}}
    build: {{outputs: [{{path: dist, url: ~/}}]}}
{beside}
"""


@dataclass
class Doctor:
    """Asks the table of a sentry.yml, as the command does."""

    root: Path
    url: str
    token: str
    org: str = "acme"
    projects: str = "[web]"
    more: str = ""
    beside: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    """With CI and a commit where `set-commits` shall have something to tell."""
    unset: tuple[str, ...] = ()
    settings: str = SETTINGS
    steps: tuple[str, ...] = ORDER
    now: datetime | None = None
    ledger: Ledger | None = None
    version: str = ""

    def around(self) -> Around:
        """Return the world that it is asked of."""
        text = self.settings.format(
            url=self.url,
            org=self.org,
            projects=self.projects,
            more=self.more,
            beside=self.beside,
        )
        (self.root / "sentry.yml").write_text(text)
        environ = {"HOME": os.environ["HOME"], "PATH": os.environ["PATH"], "TOKEN": self.token}
        environ = {
            name: value
            for name, value in (environ | self.variables).items()
            if name not in self.unset
        }
        loaded = load(self.root / "sentry.yml", "production", environ)
        return Around(
            loaded,
            self.root,
            lambda: connect(loaded),
            self.ledger,
            lambda: self.now or datetime.now(UTC),
            self.steps,
            (lambda: self.version) if self.version else None,
        )

    def says(self, *names: str) -> dict[str, list[Answer]]:
        """Return the answers of these checks, or of all."""
        found: dict[str, list[Answer]] = {}
        for probe, answer in ask(self.around(), chosen(names)):
            found.setdefault(probe.name, []).append(answer)
        return found

    def only(self, name: str) -> Answer:
        """Return the one answer of a check."""
        (answer,) = self.says(name)[name]
        return answer

    def stops(self) -> tuple[int, str]:
        """Return the exit code and the code of the first error that is asked before a build."""
        asked = ask(self.around(), early(self.steps))
        errors = [told.answer for told in asked if told.answer.state == "error"]
        return (errors[0].exit_code, errors[0].code) if errors else (0, "")


@pytest.fixture(name="sandbox", scope="package")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with two projects, as a real one would answer."""
    with serve(
        tmp_path_factory.mktemp("sandbox"), org="acme", projects=("web", "web-docs")
    ) as running:
        yield running


@pytest.fixture(name="doctor")
def _doctor(sandbox: Running, tmp_path: Path) -> Doctor:
    """A doctor of a sentry.yml with which nothing is wrong."""
    sandbox.faults.clear()
    return Doctor(tmp_path, sandbox.url, sandbox.token.reveal())
