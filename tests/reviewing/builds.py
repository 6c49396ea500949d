"""Builds for reviews: the SDK of npm by esbuild, and this repository's example by Next.js.

Nothing of the repository is written to; `next build` runs alone, whoever else builds.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "nextjs"
PACKAGES = ("@sentry/browser@11.8.0", "esbuild@0.28.2", "source-map-explorer@2.5.3")
DSN = "http://public@127.0.0.1:9/1"
RELEASE = "web@1.0.0"
_NOT_COPIED = (".next", "node_modules", "next-env.d.ts", "*.tsbuildinfo")
_SECONDS = 600

_BUNDLE = """
import { build } from "esbuild";
const asked = JSON.parse(process.argv[2]);
await build({ bundle: true, minify: true, format: "esm", target: "es2020", sourcemap: true,
  legalComments: "none", logLevel: "error", ...asked });
"""


def run(folder: Path, *command: str, **variables: str) -> str:
    """Run a program to its end, and give what it said; it must end well."""
    environ = os.environ | {"NEXT_TELEMETRY_DISABLED": "1", "CI": "1"} | variables
    done = subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@dataclass(frozen=True)
class Packages:
    """A folder with the SDK and its bundler."""

    folder: Path

    def bundle(
        self,
        name: str,
        code: str | Mapping[str, str],
        define: Mapping[str, str] = {},
        kind: str = "module",
    ) -> Path:
        """Bundle a program, one file or several of which `main.js` begins it; give its folder.

        Its scripts are in `dist`, what it was made of in `src`, beside a page that loads it. `kind`
        is the type of its package: each module of a program in a `commonjs` one is wrapped.
        """
        project = self.folder / name
        sources = {"main.js": code} if isinstance(code, str) else code
        (project / "src").mkdir(parents=True)
        for file, text in sources.items():
            (project / "src" / file).write_text(text, encoding="utf-8")
        (project / "package.json").write_text(json.dumps({"type": kind}), encoding="utf-8")
        asked = {
            "entryPoints": [f"{name}/src/main.js"],
            "outdir": f"{name}/dist",
            "define": dict(define),
            "splitting": len(sources) > 1,
        }
        run(self.folder, "node", "bundle.mjs", json.dumps(asked))
        page = '<!doctype html><script type="module" src="/main.js"></script>'
        (project / "dist" / "index.html").write_text(page, encoding="utf-8")
        return project


def install(folder: Path) -> Packages:
    """Install what is bundled, once for all."""
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "weighed", "private": true}')
    run(folder, "npm", "install", "--no-audit", "--no-fund", *PACKAGES)
    (folder / "bundle.mjs").write_text(_BUNDLE)
    return Packages(folder)


def copy_example(folder: Path) -> Path:
    """Copy the example with its packages, to be changed and built."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    if (EXAMPLE / "node_modules").is_dir():
        shutil.copytree(EXAMPLE / "node_modules", folder / "node_modules", symlinks=True)
    else:
        run(folder, "npm", "ci")
    return folder


def build_next(folder: Path, *options: str, dsn: str = DSN) -> Path:
    """Build the example as the pipeline does, with its variables; give its folder."""
    run(
        folder,
        *("npx", "next", "build", *options),
        NEXT_PUBLIC_SENTRY_DSN=dsn,
        SENTRY_RELEASE=RELEASE,
        SENTRY_ENVIRONMENT="local",
    )
    return folder
