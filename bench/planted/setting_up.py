"""Faults of a first set-up, planted one at a time: `python -m bench.planted.setting_up`.

setups.toml says what has to notice each; it was written before what notices them. Of each it is
tried, too, whether `release` stops before its build, and only where its own steps would stop later:
the same release without its preflight has to end with the same code.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.planted import fronts, project
from bench.planted.command import command
from bench.planted.judge import Verdict, judged, said
from bench.planted.set_up import PACKAGE, SetUp, made
from bench.planted.table import Fault

TABLE: Final = Path(__file__).parent / "setups.toml"
_TLS: Final = PACKAGE / "tests/fixtures/tls"

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
            setup = made(ends)
            PLANTS[fault.name](setup)
            verdict = judged(fault, setup.run(*fault.command.split()))
            missed = [verdict.missed, wrong, *_released(fault, setup)]
        yield verdict._replace(missed="; ".join(each for each in missed if each))


def _clean() -> str:
    """Return what is wrong of a project without a fault; empty where nothing."""
    with ExitStack() as ends:
        setup = made(ends)
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


if __name__ == "__main__":
    sys.exit(command(__doc__, TABLE, run))
