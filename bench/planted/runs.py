"""The runs: each fault alone, and each command without any."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.planted.judge import Ended, Verdict, judged, passed
from bench.planted.plants import PLANTS
from bench.planted.plants.plant import Act
from bench.planted.stage import NotReleased, Ready, Stage
from bench.planted.table import Fault

_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def lacking(needs: str) -> str:
    """Return what a row needs that is not here; empty when all is."""
    if needs == "chromium" and not any(shutil.which(name) for name in _CHROMIUM):
        return "no Chromium here"
    return ""


def run(ready: Ready, faults: Sequence[Fault]) -> Iterator[Verdict]:
    """Plant them one after the other, and judge each."""
    controls: dict[tuple[Act, str], Ended | str] = {}
    for fault in faults:
        if why := lacking(fault.needs):
            yield Verdict(fault, untried=why)
        else:
            yield _one(ready, fault, controls)


def _one(ready: Ready, fault: Fault, controls: dict[tuple[Act, str], Ended | str]) -> Verdict:
    planted = PLANTS[fault.name]
    key = (planted.prepare, fault.command)
    if key not in controls:
        controls[key] = _run(ready, fault, planted.prepare)
    with_fault = _run(ready, fault, planted.prepare, planted.act)
    without = controls[key]
    if isinstance(with_fault, str):
        return Verdict(fault, missed=with_fault)
    verdict = judged(fault, with_fault)
    wrong = without if isinstance(without, str) else passed(fault, without)
    reasons = [each for each in (verdict.missed, wrong) if each]
    return verdict._replace(missed="; ".join(reasons))


def _run(ready: Ready, fault: Fault, *acts: Callable[[Stage], object]) -> Ended | str:
    """Run the command of a row in a stage of its own; a sentence where that could not be made."""
    with tempfile.TemporaryDirectory(dir=ready.folder, prefix="stage-") as folder:
        stage = Stage(ready, Path(folder) / "shop")
        with stage.closing:
            try:
                for act in acts:
                    act(stage)
            except NotReleased as error:
                return f"it cannot be planted: {str(error).splitlines()[0]}"
            return ready.run(stage.place, *stage.words(fault.command), **stage.environ)
