"""Faults of a first set-up, planted one at a time: `python -m bench.planted.setting_up`.

setups.toml says what has to notice each; it was written before what notices them. Of each it is
tried, too, whether `release` stops before its build, and only where its own steps would stop later:
the same release without its preflight has to end with the same code.
"""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import requests

from bench.chaos.project import SHOP
from bench.planted import fronts, page, project, table
from bench.planted.judge import Ended, Verdict, judged, said
from bench.planted.table import Fault
from buildtools.sandbox.serving import Running, serve

TABLE: Final = Path(__file__).parent / "setups.toml"
PACKAGE: Final = Path(__file__).resolve().parents[2]
_TLS: Final = PACKAGE / "tests/fixtures/tls"
_SECONDS: Final = 120
_BUILT: Final = "built.txt"

_SETTINGS: Final = """\
version: 1
default_environment: production
defaults:
  release: "shop@{package.version}"
  build:
    command: PYTHON build.py
    outputs: [{path: out/web, url: "~/static"}]
  verify: {positions: 100, frames: 20, wait_seconds: 10}
  server:
    url: ${SERVER}
    org: acme
    projects: [web]
    token: ${SENTRY_AUTH_TOKEN}
    retries: 0
    wait_seconds: 10
environments:
  local: {server: sandbox}
  production: {}
"""
_BUILD: Final = """\
import os, pathlib, shutil
shutil.rmtree("out", ignore_errors=True)
shutil.copytree("made", "out")
pathlib.Path("built.txt").write_text("built")
"""
_CONFIG: Final = """\
import { defineConfig } from "vite";

export default defineConfig({
  build: { sourcemap: "hidden" },
});
"""
_SCOPES: Final = ("org:read", "project:read", "project:write", "project:releases", "event:read")
_WHO: Final = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


class SetUp:
    """One project that is set up well, and the server it is released to."""

    def __init__(self, root: Path, sandbox: Running, ends: ExitStack) -> None:
        self.root = root
        self.sandbox = sandbox
        self.ends = ends
        self.environ = {
            "SERVER": sandbox.url,
            "SENTRY_AUTH_TOKEN": sandbox.token_with(_SCOPES).reveal(),
        }

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file; the old text must be there."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.git("commit", "-qam", "plant")

    def git(self, *words: str) -> None:
        """Do something in the repository."""
        environ = project.environ(self.root)
        subprocess.run(["git", *_WHO, *words], cwd=self.root, env=environ, check=True)

    def run(self, *words: str) -> Ended:
        """Run a command of the product in a process of its own."""
        began = time.monotonic()
        ended = subprocess.run(
            (sys.executable, "-m", "buildtools", *words, "--json"),
            cwd=self.root,
            env=project.environ(self.root, PYTHONPATH=str(PACKAGE), **self.environ),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began)

    def built(self) -> bool:
        """Whether the build command has run since this was asked last."""
        file = self.root / _BUILT
        there = file.exists()
        file.unlink(missing_ok=True)
        return there


Act = Callable[[SetUp], None]


def _variable(name: str, value: str, **more: str) -> Act:
    return lambda setup: setup.environ.update({name: value, **more})


def _token(value: str, **more: str) -> Act:
    return _variable("SENTRY_AUTH_TOKEN", value, **more)


def _scopes(*names: str) -> Act:
    def act(setup: SetUp) -> None:
        setup.environ["SENTRY_AUTH_TOKEN"] = setup.sandbox.token_with(names).reveal()

    return act


def _org_token(**environ: str) -> Act:
    def act(setup: SetUp) -> None:
        _scopes("org:ci")(setup)
        setup.environ |= environ

    return act


def _cut(setup: SetUp) -> None:
    told = {"iat": 1700000000, "url": setup.sandbox.url, "region_url": None, "org": "acme"}
    payload = base64.b64encode(json.dumps(told).encode()).decode()
    setup.environ["SENTRY_AUTH_TOKEN"] = f"sntrys_{payload[:-9]}"


def _shallow(setup: SetUp) -> None:
    for number in range(3):
        setup.git("commit", "-q", "--allow-empty", "-m", f"change {number}")
    clone = setup.root.with_name("clone")
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{setup.root}", str(clone)],
        env=project.environ(setup.root),
        check=True,
    )
    subprocess.run(
        ["git", "remote", "set-url", "origin", "git@git.example:acme/shop.git"],
        cwd=clone,
        env=project.environ(setup.root),
        check=True,
    )
    setup.root = clone
    setup.environ["GITHUB_ACTIONS"] = "true"


def _remote(setup: SetUp) -> None:
    setup.replace("sentry.yml", "  verify:", "  commits: {remote: upstraem}\n  verify:")


def _others_repository(setup: SetUp) -> None:
    """Have the clone be of another repository than the connected one."""
    setup.git("remote", "set-url", "origin", "git@git.example:acme/fork.git")


def _connect(setup: SetUp, name: str) -> None:
    """Connect a repository with the organization, in place of the one that was."""
    told = {"name": name, "provider": "github", "url": f"https://git.example/{name}"}
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {setup.sandbox.token.reveal()}"
        place = f"{setup.sandbox.url}/api/0/organizations/acme/repos/"
        session.post(place, json=told, timeout=_SECONDS).raise_for_status()


def _front(make: Callable[[SetUp], AbstractContextManager[str]], *names: str) -> Act:
    def act(setup: SetUp) -> None:
        url = setup.ends.enter_context(make(setup))
        setup.environ |= dict.fromkeys(names or ("SERVER",), url)

    return act


def _other_certificate(name: str, ca: str = "") -> Act:
    def act(setup: SetUp) -> None:
        setup.environ["SERVER"] = setup.ends.enter_context(fronts.tls(_TLS / name))
        if ca:
            setup.environ["REQUESTS_CA_BUNDLE"] = str(_TLS / ca)

    return act


def _proxied(setup: SetUp) -> None:
    setup.environ["HTTP_PROXY"] = setup.ends.enter_context(fronts.proxy())
    setup.environ["SERVER"] = "http://sentry.example.com"


def _uploads(setup: SetUp) -> None:
    setup.replace(
        "vite.config.js",
        'build: { sourcemap: "hidden" },',
        'build: { sourcemap: "hidden" },\n'
        '  plugins: [sentryVitePlugin({ org: "acme", project: "web" })],',
    )
    setup.replace(
        "vite.config.js",
        'from "vite";',
        'from "vite";\nimport { sentryVitePlugin } from "@sentry/vite-plugin";',
    )


def _dsn(setup: SetUp) -> None:
    setup.environ["SENTRY_DSN"] = setup.sandbox.dsn.rpartition("/")[0] + "/4711"


def _baked(line: str) -> Act:
    """Put what an SDK is started with into a script, as a bundler leaves it."""

    def act(setup: SetUp) -> None:
        script = next((setup.root / "made/web").glob("*.js"))
        text = script.read_text(encoding="utf-8")
        head, comment, rest = text.partition("//# sourceMappingURL")
        told = f'Sentry.init({{dsn:"{setup.sandbox.dsn}",{line}}});\n'
        script.write_text(head + told + comment + rest, encoding="utf-8")
        setup.run("release", "--through=inject", "--env=local")
        setup.built()

    return act


PLANTS: Final[Mapping[str, Act]] = {
    "wrong organization": _variable("SENTRY_ORG", "acmee"),
    "wrong organization, with an organization's token": _org_token(SENTRY_ORG="other"),
    "wrong project": _variable("SENTRY_PROJECT", "wbe"),
    "wrong project, with an organization's token": _org_token(SENTRY_PROJECT="wbe"),
    "a DSN for a token": _token("https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1"),
    "missing scope": _scopes("project:read", "org:read", "event:read"),
    "token cut when pasted": _cut,
    "token revoked": _token("sntryu_" + "0" * 64),
    "placeholder of GitHub Actions": _token(
        "${{ secrets.SENTRY_AUTH_TOKEN }}", GITHUB_ACTIONS="true"
    ),
    "placeholder of GitLab CI": _token("$SENTRY_AUTH_TOKEN", GITLAB_CI="true"),
    "placeholder of Azure Pipelines": _token("$(SENTRY_AUTH_TOKEN)", TF_BUILD="True"),
    "masked text of a log": _token("****", JENKINS_URL="http://ci.example"),
    "placeholder of Travis CI": _token("[secure]", TRAVIS="true"),
    "no token in GitHub Actions": _token("", GITHUB_ACTIONS="true"),
    "shallow clone": _shallow,
    "remote that is not there": _remote,
    "repository not connected": _others_repository,
    "login page in front of the server": _front(lambda _: fronts.login()),
    "proxy that wants a password": _proxied,
    "certificate of an unknown authority": _other_certificate("here.pem"),
    "certificate of another host": _other_certificate("other.pem", "ca.pem"),
    "certificate that has expired": _other_certificate("old.pem", "ca.pem"),
    "clock that is off": _front(lambda one: fronts.clock(one.sandbox.url, timedelta(hours=3))),
    "source maps off": lambda one: one.replace("vite.config.js", '"hidden"', "false"),
    "plugin that uploads too": _uploads,
    "DSN of another project": _dsn,
    "release baked into the build differs": _baked('release:"shop@9.9.9"'),
    "environment baked into the build differs": _baked('environment:"staging"'),
}
"""How each is planted, by its row in the table."""


def run(faults: Sequence[Fault]) -> Iterator[Verdict]:
    """Plant them one after the other; the project without a fault is asked first."""
    wrong = _clean()
    for fault in faults:
        with ExitStack() as ends:
            setup = _made(ends)
            PLANTS[fault.name](setup)
            verdict = judged(fault, setup.run(*fault.command.split()))
            missed = [verdict.missed, wrong, *_released(fault, setup)]
        yield verdict._replace(missed="; ".join(each for each in missed if each))


def _made(ends: ExitStack) -> SetUp:
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="setup-")))
    root = folder / "shop"
    sandbox = ends.enter_context(serve(folder / "state", org="acme", projects=("web",)))
    for name in ("made", "src", "package.json"):
        source = SHOP / name
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        _copy(source, root / name)
    (root / "build.py").write_text(_BUILD)
    (root / "vite.config.js").write_text(_CONFIG)
    (root / ".gitignore").write_text(f".buildtools/\nout/\n{_BUILT}\n")
    (root / "sentry.yml").write_text(_SETTINGS.replace("PYTHON", sys.executable))
    setup = SetUp(root, sandbox, ends)
    setup.git("init", "-q", "-b", "main", "--template=")
    setup.git("remote", "add", "origin", "git@git.example:acme/shop.git")
    setup.git("add", "-A")
    setup.git("commit", "-q", "-m", "open the shop")
    _connect(setup, "acme/shop")
    return setup


def _copy(source: Path, place: Path) -> None:
    if source.is_dir():
        for each in source.iterdir():
            place.mkdir(exist_ok=True)
            _copy(each, place / each.name)
    else:
        place.write_bytes(source.read_bytes())


def _clean() -> str:
    """Return what is wrong of a project without a fault; empty where nothing."""
    with ExitStack() as ends:
        setup = _made(ends)
        asked = setup.run("doctor")
        found = [each.text for each in said(asked) if each.severity in ("error", "warning")]
        if asked.exit or found:
            return f"without any fault doctor ends with {asked.exit}: {'; '.join(found)}"
        ended = setup.run("release")
        return f"without any fault release ends with {ended.exit}" if ended.exit else ""


def _released(fault: Fault, setup: SetUp) -> Iterator[str]:
    """Hold the release against the row: where it stops, and that it would have stopped later."""
    setup.built()
    early = setup.run("release")
    early_built = setup.built()
    if not fault.release:
        if not early_built:
            yield f"release ends with {early.exit} before its build"
        return
    if early.exit != fault.release:
        yield f"release ends with {early.exit} instead of {fault.release}"
    if early_built:
        yield "release builds first"
    late = setup.run("release", "--no-preflight")
    setup.built()
    if late.exit == 0:
        yield "without the preflight release ends with 0: it is stopped for nothing"
    elif late.exit != fault.release:
        yield f"without the preflight release ends with {late.exit}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs and print the table; 0 when no fault was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.planted.setting_up", description=__doc__)
    parser.add_argument("--only", default="*", help="one row by its name, or several by a glob")
    parser.add_argument("--write", type=Path, help="the page whose table is made of all rows")
    given = parser.parse_args(arguments)
    faults = [each for each in table.read(TABLE) if fnmatchcase(each.name, given.only)]
    seen = []
    for verdict in run(faults):
        seen.append(verdict)
        sys.stderr.write(
            f"{verdict.word:9} {verdict.seconds:5.1f} s  {verdict.fault.name}: {verdict.missed}\n"
        )
    sys.stdout.write("\n" + "\n".join(page.table(seen)) + "\n")
    if given.write:
        page.write(given.write, seen)
    return int(any(each.missed for each in seen))


if __name__ == "__main__":
    sys.exit(main())
