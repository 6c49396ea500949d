"""Make what is published of a version: changelog, version, wheel, sdist, hashes. Nothing is pushed.

    python .ci/publish.py 1.2.3 [--date=2026-01-31] [--out=dist]

It refuses, before anything is written, a tree with changes, a version that is not higher than the
one there, and an empty *Unreleased*. Wheel and sdist are built twice from a fresh copy of the tree
and refused where the bytes differ. What is left to a person is printed.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
_PLACES = (
    ("pyproject.toml", re.compile(r'^version = "([^"]+)"$', re.M)),
    ("buildtools/__init__.py", re.compile(r'^__version__ = "([^"]+)"$', re.M)),
)
_UNRELEASED = "## [Unreleased]"


class NotPublished(SystemExit):
    """Why nothing is made; the exit code is 1."""


def numbers(version: str) -> tuple[int, int, int, str, int]:
    """Return a version so that a later one is larger: a candidate comes before what it is of.

    Raises NotPublished for what is no version of three numbers, perhaps with a1, b1 or rc1.
    """
    if not _VERSION.fullmatch(version):
        raise NotPublished(f"{version} is no version: write 1.2.3, or 1.2.3rc1")
    major, minor, rest = version.split(".")
    found = re.fullmatch(r"(\d+)(a|b|rc)?(\d*)", rest)
    assert found is not None
    patch, stage, number = found.groups()
    return int(major), int(minor), int(patch), stage or "z", int(number or 0)


def changelog(text: str, version: str, date: str) -> str:
    """Put what is unreleased under the version, and an empty heading above it.

    Raises NotPublished where nothing is unreleased, or the version is there already.
    """
    before, found, rest = text.partition(f"{_UNRELEASED}\n")
    news, _, _ = rest.partition("\n## [")
    if not found or not re.search(r"^- ", news, re.M):
        raise NotPublished("CHANGELOG.md: nothing stands under [Unreleased]")
    if f"\n## [{version}]" in text:
        raise NotPublished(f"CHANGELOG.md: {version} is there already")
    return f"{before}{found}\n## [{version}] - {date}\n{rest}"


def numbered(root: Path, version: str) -> dict[Path, str]:
    """Return the files that name the version, with the new one; nothing is written.

    Raises NotPublished where one does not name it, or the new one is not higher.
    """
    changed = {}
    for name, pattern in _PLACES:
        text = (root / name).read_text(encoding="utf-8")
        found = pattern.search(text)
        if found is None:
            raise NotPublished(f"{name} names no version")
        if numbers(version) <= numbers(found[1]):
            raise NotPublished(f"{name}: {version} is not higher than {found[1]}")
        changed[root / name] = f"{text[: found.start(1)]}{version}{text[found.end(1) :]}"
    return changed


def sums(folder: Path) -> str:
    """Return what SHA256SUMS says of the files in a folder, in the form of sha256sum."""
    files = sorted(each for each in folder.iterdir() if each.name != "SHA256SUMS")
    return "".join(
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files
    )


def _git(root: Path, *words: str) -> str:
    asked = ("git", "-C", str(root), *words)
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def refuse_changes(root: Path) -> None:
    """Raise NotPublished where the tree is not what is committed."""
    if told := _git(root, "status", "--porcelain"):
        raise NotPublished(f"commit or put away first:\n{told}")


def build(root: Path, changed: Mapping[Path, str], out: Path) -> None:
    """Build wheel and sdist of a tree into a folder, twice, from copies of what git knows.

    `changed` are files of the tree with the text that they are built with. Raises NotPublished
    where the two differ or a build fails; then nothing is in the folder.
    """
    epoch = _git(root, "log", "-1", "--format=%ct")
    with tempfile.TemporaryDirectory() as name:
        made = [_built(root, changed, Path(name) / turn, epoch) for turn in ("once", "again")]
        said = [sums(folder) for folder in made]
        if said[0] != said[1]:
            raise NotPublished(f"two builds differ:\n{said[0]}\n{said[1]}")
        out.mkdir(parents=True, exist_ok=True)
        for file in made[0].iterdir():
            shutil.copy2(file, out / file.name)
    (out / "SHA256SUMS").write_text(sums(out), encoding="utf-8")


def _built(root: Path, changed: Mapping[Path, str], place: Path, epoch: str) -> Path:
    copy = place / "tree"
    for name in _git(root, "ls-files", "-z").split("\0"):
        if name and (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    for file, text in changed.items():
        (copy / file.relative_to(root)).write_text(text, encoding="utf-8")
    words = ("-m", "build", "--outdir", str(place / "dist"), str(copy))
    environ = os.environ | {"SOURCE_DATE_EPOCH": epoch}
    made = subprocess.run(
        [sys.executable, *words], check=False, env=environ, stdout=subprocess.DEVNULL
    )
    if made.returncode:
        raise NotPublished("the build failed, and nothing was changed")
    return place / "dist"


def main() -> None:
    """Do it all, and say what is left."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("version")
    asked.add_argument("--date", default=datetime.now(UTC).strftime("%Y-%m-%d"))
    asked.add_argument("--out", type=Path, default=ROOT / "dist")
    given = asked.parse_args()
    refuse_changes(ROOT)
    if given.out.exists() and any(given.out.iterdir()):
        raise NotPublished(f"{given.out} is not empty: remove it")
    page = ROOT / "CHANGELOG.md"
    changed = numbered(ROOT, given.version)
    changed[page] = changelog(page.read_text(encoding="utf-8"), given.version, given.date)
    build(ROOT, changed, given.out)
    for file, text in changed.items():
        file.write_text(text, encoding="utf-8")
    names = " ".join(str(file.relative_to(ROOT)) for file in changed)
    print(f"made in {given.out}, and nothing was pushed; to publish it:")
    print(f"  git add {names} && git commit -m 'release {given.version}'")
    print(f"  git tag -a v{given.version} -m {given.version} && git push --follow-tags")
    print(f"  twine upload {given.out}/*.whl {given.out}/*.tar.gz")


if __name__ == "__main__":
    main()
