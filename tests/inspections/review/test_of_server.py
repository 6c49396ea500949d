"""What a server tells, as values: settings in effect, alerts in one form, counts as shares."""

from collections.abc import Iterator

import pytest

from buildtools.api.models.settings import (
    Action,
    Condition,
    Conditions,
    MetricRule,
    Rule,
    Workflow,
)
from buildtools.inspections.review.of_server import alerting, effective
from buildtools.inspections.review.of_server.gathered import gathered
from buildtools.review.evidence.server import (
    ALONE,
    BOTH,
    NOT_ASKED,
    Detector,
    Happened,
    Key,
    NotShown,
    Organization,
    Ownership,
    Project,
    Quota,
    ReleaseTold,
    Repository,
    ServerSeen,
    Switches,
)
from tests.api.conftest import Scripted, ScriptedServer
from tests.inspections.review.answering import VERSION, asking, serving


@pytest.fixture(scope="module")
def told() -> Iterator[ServerSeen]:
    """All that a server tells which tells everything."""
    with serving() as server, asking(server) as ready:
        yield gathered(ready, VERSION)


def test_every_answer_is_read(told: ServerSeen) -> None:
    """Each part of the evidence has what its endpoint said."""
    assert told.region == "de"
    assert isinstance(told.organization, Organization)
    assert told.organization.region == "de"
    assert isinstance(told.project, Project)
    assert told.project.spike_protection is True
    assert told.keys == (
        Key("Default", "a" * 32, True, "o1.ingest.de.sentry.io", "42", "1000 in 60 s"),
    )
    assert told.detectors == (Detector("7", "Errors", "error", True, 1),)
    assert told.filters == {
        "localhost": False,
        "legacy-browsers": True,
        "chunk-load-error": True,
    }
    assert told.ownership == Ownership(1, False, True, 1)
    assert told.repositories == (Repository("acme/web", True, "integrations:github"),)
    assert told.code_mappings == 1
    assert told.quota == Quota({"error": {"accepted": 900, "rate_limited": 100}})
    assert (told.dashboards, told.monitors) == (("Frontend",), ("nightly",))
    assert told.environments == ("production",)
    assert told.release == ReleaseTold(3, 1)
    assert told.events == Happened(2, 1, {"js_no_source": 1}, "c" * 32)
    assert told.token == NOT_ASKED


def test_figures_and_tables_follow_from_it(told: ServerSeen) -> None:
    """The share over quota, and a table for each list that is read."""
    (figure,) = told.figures

    assert (figure.name, figure.value) == ("quota-dropped", 0.1)
    assert [table.name for table in told.tables] == ["alerts", "filters", "quota"]
    assert told.tables[2].rows == (("error", 90, 10, 0, 0, 0, 1000),)


def test_the_settings_in_effect_are_those_of_both(told: ServerSeen) -> None:
    """By the names that servers have for them."""
    assert told.settings_of == BOTH
    assert told.settings == {
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": False,
        "scrapeJavaScript": True,
        "sensitiveFields": ["iban"],
        "safeFields": [],
        "relayPiiConfig": ['{"applications": {}}'],
    }


ON = Switches(True, True, ("b",), ("d",), True, "of the project", True)


@pytest.mark.parametrize(
    ("project", "organization", "key", "value"),
    [
        (Switches(data_scrubber=False), Switches(data_scrubber=True), "dataScrubber", True),
        (Switches(data_scrubber=False), Switches(data_scrubber=False), "dataScrubber", False),
        (Switches(data_scrubber=False), Switches(), "dataScrubber", False),
        (Switches(scrub_ip_addresses=False), Switches(scrub_ip_addresses=True),
         "scrubIPAddresses", True),
        (Switches(scrape_javascript=True), Switches(scrape_javascript=False),
         "scrapeJavaScript", False),
        (Switches(scrape_javascript=True), Switches(scrape_javascript=True),
         "scrapeJavaScript", True),
        (ON, Switches(True, sensitive_fields=("a", "b")), "sensitiveFields", ["a", "b"]),
        (ON, Switches(True, safe_fields=("c",)), "safeFields", ["c", "d"]),
        (ON, Switches(True, relay_pii_config="of the organization"), "relayPiiConfig",
         ["of the organization", "of the project"]),
    ],
)  # fmt: skip
def test_the_organization_is_above_the_project(
    project: Switches, organization: Switches, key: str, value: object
) -> None:
    """It turns scrubbing on and fetching off, and its rules come first."""
    assert effective.joined(project, organization)[key] == value


def test_what_nobody_says_is_not_in_effect() -> None:
    """A server without such settings is not one where they are off."""
    assert effective.joined(Switches(), Switches()) == {}
    assert effective.of(NOT_ASKED, Organization()) == ({}, "")
    assert effective.of(Project("1", "web", ON), NOT_ASKED)[1] == ALONE
    assert effective.of(Project("1", "web", ON), Organization())[1] == ALONE
    assert effective.of(Project("1", "web", ON), Organization("de", None, ON))[1] == BOTH


def email(target: str | None, identifier: str | None = None, **more: object) -> Action:
    """Make an action that sends a mail."""
    config = {"targetType": target, "targetIdentifier": identifier}
    return Action("email", config=config, **more)  # type: ignore[arg-type] # given by name


SLACK = {"targetType": "specific", "targetIdentifier": "C1"}


@pytest.mark.parametrize(
    ("action", "reaches"),
    [
        (email("issue_owners"), True),
        (email("team", "7"), True),
        (email("team"), False),
        (email(None), False),
        (email("team", "7", status="disabled"), False),
        (Action("slack", integration_id="1", config=SLACK), True),
        (Action("slack", config=SLACK), False),
        (Action("slack", integration_id="1"), False),
        (Action("webhook"), True),
    ],
)
def test_an_action_without_target_reaches_nobody(action: Action, reaches: bool) -> None:
    """Nor one of an integration that is gone, nor one that was switched off."""
    made = alerting.of_workflow(Workflow("x", action_filters=(Conditions(actions=(action,)),)))

    assert (made.targets, made.dead) == (((action.type,), ()) if reaches else ((), (action.type,)))


def test_rules_of_older_servers_have_the_same_form() -> None:
    """Classes say what sets them off, and whom they tell."""
    rule = Rule(
        "Tell the team",
        conditions=tuple(
            Condition(id=f"sentry.rules.conditions.{each}")
            for each in (
                "first_seen_event.FirstSeenEventCondition",
                "regression_event.RegressionEventCondition",
                "event_frequency.EventFrequencyCondition",
            )
        ),
        actions=(
            {"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "IssueOwners"},
            {"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "Team"},
            {"id": "sentry.integrations.slack.notify_action.SlackNotifyServiceAction",
             "workspace": "1"},
        ),
    )  # fmt: skip

    made = alerting.of_rule(rule)

    assert made.when == ("new", "regression", "other")
    assert (made.targets, made.dead) == (("email", "slack"), ("email",))


def test_metric_alerts_stand_where_there_are_no_detectors() -> None:
    """Those of this project; an alert without an action is one that tells nobody."""
    trigger = Conditions(actions=(Action("email"),))
    rules = (
        MetricRule("1", "Slow", 0, ("web",), (trigger, trigger)),
        MetricRule("2", "Off", 1, ("web", "api")),
        MetricRule("3", "Of another", 0, ("api",)),
    )
    gone = NotShown(404, "this server has no detectors")

    assert alerting.detectors(gone, rules, "web") == (
        Detector("1", "Slow", "metric_issue", True, 2),
        Detector("2", "Off", "metric_issue", False, 0),
    )
    assert alerting.detectors(gone, gone, "web") == gone


def test_test_events_are_not_counted() -> None:
    """One of their frames is to stay minified, which the server calls an error."""
    probe = {"eventID": "e" * 32, "errors": [{"type": "js_no_source"}]}
    probe["tags"] = [{"key": "sentry-buildtools", "value": "probe"}]
    others = [{"eventID": "f" * 32, "errors": [{"type": "clock_drift"}]}]
    with serving() as server, asking(server) as ready:
        server.at("projects/acme/web/events/", Scripted(json=[probe, *others]))
        told = gathered(ready, VERSION)

    assert told.events == Happened(1, 0)


def test_lists_are_read_to_their_last_page() -> None:
    """A second page of keys is asked for."""
    first = Scripted(
        json=[{"name": "one"}],
        headers={
            "Link": '<http://x/>; rel="next"; results="true"; cursor="0:1:0"',
        },
    )
    with serving() as server, asking(server) as ready:
        server.say(first, Scripted(json=[{"name": "two"}]))
        keys = ready.account.keys("web")

    assert [key.name for key in keys] == ["one", "two"]
    assert "cursor=0%3A1%3A0" in server.requests[1].path


def test_counts_are_grouped_twice(server_asked: ScriptedServer) -> None:
    """A parameter of several values is given once for each."""
    stats = [one.path for one in server_asked.requests if "stats_v2" in one.path]

    assert any("groupBy=outcome&groupBy=category" in path for path in stats)
    assert all("project=42" in path for path in stats)


@pytest.fixture
def server_asked() -> Iterator[ScriptedServer]:
    """A server that was asked everything."""
    with serving() as server, asking(server) as ready:
        gathered(ready, VERSION)
        yield server
