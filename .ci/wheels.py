"""Say for which systems every base dependency has a wheel: pip downloads them, and they are let go.

Of a system that is not at hand this is all that can be tried here; nothing is run.
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

PLATFORMS = {
    "glibc 2.28": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "musl 1.2 (Alpine)": ("musllinux_1_2_x86_64",),
    "Windows": ("win_amd64",),
    "macOS 11": ("macosx_11_0_arm64",),
}
"""Systems, and the tags of wheels that pip takes there."""
PYTHONS = ("3.11", "3.12", "3.13")


def requirements() -> list[str]:
    """Return the base dependencies of pyproject.toml."""
    project = Path(__file__).parent.parent / "pyproject.toml"
    return list(tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"])


def downloads(wanted: list[str], tags: Sequence[str], python: str) -> tuple[int, str]:
    """Return how many wheels came, or none and why."""
    with tempfile.TemporaryDirectory() as folder:
        platforms = (word for tag in tags for word in ("--platform", tag))
        asked = ("--only-binary=:all:", *platforms, "--python-version", python)
        command = (sys.executable, "-m", "pip", "download", "-q", "-d", folder, *asked, *wanted)
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        came = len(list(Path(folder).glob("*.whl")))
    told = [line for line in ended.stderr.splitlines() if line.startswith("ERROR")]
    return (came, "") if ended.returncode == 0 else (0, (told or ["ERROR"])[-1])


def main() -> int:
    """Print a table; give 1 where a download failed."""
    wanted, failed = requirements(), 0
    print(f"{'system':<24} {'Python':<8} wheels")
    for platform, tags in PLATFORMS.items():
        for python in PYTHONS:
            came, why = downloads(wanted, tags, python)
            failed += not came
            print(f"{platform:<24} {python:<8} {came or why}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
