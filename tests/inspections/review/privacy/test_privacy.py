"""The part of a review that is about personal data, as the review asks for it."""

from pathlib import Path
from typing import Any

import pytest

from buildtools.config import Loaded
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.inspections.review.privacy import measure
from buildtools.inspections.review.privacy.theirs import theirs
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import NotShown, Organization, Project, ServerSeen, Switches
from buildtools.review.unseen import Unseen
from buildtools.settings import Settings
from buildtools.values import Hooks, Review

OFFLINE = Unseen("--offline was given", asked=False)
REFUSED = NotShown(403, "the token may not read it: that needs project:read")
NOSUCH = '{"applications": {"$string": ["@nosuch"]}}'


def scope(root: Path, only: frozenset[str] = frozenset(), hooks: Hooks | None = None) -> Scope:
    def nobody() -> Any:
        raise AssertionError("no server is asked")

    settings = Settings(review=Review(hooks=hooks))
    loaded = Loaded("production", settings, {}, {"PATH": str(root)}, root)
    return Scope(loaded, None, nobody, Asked(only))


def test_another_topic_measures_nothing(tmp_path: Path) -> None:
    """What was not asked for says how it is asked for."""
    found = measure(scope(tmp_path, frozenset({"weight"})), OFFLINE)

    assert isinstance(found, Unseen)
    assert not found.asked


def test_hooks_that_cannot_be_run_are_told_beside_all_else(tmp_path: Path) -> None:
    """The settings are measured all the same."""
    pytest.importorskip("sentry_relay")
    server = ServerSeen(("web",), project=Project("1", "web", Switches(relay_pii_config=NOSUCH)))
    found = measure(scope(tmp_path, hooks=Hooks("scrub.ts", "event")), server)

    assert isinstance(found, PrivacySeen)
    assert ("there is no program node", ()) == (found.unrun, found.figures)
    assert found.of_server
    assert ["relayPiiConfig of the project: @nosuch"] == [each.subject for each in found.findings]
    assert found.tool.startswith("sentry-relay ")


def test_whose_settings_they_are_is_told() -> None:
    """Three owners, and why it is not another one."""
    mine = Project("1", "web", Switches(sensitive_fields=("iban",)))
    both = theirs(ServerSeen(("web",), project=mine, organization=Organization()))
    alone = theirs(ServerSeen(("web",), project=mine, organization=REFUSED))
    refused = theirs(ServerSeen(("web",), project=REFUSED))

    assert ("the settings of the project and its organization", True) == (both.told, both.of_server)
    assert ("iban",) == both.project.sensitive_fields
    assert f"the settings of the project alone; the organization's: {REFUSED.why}" == alone.told
    assert (
        f"the defaults of a new project; the project's are not known: {REFUSED.why}" == refused.told
    )
    assert (
        "the defaults of a new project; the server was not seen: --offline was given"
        == theirs(OFFLINE).told
    )
    assert not refused.of_server
