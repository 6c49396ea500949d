"""What git ignores is no source of the author's: tools write it, perhaps anew with every build."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.checks.source_text import Difference
from buildtools.project.git import Repository
from buildtools.steps.building.pairs import Checked


def ignored_by_git(
    root: Path, environ: Mapping[str, str], checked: Sequence[Checked]
) -> list[Checked]:
    """Say of texts that differ for no known reason whether git ignores their files.

    Git is asked only when there are such texts, once for all.
    """
    asked = sorted(
        {each.place for one in checked for each in one.contents.different if _open(each)}
    )
    repository = Repository.open(root, environ) if asked else None
    known = repository.ignored(asked) if repository else frozenset[str]()
    return [_told(one, known) for one in checked] if known else list(checked)


def _open(found: Difference) -> bool:
    return found.reason in ("other", "newer")


def _told(one: Checked, known: frozenset[str]) -> Checked:
    different = tuple(
        msgspec.structs.replace(each, reason="ignored")
        if _open(each) and each.place in known
        else each
        for each in one.contents.different
    )
    contents = msgspec.structs.replace(one.contents, different=different)
    return msgspec.structs.replace(one, contents=contents)
