"""Say what an installed wheel must hold and be able to do alone, and fail where it does not.

Run by the Python of an environment that has the wheel with its base dependencies and no extra:
without Flask, so without a sandbox, and without symbolic. No network is asked.
"""

import json
import subprocess
import sys
import tempfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

SETTINGS = """\
version: 1
defaults:
  release: wheel@1
  build:
    outputs: [{path: dist, url: ~/dist}]
  server: {url: "http://127.0.0.1:9", org: acme, projects: [web]}
environments:
  production: {}
"""
MAP = {
    "version": 3,
    "sources": ["../src/a.ts"],
    "sourcesContent": ["export function pay() { throw new Error('x') }\n"],
    "names": [],
    "mappings": "AAAO,SAAS",
}


def held() -> list[str]:
    """Name what the package lacks."""
    package = files("buildtools")
    wanted = (
        "py.typed",
        "sentry.schema.json",
        "sentry-plan.schema.json",
        "sandbox/templates/pages.css",
        "roadmap/card.schema.json",
        "roadmap/templates/replay-by-import.md",
    )
    return [f"the wheel lacks {name}" for name in wanted if not package.joinpath(name).is_dir()
            and not package.joinpath(name).is_file()]  # fmt: skip


def alone() -> list[str]:
    """Name what an environment of the wheel alone must not have: a try with it proves less."""
    return [f"{name} is installed" for name in ("symbolic", "flask") if find_spec(name)]


def asked(folder: Path, *words: str) -> str:
    """Be the console script in a folder; give what it said on stdout."""
    command = (str(Path(sys.executable).with_name("buildtools")), *words)
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"buildtools {' '.join(words)}: {ended.returncode}: {ended.stderr}")
    return ended.stdout


def project(folder: Path) -> None:
    """Write a tiny project: one script with its map, built already."""
    (folder / "dist").mkdir()
    (folder / "sentry.yml").write_text(SETTINGS)
    (folder / "dist/a.js").write_text("function p(){throw 1}\n//# sourceMappingURL=a.js.map\n")
    (folder / "dist/a.js.map").write_text(json.dumps(MAP))


def works() -> list[str]:
    """Name what the wheel cannot do on a tiny project."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder)
        listed = asked(folder, "--list")
        faults = [f"--list lacks {one}" for one in ("release", "build", "verify", "config")
                  if one not in listed]  # fmt: skip
        if "wheel@1" not in asked(folder, "config", "--env=production"):
            faults.append("config does not show the release")
        built = json.loads(asked(folder, "build", "--env=production", "--json"))
        if [pair["script"] for pair in built["pairs"]] != ["dist/a.js"]:
            faults.append("build does not pair the script with its map")
        if "resolver-not-installed" not in [found["code"] for found in built["findings"]]:
            faults.append("build does not say that our own resolver read the map")
        asked(folder, "inject", "--env=production")
        if "debugId" not in json.loads((folder / "dist/a.js.map").read_text()):
            faults.append("inject gave the map no debug ID")
    return faults


if __name__ == "__main__":
    if faults := [*held(), *alone(), *works()]:
        raise SystemExit("\n".join(faults))
