"""The review of another release."""

from pathlib import Path
from typing import Any

import pytest

from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.inspections.review import earlier
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.review.reviewed import Reviewed
from buildtools.settings import Settings
from buildtools.state import review_files


def review(release: str, day: str) -> Reviewed:
    return Reviewed("app", "production", release, None, day, {}, (), (), (), (), ())


def scope(root: Path, against: str | None) -> Scope:
    def nobody() -> Any:
        raise AssertionError("no server is asked")

    loaded = Loaded("production", Settings(), {}, {}, root)
    return Scope(loaded, None, nobody, Asked(against=against))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with the reviews of two releases."""
    target = Loaded("production", Settings(), {}, {}, tmp_path).target
    for release, day in (("web@1", "2026-11-01"), ("web@2", "2026-11-08")):
        one = review(release, day)
        own = Reviewed(target.app, *(getattr(one, name) for name in one.__struct_fields__[1:-1]))
        review_files.keep(tmp_path, Settings().review.history, own)
    return tmp_path


def test_a_release_is_found_in_the_history(root: Path) -> None:
    """By its whole name."""
    found = earlier.asked_for(scope(root, "web@1"))

    assert found is not None
    assert ("web@1", "2026-11-01") == (found.release, found.taken)
    assert earlier.asked_for(scope(root, None)) is None


def test_one_that_was_never_reviewed_is_refused_with_those_that_were(root: Path) -> None:
    """Before anything is measured: a review may take minutes."""
    with pytest.raises(ConfigurationError) as caught:
        earlier.asked_for(scope(root, "web@3"))

    assert "there is no review of the release web@3" in caught.value.what
    assert "docs/review has those of web@1, web@2" in caught.value.evidence
