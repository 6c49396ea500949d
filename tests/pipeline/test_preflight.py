"""Before a build it is asked what would end the release later, and nothing else."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from buildtools.config import load
from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    NotPermitted,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.found.answer import Answer, not_checked, ok
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe
from buildtools.pipeline.preflight import check, refuse_no_sandbox
from buildtools.pipeline.run import Run
from buildtools.sandbox.serving import serve
from buildtools.stages import ORDER

SETTINGS = """\
version: 1
default_environment: production
defaults:
  build: {outputs: [{path: dist, url: ~/}]}
environments:
  local: {server: sandbox}
  production:
    server: {url: "https://sentry.example.com", org: acme, projects: [web], token: "${TOKEN}"}
"""
REFUSED = Answer("error", "the token may not upload", "give it org:ci", exit_code=11)
MISSING = Answer("error", "there is no project wbe", "did you mean web?", exit_code=30)


class Asked:
    """A check that gives what it is told to, and counts how often it was asked."""

    def __init__(self, *answers: Answer, before: Iterable[str] = ("upload",)) -> None:
        self.times = 0
        self.steps: tuple[str, ...] = ()
        self._answers = answers
        self.probe = Probe("asked", "server", "server", self._run, frozenset(before))

    def _run(self, around: Around) -> Iterable[Answer]:
        self.times += 1
        self.steps = around.steps
        yield from self._answers


class Failing(Asked):
    """A check that cannot be done, or that fails as a step would."""

    def __init__(self, failure: BuildtoolsError) -> None:
        super().__init__()
        self.failure = failure

    def _run(self, around: Around) -> Iterable[Answer]:
        raise self.failure
        yield


class Finding(Asked):
    """A check that finds out what the server has."""

    def _run(self, around: Around) -> Iterable[Answer]:
        around.client.capabilities()
        yield ok("Sentry")


@pytest.fixture(name="run")
def _run(tmp_path: Path) -> Run:
    return _of(tmp_path, "production")


def _of(root: Path, environment: str) -> Run:
    (root / "sentry.yml").write_text(SETTINGS)
    return Run(load(root / "sentry.yml", environment, {"TOKEN": "sntryu_" + "0" * 64}))


def test_what_would_end_a_step_ends_the_release_before_its_build(run: Run) -> None:
    """The first error gives the code that its step would end with; the others are told with it."""
    asked = Asked(REFUSED, ok("the organization is there"), MISSING)

    with pytest.raises(NotPermitted) as raised:
        check(run, ORDER, (asked.probe,))
    assert raised.value.lines() == (
        "error: before the build: the token may not upload",
        "  server: there is no project wbe",
        "  try: give it org:ci",
    )
    assert asked.steps == ORDER


@pytest.mark.parametrize(
    "names", [("build",), ("build", "inject"), ("upload", "verify"), ("build", "inject", "create")]
)
def test_nothing_is_asked_that_no_step_to_come_needs(run: Run, names: tuple[str, ...]) -> None:
    """A build alone needs no server; and without a build the step itself is as quick to tell."""
    asked = Asked(REFUSED)

    check(run, names, (asked.probe,))

    assert 0 == asked.times


def test_of_the_sandbox_nothing_is_asked(tmp_path: Path) -> None:
    """It is started by the step that needs it, and has what that asks for."""
    asked = Asked(REFUSED)

    check(_of(tmp_path, "local"), ORDER, (asked.probe,))

    assert 0 == asked.times


def test_what_could_not_be_checked_is_left_to_the_step(run: Run) -> None:
    """A network that fails now may be back when the build is done."""
    asked = Asked(not_checked("the server did not answer in time"), ok("well"))
    gone = Failing(ServerUnreachable("no answer in 5 s"))

    check(run, ORDER, (asked.probe, gone.probe))

    assert 1 == asked.times


def test_a_failure_of_the_asking_keeps_its_own_code(run: Run) -> None:
    """What the client refuses is what the step would be refused."""
    with pytest.raises(ServerRefused) as raised:
        check(run, ("build", "upload"), (Failing(ServerRefused("it is no Sentry server")).probe,))
    assert raised.value.what == "before the build: it is no Sentry server"


@pytest.mark.parametrize(
    ("names", "installed", "refused"),
    [(ORDER, False, True), (ORDER, True, False), (("build", "inject"), False, False)],
)
def test_a_sandbox_that_is_not_installed_is_told_before_the_build(
    names: tuple[str, ...], installed: bool, refused: bool
) -> None:
    """The step that needs it comes a minute later; without one nothing is missing."""
    there = object() if installed else None
    if not refused:
        refuse_no_sandbox(names, lambda name: there)
        return
    with pytest.raises(ConfigurationError, match="before the build: the sandbox needs Flask"):
        refuse_no_sandbox(names, lambda name: there)


def test_what_was_found_out_of_the_server_is_not_asked_again(tmp_path: Path) -> None:
    """The release goes on with what its preflight knows."""
    with serve(tmp_path / "sandbox", org="acme") as sandbox:
        text = SETTINGS.replace("https://sentry.example.com", sandbox.url)
        (tmp_path / "sentry.yml").write_text(text)
        environ = {"TOKEN": sandbox.token.reveal()}
        run = Run(load(tmp_path / "sentry.yml", "production", environ))
        check(run, ORDER, (Finding().probe,))
        before = len(sandbox.requests)
        offered = run.client.capabilities()

    assert offered.name == "sentry"
    assert before == len(sandbox.requests) > 0
