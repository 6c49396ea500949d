"""Who is told of issues, in one form for workflows and for the rules of older servers."""

from typing import Any

from buildtools.api.models.settings import (
    Action,
    Condition,
    DetectorRow,
    MetricRule,
    Rule,
    Workflow,
)
from buildtools.review.evidence.server import Alert, Detector, NotShown, Told

_WHEN = {
    "first_seen_event": "new",
    "new_high_priority_issue": "new, of high priority",
    "regression_event": "regression",
    "reappeared_event": "escalation",
    "existing_high_priority_issue": "escalation",
    "issue_resolved_trigger": "resolution",
}
_CLASSES = {
    "FirstSeenEventCondition": "new",
    "NewHighPriorityIssueCondition": "new, of high priority",
    "RegressionEventCondition": "regression",
    "ReappearedEventCondition": "escalation",
    "ExistingHighPriorityIssueCondition": "escalation",
}
_ANYBODY = frozenset({"issue_owners", "IssueOwners"})
"""Targets that need no identifier: whoever owns the issue, else who is active."""
_PEOPLE = frozenset({"email", "mail"})
_ALONE = frozenset({"plugin", "webhook"})
"""Actions that reach somebody without target or integration."""


def alerts(
    workflows: Told[tuple[Workflow, ...]], rules: Told[tuple[Rule, ...]]
) -> Told[tuple[Alert, ...]]:
    """Return workflows; where a server has none, its rules."""
    if not isinstance(workflows, NotShown):
        return tuple(of_workflow(each) for each in workflows)
    return rules if isinstance(rules, NotShown) else tuple(of_rule(each) for each in rules)


def of_workflow(told: Workflow) -> Alert:
    """Return a workflow; without conditions every event of its detectors sets it off."""
    conditions = told.triggers.conditions if told.triggers else ()
    actions = [each for group in told.action_filters or () for each in group.actions]
    return Alert(
        told.name,
        told.enabled,
        _distinct(_WHEN.get(each.type, "other") for each in conditions) or ("every event",),
        told.environment,
        _distinct(each.type for each in actions if _reaches(each)),
        _distinct(each.type for each in actions if not _reaches(each)),
        told.detector_ids or (),
    )


def _reaches(action: Action) -> bool:
    if action.status != "active":
        return False
    target = action.config.get("targetType")
    if action.type in _ALONE or target in _ANYBODY:
        return True
    identifier = action.config.get("targetIdentifier")
    return bool(identifier) and (action.type in _PEOPLE or action.integration_id is not None)


def of_rule(told: Rule) -> Alert:
    """Return an issue alert of a server without workflows."""
    return Alert(
        told.name,
        told.status == "active",
        _distinct(map(_class_of, told.conditions)) or ("every event",),
        told.environment,
        _distinct(_action_of(each) for each in told.actions if _rule_reaches(each)),
        _distinct(_action_of(each) for each in told.actions if not _rule_reaches(each)),
    )


def _class_of(condition: Condition) -> str:
    return _CLASSES.get(str(condition.id).rpartition(".")[2], "other")


def _action_of(action: dict[str, Any]) -> str:
    """sentry.mail.actions.NotifyEmailAction -> email; …slack.notify_action.SlackNotify… -> slack"""
    name = str(action.get("id", ""))
    if name.startswith("sentry.mail."):
        return "email"
    parts = name.split(".")
    return parts[2] if len(parts) > 3 and parts[1] == "integrations" else "other"


def _rule_reaches(action: dict[str, Any]) -> bool:
    """An e-mail needs a target; what else there is names its integration, or needs none."""
    if _action_of(action) != "email":
        return "integration" not in action or bool(action["integration"])
    target = action.get("targetType")
    return target in _ANYBODY or (target is not None and bool(action.get("targetIdentifier")))


def detectors(
    rows: Told[tuple[DetectorRow, ...]], rules: Told[tuple[MetricRule, ...]], project: str
) -> Told[tuple[Detector, ...]]:
    """Return detectors; where a server has none, the project's metric alerts."""
    if not isinstance(rows, NotShown):
        return tuple(
            Detector(str(row.id), row.name, row.type, row.enabled, len(row.workflow_ids or ()))
            for row in rows
        )
    if isinstance(rules, NotShown):
        return rules
    return tuple(_metric(each) for each in rules if project in each.projects)


def _metric(rule: MetricRule) -> Detector:
    actions = sum(len(trigger.actions) for trigger in rule.triggers)
    return Detector(str(rule.id), rule.name, "metric_issue", rule.status == 0, actions)


def _distinct(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
