"""What repositories were told by other tools, read as data: the same release comes of it."""

from pathlib import Path

import pytest

from buildtools.found.existing import Existing
from buildtools.setup.existing import look
from tests.setup.existing.repositories import REPOSITORIES, Had, Repository
from tests.setup.existing.repositories_of_others import OTHERS
from tests.setup.existing.repositories_tried import TRIED
from tests.setup.existing.repositories_tried_again import TRIED_AGAIN

ALL = REPOSITORIES | OTHERS | TRIED | TRIED_AGAIN


def made(folder: Path, repository: Repository) -> Existing:
    """Look into a repository that is written to a folder."""
    for name, text in repository.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return look(folder, folder / repository.app)


def had(found: Existing) -> Had:
    """Return what was found as the tables have it."""
    return Had(
        org=found.org.value if found.org else None,
        projects=found.projects.value if found.projects else (),
        release=found.release.value if found.release else None,
        outputs=tuple(each.value for each in found.outputs),
        environments=tuple(each.value for each in found.environments),
        token=found.token_variable.value if found.token_variable else None,
        url=found.url.value if found.url else None,
        commits=found.commits.value if found.commits else None,
        strip=found.strip.value if found.strip else None,
        dist=found.dist.value if found.dist else None,
    )


@pytest.mark.parametrize("name", ALL)
def test_the_same_release_comes_of_it(tmp_path: Path, name: str) -> None:
    """Who changes the tool wants the organization, project, release and outputs that they had."""
    repository = ALL[name]

    found = made(tmp_path, repository)

    assert repository.had == had(found)
    assert repository.unread == found.unread
    assert repository.differ == found.differ
    assert () == found.secrets
