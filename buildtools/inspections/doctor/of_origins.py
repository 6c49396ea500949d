"""The checks of settings: where they come from, and what git keeps of ours."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from buildtools.checks.doctor import settings
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe
from buildtools.inspections.doctor.repository import git_of
from buildtools.texts.wording import count
from buildtools.values import FOLDER

_NAME = "sentry.yml"


def _origins(around: Around) -> Iterable[Answer]:
    loaded = around.loaded
    found = list(settings.overridden(loaded.overridden, loaded.origins))
    yield from map(of_finding, found)
    if not found:
        said = [each for each in loaded.origins.values() if each != "default"]
        others = sum(not each.startswith(_NAME) for each in said)
        yield ok(
            f"{count(len(said), 'setting')} of {loaded.environment},"
            f" {others} of them from variables and other files"
        )


def _files(around: Around) -> Iterable[Answer]:
    root = around.loaded.root
    above = [(folder / _NAME).as_posix() for folder in _above(root) if (folder / _NAME).is_file()]
    found = settings.shadowed((root / _NAME).as_posix(), above)
    yield of_finding(found) if found else ok(f"{root / _NAME} is the only one from here up")


def _above(root: Path) -> Iterator[Path]:
    """Return the folders above, up to the top of the checkout, or none where there is none."""
    if (root / ".git").exists():
        return
    for folder in root.parents:
        yield folder
        if (folder / ".git").exists():
            return


def _state(around: Around) -> Iterable[Answer]:
    git = git_of(around)
    if git is None:
        yield not_checked("git tells nothing here, so nothing of it can be committed")
        return
    found = settings.tracked(git.tracked(FOLDER), FOLDER)
    yield of_finding(found) if found else ok(f"git tracks nothing of {FOLDER}")


PROBES = (
    Probe("origins", "settings", "where settings come from", _origins, local=True),
    Probe("settings-file", "settings", "which sentry.yml", _files, local=True),
    Probe("state", "settings", ".buildtools in git", _state, local=True),
)
