"""The small site that is released: two pages with the real SDK, bundled by esbuild.

It is `bench/apps/site`. Its packages are fetched once and kept below .buildtools; each edition is
built once and copied.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

APP: Final = Path(__file__).resolve().parents[1] / "apps/site"
KEPT: Final = Path(".buildtools/planted")
ORG: Final = "acme"
PROJECT: Final = "web"
NAME: Final = "shop"
NEW: Final = "1.4.0"
OLD: Final = "1.3.0"
LATE: Final = "1.5.0"
DIST: Final = "7"
ENVIRONMENT: Final = "production"
ASSETS: Final = "dist/assets"

_SETTINGS: Final = """\
version: 1
default_environment: production
defaults:
  release: "shop@{package.version}"
  dist: "7"
  build:
    outputs:
      - {path: dist/assets, url: "~/assets", kind: browser}
  commits: {mode: "off"}
  strip: {enabled: true}
  verify: {positions: 300, frames: 60, wait_seconds: 20}
  server:
    url: https://sentry.example
    org: acme
    projects: [web]
    token: ${SENTRY_AUTH_TOKEN}
    wait_seconds: 20
    retries: 1
environments:
  production: {site: "${SITE_URL}"}
"""

_OLDER: Final = """
function greet(name: string): string {
  return `Welcome back, ${name}: your last order is kept for a week`;
}

document.title = greet(document.title);
"""
"""What the release before had in its first script, and the new one has not."""


class Edition(NamedTuple):
    """One way to build the site."""

    version: str = NEW
    baked: tuple[tuple[str, str], ...] = ()
    """Variables of the build that are another edition's, and their values."""
    source: str = ""
    """What stands at the end of the first script besides."""


EDITIONS: Final[Mapping[str, Edition]] = {
    "new": Edition(),
    "old": Edition(OLD, (), _OLDER),
    "late": Edition(LATE, (("SITE_EDITION", "late"),)),
    "other": Edition(NEW, (("SITE_EDITION", "second"),)),
    "wrong release": Edition(NEW, (("SITE_RELEASE", "shop@9.9.9"),)),
    "wrong dist": Edition(NEW, (("SITE_DIST", "8"),)),
    "wrong environment": Edition(NEW, (("SITE_ENVIRONMENT", "staging"),)),
    "wrong project": Edition(NEW, (("SITE_DSN", ""),)),
}
"""All that are built. What has no DSN of its own gets the one of another project."""


class Missing(RuntimeError):
    """npm could not bring what the site is built of."""


def modules() -> Path:
    """Fetch the site's packages, unless they are there; return their node_modules.

    Raises Missing when npm cannot.
    """
    lock = (APP / "package-lock.json").read_bytes()
    folder = (KEPT / hashlib.sha256(lock).hexdigest()[:12]).absolute()
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(APP / name, folder / name)
        asked = ("npm", "ci", "--no-audit", "--no-fund", "--silent")
        try:
            subprocess.run(asked, cwd=folder, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
            raise Missing(f"npm ci in {folder} failed") from error
    return folder / "node_modules"


def build(root: Path, edition: Edition, dsn: str, packages: Path) -> None:
    """Make the project of an edition in a folder that is not there yet, and build it.

    Raises CalledProcessError when esbuild fails.
    """
    shutil.copytree(APP, root, ignore=shutil.ignore_patterns("node_modules", "dist"))
    script = root / "src/checkout.ts"
    script.write_text(script.read_text("utf-8") + edition.source, "utf-8")
    package = json.loads((root / "package.json").read_text("utf-8"))
    (root / "package.json").write_text(json.dumps(package | {"version": edition.version}))
    (root / "sentry.yml").write_text(_SETTINGS)
    (root / "node_modules").symlink_to(packages)
    baked = {
        "SITE_DSN": dsn,
        "SITE_RELEASE": f"{NAME}@{edition.version}",
        "SITE_DIST": DIST,
        **{name: value for name, value in edition.baked if value},
    }
    subprocess.run(("node", "build.mjs"), cwd=root, env=environ(root, **baked), check=True)


def change_settings(root: Path, old: str, new: str) -> None:
    """Put one thing in sentry.yml in the place of another."""
    settings = root / "sentry.yml"
    text = settings.read_text("utf-8")
    if old not in text:
        raise ValueError(f"sentry.yml of the site has no {old!r}")
    settings.write_text(text.replace(old, new), "utf-8")


def environ(root: Path, **more: str) -> dict[str, str]:
    """Return the variables of a run: nothing of the developer's is in them."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(root.parent), "GIT_CONFIG_GLOBAL": os.devnull, **more}


def asset(root: Path, name: str, end: str = ".js") -> str:
    """Return the path of a built file by its name without the hash, relative to the project.

    Raises LookupError when there is not just one.
    """
    found = sorted((root / ASSETS).glob(f"{name}-*{end}"))
    fitting = [path for path in found if path.name.removesuffix(end).count(".") == 0]
    if len(fitting) != 1:
        raise LookupError(f"{len(fitting)} files are called {name}{end}")
    return str(fitting[0].relative_to(root))
