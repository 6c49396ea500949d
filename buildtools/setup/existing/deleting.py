"""Commands that take source maps out of what is deployed."""

import re

from buildtools.setup.existing.step import Step
from buildtools.setup.existing.use import FLAG, Fact, Use

_REMOVERS = frozenset({"rm", "rimraf", "del", "del-cli", "shx", "trash", "Remove-Item", "unlink"})
_MAPS = re.compile(r"(?:^|[\s/*.\"'])\*?\.map\b|\.(?:[cm]?js|css|\*)\.map\b")


def of_deletion(step: Step) -> Use | None:
    """Return what a command is that deletes source maps; None for any other."""
    line = step.line
    words = {each.text.rpartition("/")[2] for each in step.words[:3]}
    deletes = bool(words & _REMOVERS) or (
        "find" in words and re.search(r"-delete\b|-exec(?:dir)? rm\b|\brm\b", line)
    )
    if not deletes or not _MAPS.search(line):
        return None
    fact = Fact("strip", True, step.place, FLAG)
    return Use(
        step.words[0].text,
        step.place,
        "deletes source maps",
        "`strip: {enabled: true}`; `invoke strip`, which comes after the proof",
        step.folder,
        (fact,),
    )
