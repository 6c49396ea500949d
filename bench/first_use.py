"""From `pip install` to a proven release, timed part by part on apps of frameworks' templates.

The wheel of this package is put into a fresh virtual environment, the app is made as a user makes
it, `init` and `release --env=local` are run there, and what `init` says that the app itself has to
change is changed as it says. Packages come from the caches of pip and npm: the first run fills
them, the second one tells. `nox -s first_release`, with `-- --write` the table of docs/init.md is
written anew.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.apps.making import QUIET

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "init.md"
_BEGIN, _END = "<!-- written by nox -s first_release -->", "<!-- until here -->"
PARTS = ("environment", "install", "app", "packages", "init", "change", "release")
OURS = ("environment", "install", "init", "change", "release")
"""What comes with us; the app and its packages are there already, for most."""


class Template(NamedTuple):
    """An app, how it is made, and the seconds that all may take."""

    name: str
    create: str
    goal: float


TEMPLATES = (
    Template(
        "Vite, React",
        "npx create-vite@9.3.0 shop --template react-ts --no-interactive",
        60,
    ),
    Template(
        "Next.js",
        "npx create-next-app@16.4.3 shop --ts --app --empty --src-dir --no-eslint --no-tailwind"
        " --no-react-compiler --use-npm --import-alias '@/*' --skip-install --yes",
        180,
    ),
)


class Timed(NamedTuple):
    """One app with the seconds of each part."""

    template: Template
    seconds: Mapping[str, float]
    said: str
    """How the release ended."""

    @property
    def ours(self) -> float:
        """Seconds of what comes with us."""
        return sum(self.seconds[part] for part in OURS)

    @property
    def all(self) -> float:
        """Seconds of all parts."""
        return sum(self.seconds.values())


class _Clock:
    """Runs commands in one environment, and keeps how long each part took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys(PARTS, 0.0)
        path = os.pathsep.join(
            each
            for each in os.environ["PATH"].split(os.pathsep)
            if each != str(Path(sys.executable).parent)
        )
        self.environ = (
            os.environ | QUIET | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{path}"}
        )

    def run(self, part: str, *command: str, cwd: Path) -> str:
        begun = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=cwd,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        self.seconds[part] += time.perf_counter() - begun
        if done.returncode:
            sys.exit(f"{part}: {shlex.join(command)} ended with {done.returncode}\n{done.stdout}")
        return done.stdout


def timed(template: Template, wheel: Path, place: Path) -> Timed:
    """Do all of it for one template, in a folder of its own."""
    clock = _Clock()
    programs = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    clock.run("environment", sys.executable, "-m", "venv", str(place / "venv"), cwd=place)
    asked = ("install", "--quiet", "--disable-pip-version-check", f"{wheel}[sandbox,symbolic]")
    clock.run("install", str(programs / "pip"), *asked, cwd=place)
    clock.run("app", *shlex.split(template.create), cwd=place)
    app = place / "shop"
    clock.run("packages", "npm", "install", cwd=app)
    buildtools = str(programs / "buildtools")
    told = json.loads(clock.run("init", buildtools, "init", "--yes", "--json", cwd=app))
    begun = time.perf_counter()
    for each in told["changes"]:
        change(app, each)
    clock.seconds["change"] = time.perf_counter() - begun
    said = clock.run("release", buildtools, "release", "--env=local", cwd=app)
    return Timed(template, clock.seconds, said)


def change(app: Path, told: Mapping[str, Any]) -> None:
    """Change the app as `init` says; what is done, or need not be, is left."""
    if told["done"] is not False or not told["needed"]:
        return
    file = app / told["file"]
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if told["before"] not in before:
        sys.exit(f"{told['file']} does not have {told['before']!r}")
    after = before.replace(told["before"], told["after"], 1) if told["before"] else told["after"]
    file.write_text(after, encoding="utf-8")


def table(every: list[Timed]) -> str:
    """Write the seconds as Markdown."""
    rows = [
        f"| {each.template.name} | "
        + " | ".join(f"{each.seconds[part]:.1f}" for part in PARTS)
        + f" | {each.ours:.1f} | **{each.all:.1f}** | {each.template.goal:.0f} |"
        for each in every
    ]
    head = " | ".join(("app", *PARTS, "without app and packages", "all", "at most"))
    return "\n".join((f"| {head} |", f"|{'---|' * (len(PARTS) + 4)}", *rows))


def main() -> None:
    """Measure, print, and with --write put it into the page; 1 where one takes too long."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        built = ("pip", "wheel", "--quiet", "--no-deps", "-w", name, str(ROOT))
        subprocess.run([sys.executable, "-m", *built], check=True)
        wheel = next(place.glob("*.whl"))
        every = []
        for template in TEMPLATES:
            folder = place / template.name.split(",")[0].lower()
            folder.mkdir()
            every.append(timed(template, wheel, folder))
            sys.stdout.write(f"{every[-1].said}\n")
    told = table(every)
    sys.stdout.write(f"{told}\n")
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        PAGE.write_text(f"{before}{_BEGIN}\n\n{told}\n\n{_END}{after}", encoding="utf-8")
    sys.exit(int(any(each.all > each.template.goal for each in every)))


if __name__ == "__main__":
    main()
