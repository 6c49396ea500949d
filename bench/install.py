"""What an installation takes: megabytes of each package, and how long a short command needs.

The wheel is built and put into a folder of its own, with its base dependencies or with extras; what
each package takes is the sum of the files that it lists, byte code included. The commands are run
there, a process each, and the least of five is told. `nox -s install`, with `-- --write` the table
of docs/install.md is written anew.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "install.md"
EXTRAS = ("", "sandbox", "symbolic", "review")
COMMANDS = (("--version",), ("--list",), ("config", "--env=local"), ("status", "--env=local"))
_BEGIN, _END = "<!-- written by nox -s install -->", "<!-- until here -->"

FOR = {
    "sentry-buildtools": "this package",
    "invoke": "commands, in your own tasks.py too",
    "nox": "developer sessions of a project; no command of ours reads it",
    "requests": "HTTP",
    "python-dotenv": ".env files",
    "PyYAML": "sentry.yml",
    "pytest": "tests of a project; no command of ours reads it",
    "msgspec": "typed settings, results, ledgers, JSON and its schemas",
    "isal": "CRC and deflate of bundles, several times zlib",
    "deflate": "dense deflate of bundles",
    "Brotli": "`.br` files beside scripts, which follow a change",
    "Jinja2": "the page of a report, with everything escaped",
    "backports.zstd": "zstd for uploads and `.zst` files",
    "tree-sitter-bash": "its grammar of shells, for scripts and CI files",
    "tree-sitter": "configuration and sources read as data, never run",
    "tree-sitter-typescript": "its grammar of TypeScript and JavaScript",
}
"""What each base dependency is for."""


FOR_DEVELOPERS = frozenset({"nox", "pytest"})
"""What no command of ours imports."""


class Size(NamedTuple):
    """One package of an installation."""

    name: str
    version: str
    bytes: int
    needs: tuple[str, ...] = ()
    """Names of what it needs, in lower case."""


def sizes(folder: Path) -> list[Size]:
    """Measure the packages of a folder, the largest first."""
    found = [
        Size(each.metadata["Name"], each.version, _bytes(each), _needs(each))
        for each in distributions(path=[str(folder)])
    ]
    return sorted(found, key=lambda each: (-each.bytes, each.name))


def _bytes(package: Distribution) -> int:
    paths = [Path(str(file.locate())) for file in package.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())


def _needs(package: Distribution) -> tuple[str, ...]:
    wanted = (one for one in package.requires or () if "extra ==" not in one)
    return tuple(re.split(r"[^\w.-]", one, maxsplit=1)[0].lower() for one in wanted)


def only_for(base: list[Size], names: frozenset[str]) -> list[Size]:
    """Return the packages that nothing but those of these names needs, those left out."""
    by_name = {each.name.lower(): each for each in base}

    def reached(start: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        waiting = [name for name in start if name in by_name]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [one for one in by_name[name].needs if one in by_name]
        return seen

    others = reached(name for name in by_name["sentry-buildtools"].needs if name not in names)
    return [by_name[name] for name in sorted(reached(names) - others - names)]


def megabytes(number: int) -> str:
    """Write bytes as megabytes with one digit."""
    return f"{number / 1e6:.1f}"


def table(installed: dict[str, list[Size]], seconds: dict[str, float]) -> str:
    """Write both tables as Markdown."""
    base = installed[""]
    known = {name.lower(): what for name, what in FOR.items()}
    own = [each for each in base if each.name.lower() in known]
    developers = sum(each.bytes for each in only_for(base, FOR_DEVELOPERS))
    theirs = sum(each.bytes for each in base) - sum(each.bytes for each in own) - developers
    rows = [
        f"| {each.name} | {megabytes(each.bytes)} | {known[each.name.lower()]} |" for each in own
    ]
    rows.append(f"| what nox and pytest alone need | {megabytes(developers)} | |")
    rows.append(f"| what the others need | {megabytes(theirs)} | |")
    rows.append(f"| **all** | **{megabytes(sum(each.bytes for each in base))}** | |")
    for extra in EXTRAS[1:]:
        more = sum(each.bytes for each in installed[extra]) - sum(each.bytes for each in base)
        rows.append(f"| with `[{extra}]` | +{megabytes(more)} | |")
    times = [f"| `{command}` | {taken:.2f} s |" for command, taken in seconds.items()]
    return "\n".join(
        (
            "| package | MB | what for |",
            "|---|---|---|",
            *rows,
            "",
            "| command | whole process |",
            "|---|---|",
            *times,
        )
    )


def _install(wheel: Path, extra: str, folder: Path) -> None:
    wanted = f"{wheel}[{extra}]" if extra else str(wheel)
    asked = ("install", "-q", "--disable-pip-version-check", "--target", str(folder), wanted)
    subprocess.run([sys.executable, "-m", "pip", *asked], check=True)


def _times(folder: Path) -> dict[str, float]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "HOME": str(folder)}
    taken = {}
    for words in COMMANDS:
        every = []
        for _ in range(5):
            begun = time.perf_counter()
            command = [sys.executable, "-m", "buildtools", *words]
            subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)
            every.append(time.perf_counter() - begun)
        taken[" ".join(("buildtools", *words))] = min(every)
    return taken


def main() -> None:
    """Measure, print, and with --write put it into the page."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        built = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", name, str(ROOT)]
        subprocess.run(built, check=True)
        wheel = next(place.glob("*.whl"))
        for extra in EXTRAS:
            _install(wheel, extra, place / f"with-{extra}")
        installed = {extra: sizes(place / f"with-{extra}") for extra in EXTRAS}
        told = table(installed, _times(place / "with-"))
    sys.stdout.write(f"{told}\n")
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        PAGE.write_text(f"{before}{_BEGIN}\n\n{told}\n\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
