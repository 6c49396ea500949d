"""Node as a witness: how scripts parse, and what they print."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.example.programs import find

_PARSES = Path(__file__).with_name("parses.mjs")


def parses(folder: Path, files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Say of each script in which ways it parses; the files are laid out below `folder`."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    done = subprocess.run(
        [find("node"), "--no-warnings", "--experimental-vm-modules", str(_PARSES)],
        cwd=folder,
        input=json.dumps(sorted(files)),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


def check(path: Path, script: bytes) -> bool:
    """Let `node --check` look at a script beside the place it is of, as the kind its name says."""
    copy = path.with_name(f"check-{path.name}")
    copy.write_bytes(script)
    done = subprocess.run(
        [find("node"), "--check", copy.name], cwd=copy.parent, capture_output=True, check=False
    )
    copy.unlink()
    return done.returncode == 0


def run(path: Path) -> str:
    """Run a script to its end, and give what it printed."""
    done = subprocess.run(
        [find("node"), path.name],
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.rstrip("\n")
