"""Which command built what is then sent: the nearest before it, in its script or around it."""

import re

from buildtools.bundlers import declared
from buildtools.setup.existing.calls import MANAGERS
from buildtools.setup.existing.step import Step
from buildtools.setup.existing.told import is_filled_later
from buildtools.setup.existing.use import FLAG, Fact, Use

_NAMED_SO = re.compile(r"(?:^|[:\-_/])(?:build|bundle|compile|generate|export|dist)(?:$|[:\-_\w])")
_PROGRAM = re.compile(
    "|".join(program for each in declared("FRAMEWORKS") for program in each.programs)
)


class Building:
    """The commands of one file, as they are passed by."""

    def __init__(self) -> None:
        self._built: dict[int, Step] = {}

    def see(self, step: Step) -> None:
        """Note a command that builds; what a script did is forgotten behind the next command."""
        for depth in [each for each in self._built if each > step.depth]:
            del self._built[depth]
        if _builds(step):
            self._built[step.depth] = step

    def before(self, step: Step) -> Use | None:
        """Return the command that built before, as a use that says nothing else."""
        depths = [each for each in self._built if each <= step.depth]
        if not depths:
            return None
        built = self._built[max(depths)]
        line = built.line
        if built.words[0].text not in MANAGERS and built.place.startswith(
            ("package.json", f"{built.folder}/package.json")
        ):
            line = f"npx {line}" if not line.startswith("npx ") else line
        fact = Fact("command", line, built.place, FLAG)
        return Use("", built.place, "", "", built.folder, (fact,))


def _builds(step: Step) -> bool:
    line = step.line
    if is_filled_later(line) or any(each.why for each in step.words) or "sentry" in line:
        return False
    words = [each.text for each in step.words[1:]]
    if step.words[0].text in MANAGERS:
        return any(_NAMED_SO.search(each) for each in words)
    bare = re.sub(r"^npx (?:--\S+ )*", "", line)
    return _PROGRAM.match(bare) is not None
