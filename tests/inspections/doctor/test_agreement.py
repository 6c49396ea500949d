"""What is said before a build is what the steps would have ended with; and nothing else is said.

One release is made on a server with which nothing is wrong. Then the same steps are done again,
each with one fault planted, and their exit codes are compared with those of the early checks.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from buildtools.config import load
from buildtools.errors import BuildtoolsError
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.asking import ask, early
from buildtools.inspections.doctor.connecting import connect
from buildtools.pipeline.run import Run
from buildtools.sandbox.serving import Running
from tests.api.lying import Liar
from tests.conftest import Checkout

OUTPUT = Path(__file__).parents[2] / "fixtures" / "esbuild" / "dist" / "linked"
TLS = Path(__file__).parents[2] / "fixtures" / "tls"
STEPS = ("create", "set-commits", "upload", "verify", "finalize")
STATE, KEPT = ".buildtools", "kept"
HEX = "0123456789abcdef" * 4
SETTINGS = """\
version: 1
environments:
  production:
    release: web@1
    build: {{outputs: [{{path: dist, url: ~/}}]}}
    commits: {{mode: {mode}}}
    verify: {{positions: 5, frames: 2, wait_seconds: 5}}
    deploy: {{name: "{name}"}}
    server:
      {{url: "{url}", org: {org}, projects: {projects}, token: "${{TOKEN}}", retries: 0{more}}}
"""


class Planted(NamedTuple):
    """One fault: where the settings lead to."""

    url: str
    token: str
    org: str = "acme"
    projects: str = "[web]"
    more: str = ""
    dsn: str = ""
    mode: str = "auto"


Fault = Callable[[Running], AbstractContextManager[Planted]]


def run_of(root: Path, planted: Planted, name: str) -> Run:
    """Return a run of the release with this fault; each name is another deploy of it."""
    text = SETTINGS.format(name=name, **planted._asdict())
    (root / "sentry.yml").write_text(text)
    environ = {key: os.environ[key] for key in ("HOME", "PATH")}
    if planted.token:
        environ["TOKEN"] = planted.token
    if planted.dsn:
        environ["SENTRY_DSN"] = planted.dsn
    return Run(load(root / "sentry.yml", "production", environ))


def ends(root: Path, planted: Planted, step: str, name: str) -> int:
    """Do one step after those before it went well, and return what it ends with."""
    shutil.rmtree(root / STATE)
    shutil.copytree(root / KEPT, root / STATE)
    with run_of(root, planted, name) as run:
        try:
            for _ in run.steps((step,)):
                pass
        except BuildtoolsError as failure:
            return failure.exit_code
    return 0


def said(root: Path, planted: Planted, step: str, name: str) -> int:
    """Return what the early checks of one step end with."""
    run = run_of(root, planted, name)
    around = Around(
        run.loaded,
        root,
        lambda: connect(run.loaded),
        run.ledger(),
        lambda: datetime.now(UTC),
        (step,),
    )
    answers = [told.answer for told in ask(around, early((step,)))]
    return next((each.exit_code for each in answers if each.state == "error"), 0)


@pytest.fixture(name="place", scope="module")
def _place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the release of all these tests is made, by the first of them."""
    return tmp_path_factory.mktemp("released")


@pytest.fixture(name="released")
def _released(sandbox: Running, place: Path) -> Path:
    """A project whose release went through all steps."""
    root = place
    if (root / KEPT).exists():
        return root
    shutil.copytree(OUTPUT, root / "dist")
    checkout = Checkout(root)
    checkout.git("init", "--quiet", "--initial-branch=main")
    checkout.git("remote", "add", "origin", "git@git.example:acme/web.git")
    checkout.commit(**{".gitignore": ".buildtools/\nkept/\nsentry.yml\n"})
    sandbox.faults.clear()
    with run_of(root, Planted(sandbox.url, sandbox.token.reveal()), "first") as run:
        for _ in run.steps(("build", "inject", *STEPS)):
            pass
    shutil.copytree(root / STATE, root / KEPT)
    return root


def settings(**changed: str) -> Fault:
    """Plant a fault in the settings of a server that is well."""

    @contextmanager
    def plant(sandbox: Running) -> Iterator[Planted]:
        yield Planted(sandbox.url, sandbox.token.reveal())._replace(**changed)

    return plant


def scopes(*names: str) -> Fault:
    """Plant a token that has these scopes alone."""

    @contextmanager
    def plant(sandbox: Running) -> Iterator[Planted]:
        yield Planted(sandbox.url, sandbox.token_with(names).reveal())

    return plant


def answering(answer: bytes, shown: str = "", trusted: str = "") -> Fault:
    """Plant somebody who answers so to everything, perhaps with a certificate."""

    @contextmanager
    def plant(sandbox: Running) -> Iterator[Planted]:
        certificate = (str(TLS / shown), str(TLS / "here.key")) if shown else ()
        with Liar(lambda: [answer], *certificate) as liar:
            more = f', ca_bundle: "{TLS / trusted}"' if trusted else ""
            yield Planted(liar.url, sandbox.token.reveal(), more=more)

    return plant


@contextmanager
def another_dsn(sandbox: Running) -> Iterator[Planted]:
    """Plant a DSN of a project that nobody named."""
    dsn = sandbox.dsn.rpartition("/")[0] + "/77"
    yield Planted(sandbox.url, sandbox.token.reveal(), dsn=dsn)


LOGIN = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    b"<!doctype html><title>Sign in</title>"
)
MOVED = b"HTTP/1.1 301 x\r\nLocation: /new/api/0/\r\nContent-Length: 0\r\n\r\n"
FAULTS: dict[str, Fault] = {
    "nothing": settings(),
    "organization": settings(org="acm"),
    "project": settings(projects="[wbe]"),
    "one project of two": settings(projects="[web, wbe]"),
    "no project": settings(projects="[]"),
    "token revoked": settings(token=f"sntryu_{HEX}"),
    "token cut": settings(token=f"sntryu_{HEX[:50]}"),
    "key of a DSN": settings(token=HEX[:32]),
    "scopes to read": scopes("project:read", "org:read"),
    "scopes of events": scopes("event:read"),
    "scopes of an organization token": scopes("org:ci"),
    "scopes of a release": scopes("project:releases"),
    "login page": answering(LOGIN),
    "redirect": answering(MOVED),
    "unknown authority": answering(LOGIN, "here.pem", "foreign.pem"),
    "certificate of another host": answering(LOGIN, "other.pem", "ca.pem"),
    "certificate that has expired": answering(LOGIN, "old.pem", "ca.pem"),
    "certificates that are not there": settings(more=', ca_bundle: "none.pem"'),
    "no token, and nobody listens": settings(url="http://127.0.0.1:1", token=""),
    "no project, and nobody listens": settings(url="http://127.0.0.1:1", projects="[]"),
    "nobody listens": settings(url="http://127.0.0.1:1"),
    "DSN of another project": another_dsn,
    "kind that is not so": settings(more=", kind: bugsink"),
    "repository not connected, and demanded": settings(mode="refs"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_is_stopped_for_what_would_end_it_and_for_nothing_else(
    released: Path, sandbox: Running, fault: str
) -> None:
    """Of each step that asks a server the code is the one that the step itself ends with."""
    sandbox.faults.clear()
    Checkout(released).commit("something new to tell", work=fault)
    with FAULTS[fault](sandbox) as planted:
        before = {step: said(released, planted, step, fault) for step in STEPS}
        after = {step: ends(released, planted, step, fault) for step in STEPS}

    assert after == before


def test_the_faults_end_something(released: Path, sandbox: Running) -> None:
    """The control: one that ends nothing would agree with any check."""
    codes = set()
    for name in ("organization", "token revoked", "scopes to read", "nobody listens"):
        with FAULTS[name](sandbox) as planted:
            codes.add(ends(released, planted, "create", name))

    assert {30, 10, 11, 31} == codes
