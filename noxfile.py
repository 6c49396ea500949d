"""Developer sessions: `nox` runs what a change must pass; `nox -l` lists all."""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = [
    *("lint", "types", "tests", "package", "documents", "interop", "quick_apps", "quick_chaos"),
]
nox.options.reuse_existing_virtualenvs = True

EVERYTHING = ".[sandbox,symbolic,demo,review,dev]"
MARKS = (
    "interop",
    "witness",
    "bugsink",
    "example",
    "chromium",
    "whole",
    "apps",
    "first_use",
    "review",
)
BY_OURSELVES = " and ".join(f"not {mark}" for mark in MARKS)
"""Tests that need no program of others; each of the rest has a session of its own."""
SIDE_BY_SIDE = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
"""A worker for each core and one more, for a fifth of the time tests wait for programs and sockets;
those of one file stay together, so that few fixtures are made twice."""
FULLY_COVERED = ",".join(
    f"buildtools/{place}"
    for place in ("steps/*", "pipeline/*", "commands/*", "tasks.py", "progress.py")
)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting, and who imports whom."""
    session.install("ruff>=0.6", "import-linter>=2.5")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache", "--no-logo")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    session.install("-e", EVERYTHING)
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests with branch coverage."""
    session.install("-e", EVERYTHING)
    session.run("coverage", "erase")
    asked = (*SIDE_BY_SIDE, "-m", BY_OURSELVES, *session.posargs)
    session.run("coverage", "run", "-m", "pytest", *asked)
    session.run("coverage", "combine", "-q")
    session.run("coverage", "report", "--fail-under=90")
    session.run("coverage", "report", f"--include={FULLY_COVERED}", "--fail-under=100")


@nox.session
def plain(session: nox.Session) -> None:
    """Run the tests without symbolic, as on Alpine and Windows: our own resolver reads all maps."""
    session.install("-e", ".[sandbox,demo,dev]")
    there = "import importlib.util, sys; sys.exit(importlib.util.find_spec('symbolic') is not None)"
    session.run("python", "-c", there)
    session.run("pytest", *SIDE_BY_SIDE, "-m", BY_OURSELVES, *session.posargs)


@nox.session
def wheels(session: nox.Session) -> None:
    """Fetch all base dependencies for systems that are not at hand, as wheels alone."""
    session.run("python", ".ci/wheels.py")


@nox.session
def interop(session: nox.Session) -> None:
    """Let the real sentry-cli and @sentry/node work against the sandbox."""
    session.install("-e", EVERYTHING, "sentry-cli==3.8.2")
    session.run("pytest", "-m", "interop", "tests/interop", *session.posargs)


@nox.session
def witnesses(session: nox.Session) -> None:
    """Let SDKs, bundler plugins and @sentry/nextjs build, upload and send to the sandbox."""
    session.install("-e", EVERYTHING, "sentry-sdk==2.75.0")
    _bring_chromium(session)
    session.run("pytest", "-m", "witness", "tests/interop", *session.posargs)


@nox.session
def example(session: nox.Session) -> None:
    """Release the Next.js example and let its own errors, in Chromium too, come back resolved."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    session.run("pytest", "-m", "example", "tests/example", *session.posargs)


@nox.session
def apps(session: nox.Session) -> None:
    """Release thirty apps of their frameworks' templates and let errors come back; or `--write`."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    _release_apps(session, "apps", "tests.apps.page")


@nox.session
def first_use(session: nox.Session) -> None:
    """Release the same apps by the sentry.yml that `init --yes` writes; or `--write` its page."""
    session.install("-e", EVERYTHING)
    _release_apps(session, "first_use", "tests.apps.first_use_page")


def _release_apps(session: nox.Session, mark: str, page: str) -> None:
    asked = [word for word in session.posargs if word != "--write"]
    write = {"APPS_WRITE": "1"} if "--write" in session.posargs else {}
    codes = (0, 1) if write else (0,)
    session.run("pytest", "-m", mark, "tests/apps", *asked, env=write, success_codes=codes)
    if write:
        session.run("python", "-m", page)


@nox.session
def quick_apps(session: nox.Session) -> None:
    """Do the same with those that go wrong first: Next.js by both bundlers, SvelteKit, Nuxt."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    session.run("pytest", "-m", "apps and quick", "tests/apps", *session.posargs)


@nox.session
def scenarios(session: nox.Session) -> None:
    """Raise every marked error of the example by both bundlers; `-- --write` the page's table."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    session.run("npm", "--prefix", "examples/nextjs", "ci", external=True)
    session.run("python", "-m", "bench.scenarios", *session.posargs)


@nox.session
def documents(session: nox.Session) -> None:
    """Hold strategy and roadmap of the example against its build; build it where none is."""
    session.install("-e", ".[sandbox,symbolic,demo,review]")
    if not Path(".buildtools/local.json").exists():
        session.run("npm", "--prefix", "examples/nextjs", "ci", external=True)
        session.run("invoke", "release", "--env=local")
    session.run("invoke", "review", "--env=local", "--offline", "--check")
    session.run("invoke", "roadmap", "--env=local", "--check")


@nox.session
def review(session: nox.Session) -> None:
    """Review real builds: SDKs of npm by esbuild and Next.js, with and without Sentry."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    session.run("pytest", "-m", "review", "tests/reviewing", *session.posargs)


@nox.session
def bugsink(session: nox.Session) -> None:
    """Release to a real Bugsink, which is installed apart and is no part of the package."""
    session.install("-e", EVERYTHING)
    apart = Path(session.create_tmp()).absolute() / "bugsink"
    session.run("python", "-m", "venv", str(apart), silent=True)
    session.run(f"{apart}/bin/pip", "install", "--quiet", "bugsink==2.6.1", external=True)
    asked = ("pytest", "-m", "bugsink", "tests/bugsink", *session.posargs)
    session.run(*asked, env={"BUGSINK_PROGRAMS": f"{apart}/bin"})


@nox.session
def chromium(session: nox.Session) -> None:
    """Let a real browser meet sites that were updated; where it may, it installs Chromium."""
    session.install("-e", EVERYTHING)
    _bring_chromium(session)
    session.run("pytest", "-m", "chromium", "tests/chromium", *session.posargs)


@nox.session
def whole(session: nox.Session) -> None:
    """Inject builds as large as life: Next.js by both bundlers, a gigabyte of npm packages."""
    session.install("-e", EVERYTHING)
    session.run("pytest", "-m", "whole", "-s", "tests/outputs", *session.posargs)


@nox.session
def house(session: nox.Session) -> None:
    """Print modules, arrows, circles, sizes and files to touch; `-- --against REVISION` beside."""
    session.run("python", "-m", "bench.house", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build wheel and sdist, install the wheel without a network, and build and inject with it."""
    session.install("build>=1.2", "twine>=6")
    out = Path(session.create_tmp()) / "dist"
    session.run("python", "-m", "build", "--outdir", str(out), silent=True)
    built = sorted(str(path) for path in out.iterdir())
    session.run("twine", "check", "--strict", *built, silent=True)
    alone = out.parent.absolute() / "alone"
    session.run("python", "-m", "venv", "--clear", str(alone), silent=True)
    wheel = next(path for path in built if path.endswith(".whl"))
    house = str(out.parent / "wheelhouse")
    shutil.rmtree(house, ignore_errors=True)
    fetched = ("download", "--quiet", "-d", house, wheel)
    session.run(f"{alone}/bin/pip", *fetched, external=True)
    offline = ("install", "--quiet", "--no-index", "--find-links", house, "sentry-buildtools")
    session.run(f"{alone}/bin/pip", *offline, external=True)
    session.run(f"{alone}/bin/python", ".ci/wheel_holds.py", external=True)


@nox.session
def publish(session: nox.Session) -> None:
    """Make what is published of a version, `-- 1.2.3`: changelog, wheel, hashes; push nothing."""
    session.install("build>=1.2", "twine>=6")
    session.run("python", ".ci/publish.py", *session.posargs)
    made = sorted(str(file) for file in Path("dist").iterdir() if file.name != "SHA256SUMS")
    session.run("twine", "check", "--strict", *made)


@nox.session
def first_release(session: nox.Session) -> None:
    """Time `pip install` to a proven release on a Vite and a Next.js app; or `-- --write`."""
    session.run("python", "-m", "bench.first_use", *session.posargs)


@nox.session
def install(session: nox.Session) -> None:
    """Measure what an installation takes, and how long short commands need; or `-- --write`."""
    session.run("python", "-m", "bench.install", *session.posargs)


@nox.session
def schema(session: nox.Session) -> None:
    """Write the JSON Schemas of sentry.yml, cards, results, and tables of pages, from the code."""
    session.install("-e", ".")
    session.run("python", "-c", "from buildtools.config import write_schema; write_schema()")
    session.run("python", "-c", "from buildtools.config import *; write_plan_schema()")
    of_cards = "from buildtools.config.cards import write_schema; write_schema()"
    session.run("python", "-c", of_cards)
    of_results = "from buildtools.commands.schemas import write; write()"
    session.run("python", "-c", of_results)
    session.run("python", "-m", "buildtools.findings.page")
    session.run("python", "-m", "buildtools.checks.review.page")
    session.run("python", "-m", "buildtools.inspections.explain.causes.page")
    session.run("python", "-m", "buildtools.inspections.doctor.page")


@nox.session
def screens(session: nox.Session) -> None:
    """Draw the screens of docs/screens/ in a terminal, and write them anew."""
    session.install("-e", ".[sandbox,symbolic,dev]")
    session.run("python", "-m", "tests.screens")


@nox.session
def report_picture(session: nox.Session) -> None:
    """Draw docs/report.webp: the page of the example's last release, of this machine."""
    session.install("-e", ".[sandbox,symbolic,demo]")
    _bring_chromium(session)
    page = str(Path(session.create_tmp()).absolute() / "report.html")
    session.run("buildtools", "report", "--env=local", "--format=html", f"--out={page}")
    session.run("python", "-m", "tests.chromium.picture", page, "docs/report.webp")


@nox.session
def json_page(session: nox.Session) -> None:
    """Write the examples of docs/json.md, as the stories print them."""
    session.install("-e", EVERYTHING)
    session.run("python", "-m", "tests.json_page", *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the main job: the whole pipeline on the Next.js example."""
    session.install("-e", ".[sandbox,symbolic,demo]")
    session.run("npm", "--prefix", "examples/nextjs", "ci", external=True)
    session.run("invoke", "release", "--env=local")


@nox.session
def peers(session: nox.Session) -> None:
    """Run other injectors and ours on the same inputs, and write docs/PEERS.md; needs Node."""
    session.install("-e", ".[sandbox,symbolic]", "sentry-cli==3.8.2")
    session.run("python", "-m", "bench.peers", "--write", "docs/PEERS.md", *session.posargs)


@nox.session
def devtools(session: nox.Session) -> None:
    """Build small apps by every source-map setting, and write the tables of docs/frameworks.md."""
    session.install("-e", ".[symbolic,demo]")
    asked = ("--write", "docs/frameworks.md", *session.posargs)
    session.run("python", "-m", "bench.devtools", *asked)


@nox.session
def accuracy(session: nox.Session) -> None:
    """Judge right maps and planted lies, and write the tables of docs/accuracy.md; needs npm."""
    session.install("-e", ".[symbolic]")
    session.run("python", "-m", "bench.accuracy", "--write", "docs/accuracy.md", *session.posargs)


@nox.session
def bounds(session: nox.Session) -> None:
    """Judge by stricter bounds, and write what that would cost into docs/accuracy.md; needs npm."""
    session.install("-e", ".[symbolic]")
    most = ("--most", "57", "--write", "docs/accuracy.md")
    session.run("python", "-m", "bench.bounds", *(session.posargs or most))


@nox.session
def recall(session: nox.Session) -> None:
    """Count the scripts of builds that the crawl finds; `-- --write docs/live.md` its table."""
    session.install("-e", ".")
    session.run("python", "-m", "bench.recall", *session.posargs)


@nox.session
def chaos(session: nox.Session) -> None:
    """Lie, kill, fill the disk and scramble for ten minutes; `--write docs/chaos.md` its table."""
    session.install("-e", ".[sandbox,symbolic]", "hypothesis>=6.100")
    session.run("python", "-m", "bench.chaos", *session.posargs)


@nox.session
def quick_chaos(session: nox.Session) -> None:
    """Do the same for a minute: in CI with one seed, elsewhere each time with another."""
    session.install("-e", ".[sandbox,symbolic]", "hypothesis>=6.100")
    session.run("python", "-m", "bench.chaos", "--minutes", "1", *session.posargs)


@nox.session
def planted(session: nox.Session) -> None:
    """Plant faults in a released site, one at a time, or `--write docs/planted.md` its table."""
    session.install("-e", ".[sandbox,symbolic,demo]")
    _bring_chromium(session)
    session.run("python", "-m", "bench.planted", *session.posargs)


@nox.session
def planted_reviews(session: nox.Session) -> None:
    """Plant faults in how Sentry is built into an app, one at a time; or `--write` their page."""
    session.install("-e", ".[sandbox,symbolic,review]")
    _bring_chromium(session)
    session.run("python", "-m", "bench.planted.reviewing", *session.posargs)


@nox.session
def planted_setups(session: nox.Session) -> None:
    """Plant faults in a first set-up, one at a time: doctor names each; or `--write` their page."""
    session.install("-e", ".[sandbox,symbolic]")
    session.run("python", "-m", "bench.planted.setting_up", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure ours and sentry-cli by turns, and write docs/PERFORMANCE.md; needs npm, once.

    With `-- --against COMMIT` an earlier commit takes part in the same rounds.
    """
    session.install("-e", ".[sandbox,symbolic]", "sentry-cli==3.8.2")
    asked = [*session.posargs]
    if "--against" in asked[:-1]:
        place = asked.index("--against") + 1
        asked[place] = _earlier(session, asked[place])
    session.run("python", "-m", "bench.run", *asked)
    session.run("python", "-m", "bench.report")


def _earlier(session: nox.Session, commit: str) -> str:
    """Return a folder with a commit and programs of its own; a folder is taken as it is."""
    if Path(commit).is_dir():
        return commit
    place = Path(session.create_tmp()).resolve() / f"at-{commit}"
    if not place.is_dir():
        session.run("git", "worktree", "prune", external=True)
        session.run("git", "worktree", "add", "--detach", str(place), commit, external=True)
        session.run("python", "-m", "venv", str(place / ".venv"))
    pip = (str(place / ".venv/bin/python"), "-m", "pip", "install", "-q", "-e")
    session.run(*pip, f"{place}[sandbox,symbolic]", external=True)
    return str(place)


def _bring_chromium(session: nox.Session) -> None:
    """Install Debian's Chromium where there is none and we may."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get") and not shutil.which("chromium"):
        session.run("apt-get", "update", "-qq", external=True)
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        session.run("apt-get", "install", "-y", "-qq", "chromium", external=True, env=quiet)
