"""An app as it is found: its sentry.yml is taken away, `init --yes` writes one, and it is released.

With APPS_MADE set to a folder, apps that lie there are copied instead of made: `FOLDER/NAME/shop`.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import yaml

from buildtools.settings import Output
from buildtools.setup.detect import look
from tests.apps.making import FOLDER, Made, make, ours
from tests.apps.table import HERE, App

KEPT = HERE / "first_use.json"
_SETTINGS = "sentry.yml"


class Record(msgspec.Struct, frozen=True):
    """What came of one app."""

    outputs: tuple[str, ...]
    """What init wrote before anything was built, `dist ~/ browser`."""
    command: str
    pairs: int
    asked: str = ""
    """The flags that init asked for; empty where it asked for nothing."""


@dataclass(frozen=True)
class Used:
    """The app after `init --yes` and `release`, which ran in it as a user types them."""

    made: Made
    asked: str
    code: int
    said: str
    written: dict[str, Any]
    """What init wrote, as it is read."""
    pairs: tuple[str, ...]

    def by_hand(self) -> tuple[str, ...]:
        """Return the pairs by the settings that were written by hand, of the same build."""
        settings = yaml.safe_load(ours(self.made.app)[_SETTINGS].read_text(encoding="utf-8"))
        build = settings["defaults"]["build"]
        del build["command"]
        return self._pairs_of(settings)

    @cached_property
    def looked(self) -> tuple[Output, ...]:
        """What is found after the build."""
        return tuple(each.value for each in look(self.made.root).apps[0].outputs)

    def after(self) -> tuple[str, ...]:
        """Return the pairs by the outputs that are found after the build, of the same build."""
        outputs = [msgspec.to_builtins(each) for each in self.looked]
        build = {"build": {"outputs": outputs}}
        return self._pairs_of(
            {"version": 1, "defaults": build, "environments": {"local": {"server": "sandbox"}}}
        )

    def _pairs_of(self, settings: dict[str, Any]) -> tuple[str, ...]:
        shutil.rmtree(self.made.root / ".buildtools")
        (self.made.root / _SETTINGS).write_text(yaml.safe_dump(settings), encoding="utf-8")
        ended = self.made.run("build inject --env=local")
        assert ended.returncode == 0, ended.stdout
        return pairs(self.made)

    def record(self) -> Record:
        """Return what the page tells of it."""
        build = self.written["defaults"]["build"]
        lines = (
            f"{each['path']} {each['url']} {each.get('kind', 'browser')}"
            for each in build["outputs"]
        )
        return Record(tuple(lines), build.get("command", ""), len(self.pairs), self.asked)


def pairs(made: Made) -> tuple[str, ...]:
    """Return the pairs of its release, each script by path and URL."""
    file = made.root / ".buildtools" / "pairs.json"
    made.run(f"status --env=local --pairs={file}")
    found = json.loads(file.read_bytes())["pairs"] if file.exists() else []
    return tuple(sorted(f"{each['script']} {each['url']}" for each in found))


def use(app: App, home: Path) -> Used:
    """Make the app, let init write its settings, and release it by them."""
    made = _made(app, home)
    for name in (_SETTINGS, ".buildtools"):
        path = made.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if app.script:
        _set_script(made.root, app.script)
    _commit(made.root)
    began = made.run("init --yes")
    asked = ""
    if began.returncode and app.asked:
        asked, began = app.asked, made.run(f"init --yes {app.asked}")
    assert began.returncode == 0, began.stdout
    written = yaml.safe_load((made.root / _SETTINGS).read_text(encoding="utf-8"))
    ended = made.run("release --env=local")
    return Used(made, asked, ended.returncode, ended.stdout, written, pairs(made))


def _made(app: App, home: Path) -> Made:
    kept = Path(os.environ.get("APPS_MADE", "")) / app.name / FOLDER
    if "APPS_MADE" not in os.environ or not kept.is_dir():
        return make(app, home)
    subprocess.run(("cp", "-al", kept, home / FOLDER), check=True)
    return Made(app, home / FOLDER, "")


def _set_script(root: Path, script: str) -> None:
    file = root / "package.json"
    manifest = json.loads(file.read_bytes())
    manifest["scripts"]["build"] = script
    file.unlink()
    file.write_text(json.dumps(manifest, indent=2), encoding="utf-8")


def _commit(root: Path) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    subprocess.run(("git", *who, "commit", "-qam", "first use"), cwd=root, check=False)


def kept() -> dict[str, Record]:
    """Read the records of the last runs, by the name of the app."""
    return msgspec.json.decode(KEPT.read_bytes(), type=dict[str, Record]) if KEPT.exists() else {}


def keep(app: App, record: Record | None, path: Path = KEPT) -> None:
    """Put a record in the place of the app's last one; without one it is not proven any more."""
    found = kept()
    found.pop(app.name, None)
    ordered = dict(sorted((found | ({app.name: record} if record else {})).items()))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")
