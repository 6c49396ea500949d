"""Apps as their frameworks make them are released by the sentry.yml that `init --yes` writes.

Before anything is built by the defaults, and after a build by what lies there: both give the same
pairs as settings that were written by hand. With APPS_WRITE set, what came of it is kept in
first_use.json, of which docs/first-use.md is made.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.apps.first_use import keep
from tests.apps.table import APPS, STARTERS

if TYPE_CHECKING:
    from tests.apps.first_use import Used


@pytest.mark.first_use
# Making, installing and building the app counts for its test.
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "used", [pytest.param(app, id=app.name) for app in (*APPS, *STARTERS)], indirect=True
)
def test_nothing_is_edited_by_hand(used: Used) -> None:
    """The whole of a first use: init, release, and the proof that nothing else was needed."""
    assert used.code == 0, used.said
    by_hand, after = used.by_hand(), used.after()

    assert by_hand
    assert by_hand == used.pairs
    assert by_hand == after
    if "APPS_WRITE" in os.environ:
        keep(used.made.app, used.record())
