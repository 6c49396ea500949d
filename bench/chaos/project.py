"""The small app that is released: four pairs of a shop as esbuild wrote them, and its git history.

Source of the scripts: `tests/stories/shop`.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SHOP = Path(__file__).resolve().parents[2] / "tests/stories/shop"
OUTPUTS = "out"
VERSION = "shop@1.4.0"
ORG = "acme"
PROJECT = "web"

_SETTINGS = """\
version: 1
default_environment: production
defaults:
  release: "shop@{package.version}"
  build:
    outputs:
      - {path: out/web, url: "~/static", kind: browser}
      - {path: out/server, url: "app:///server", kind: node}
  commits: {mode: auto}
  verify: {wait_seconds: 3, positions: 200, frames: 40}
  server:
    url: https://sentry.example
    org: acme
    projects: [web]
    token: ${SENTRY_AUTH_TOKEN}
    wait_seconds: 3
    retries: 1
environments:
  local: {server: sandbox}
  production: {site: https://www.example.com}
"""

_WHO = {
    f"GIT_{role}_{key}": text
    for role in ("AUTHOR", "COMMITTER")
    for key, text in (
        *(("NAME", "Ada"), ("EMAIL", "ada@example.com"), ("DATE", "2026-01-02T03:04:05Z")),
    )
}


_STRIP = "  strip: {enabled: true}\n"


def make(root: Path, *, strip: bool = False) -> None:
    """Make the app in an empty folder of its own, built and committed; `strip` takes maps away."""
    root.mkdir(parents=True)
    shutil.copytree(SHOP / "made", root / OUTPUTS)
    shutil.copytree(SHOP / "src", root / "src")
    shutil.copyfile(SHOP / "package.json", root / "package.json")
    settings = _SETTINGS.replace("environments:", f"{_STRIP}environments:") if strip else _SETTINGS
    (root / "sentry.yml").write_text(settings)
    (root / ".gitignore").write_text(f".buildtools/\n{OUTPUTS}/\n")
    for words in (
        ("init", "-q", "-b", "main", "--template="),
        ("remote", "add", "origin", "git@git.example:acme/shop.git"),
        ("add", "-A"),
        ("commit", "-q", "-m", "open the shop"),
    ):
        subprocess.run(["git", *words], cwd=root, env=environ(root) | _WHO, check=True)


def environ(home: Path, **more: str) -> dict[str, str]:
    """Return the variables of a run: nothing of the developer's is in them."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **more,
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, by their paths."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_output(path: str) -> bool:
    """Whether a path of the project is one of the built files."""
    return path.startswith(f"{OUTPUTS}/")


def own(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what the product keeps for itself."""
    return {path: data for path, data in files.items() if not path.startswith(".buildtools/")}


def outputs(root: Path) -> dict[str, bytes]:
    """Read the built files of a project."""
    return outputs_of(contents(root))


def outputs_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take the built files out of all of a project."""
    return {path: data for path, data in files.items() if is_output(path)}
