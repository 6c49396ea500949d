"""Calls that read settings of an organization and a project; nothing here writes any.

Each question is a row: where it is asked, what it is about, and which scopes may ask it. A 403 and
a 404 stay two things: NotPermitted and NotFound. Source: docs/wire.md#settings.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec

from buildtools.api.endpoints.base import Endpoints
from buildtools.api.http.request import Request
from buildtools.api.http.urls import path
from buildtools.api.models.answers import Whoami
from buildtools.api.models.settings import (
    ClientKey,
    ConnectedRepository,
    DetectorRow,
    FilterRow,
    MetricRule,
    Named,
    OrganizationSettings,
    OwnershipRules,
    ProjectSettings,
    ReleaseCounts,
    Rule,
    Stats,
    WholeEvent,
    Workflow,
)

T = TypeVar("T")

_PERIOD = "30d"
_EVENTS_PERIOD = "24h"
_READ_PROJECT = ("project:read",)
_READ_ORG = ("org:read",)
_READ_ALERTS = ("org:read", "alerts:read")


class Question(msgspec.Struct, frozen=True):
    """One thing that a server is asked."""

    name: str
    where: str
    """Below /api/0/, with the names that are filled in: projects/{org}/{project}/keys."""
    about: str
    """What it is about, in the plural where there may be several: `keys of the project`."""
    scopes: tuple[str, ...]
    """Any one of them may ask; none where every token may."""
    older: bool = False
    """Asked only where the server does not have what took its place."""


_ROWS = (
    Question("organization", "organizations/{org}", "settings of the organization", _READ_ORG),
    Question("project", "projects/{org}/{project}", "settings of the project", _READ_PROJECT),
    Question("keys", "projects/{org}/{project}/keys", "keys of the project", _READ_PROJECT),
    Question("workflows", "organizations/{org}/workflows", "workflows", _READ_ALERTS),
    Question("detectors", "organizations/{org}/detectors", "detectors", _READ_ALERTS),
    Question(
        "rules",
        "projects/{org}/{project}/rules",
        "alert rules of the project",
        ("project:read", "alerts:read"),
        older=True,
    ),
    Question(
        "alert-rules",
        "organizations/{org}/alert-rules",
        "metric alerts",
        _READ_ALERTS,
        older=True,
    ),
    Question("filters", "projects/{org}/{project}/filters", "inbound filters", _READ_PROJECT),
    Question("ownership", "projects/{org}/{project}/ownership", "ownership rules", _READ_PROJECT),
    Question("codeowners", "projects/{org}/{project}/codeowners", "code owners", _READ_PROJECT),
    Question("repos", "organizations/{org}/repos", "repositories", _READ_ORG),
    Question("code-mappings", "organizations/{org}/code-mappings", "code mappings", _READ_ORG),
    Question("stats", "organizations/{org}/stats_v2", "counts by outcome", _READ_ORG),
    Question("reasons", "organizations/{org}/stats_v2", "counts by reason", _READ_ORG),
    Question("dashboards", "organizations/{org}/dashboards", "dashboards", _READ_ORG),
    Question("monitors", "organizations/{org}/monitors", "cron monitors", _READ_ALERTS),
    Question(
        "environments", "projects/{org}/{project}/environments", "environments", _READ_PROJECT
    ),
    Question(
        "release",
        "organizations/{org}/releases/{version}",
        "the release",
        ("org:ci", "project:read"),
    ),
    Question("events", "projects/{org}/{project}/events", "events of the last day", _READ_PROJECT),
    Question("token", "", "scopes of the token", ()),
)

QUESTIONS: Mapping[str, Question] = MappingProxyType({row.name: row for row in _ROWS})
"""Every question by its name, in the order in which they are asked."""


class SettingsEndpoints(Endpoints):
    """Settings of one organization, and of one of its projects."""

    def organization(self) -> OrganizationSettings:
        """Read the organization."""
        return self._one("organization", OrganizationSettings)

    def project(self, project: str) -> ProjectSettings:
        """Read a project."""
        return self._one("project", ProjectSettings, project)

    def keys(self, project: str) -> tuple[ClientKey, ...]:
        """List a project's keys, those that are switched off too."""
        return self._all("keys", ClientKey, project)

    def workflows(self, number: str) -> tuple[Workflow, ...]:
        """List the workflows of a project, by its number."""
        return self._all("workflows", Workflow, project=number)

    def detectors(self, number: str) -> tuple[DetectorRow, ...]:
        """List the detectors of a project, by its number."""
        return self._all("detectors", DetectorRow, project=number)

    def rules(self, project: str) -> tuple[Rule, ...]:
        """List a project's issue alerts, on servers without workflows."""
        return self._all("rules", Rule, project)

    def metric_rules(self) -> tuple[MetricRule, ...]:
        """List the metric alerts, on servers without detectors."""
        return self._all("alert-rules", MetricRule)

    def filters(self, project: str) -> tuple[FilterRow, ...]:
        """List a project's inbound filters."""
        return self._all("filters", FilterRow, project)

    def ownership(self, project: str) -> OwnershipRules:
        """Read a project's ownership rules."""
        return self._one("ownership", OwnershipRules, project)

    def code_owners(self, project: str) -> int:
        """Count the CODEOWNERS files that a project imports."""
        return len(self._all("codeowners", Named, project))

    def connected(self) -> tuple[ConnectedRepository, ...]:
        """List the repositories of the organization."""
        return self._all("repos", ConnectedRepository)

    def code_mappings(self, number: str) -> int:
        """Count a project's mappings from frames to repositories."""
        return len(self._all("code-mappings", Named, project=number))

    def stats(self, number: str, *by: str) -> Stats:
        """Count what a project was sent in the last 30 days, by outcome, category or reason."""
        asked: dict[str, str | tuple[str, ...]] = {
            "field": "sum(quantity)",
            "statsPeriod": _PERIOD,
            "interval": "1d",
            "groupBy": by,
            "project": number,
        }
        where = self._where("stats", "")
        return self.transport.send(Request("GET", where, params=asked)).read(Stats)

    def dashboards(self) -> tuple[str, ...]:
        """List the titles of the dashboards."""
        return tuple(each.title for each in self._all("dashboards", Named))

    def monitors(self, number: str) -> tuple[str, ...]:
        """List the names of a project's cron monitors."""
        return tuple(each.name for each in self._all("monitors", Named, project=number))

    def environments(self, project: str) -> tuple[str, ...]:
        """List the names of a project's environments that are not hidden."""
        every = self._all("environments", Named, project)
        return tuple(each.name for each in every if not each.is_hidden)

    def release_counts(self, version: str) -> ReleaseCounts:
        """Count the commits and deploys of a release."""
        return self._one("release", ReleaseCounts, version=version)

    def whole_events(self, project: str) -> tuple[WholeEvent, ...]:
        """Read the newest events of the last day, as many as one page holds."""
        asked = {"full": "true", "statsPeriod": _EVENTS_PERIOD, "per_page": "100"}
        where = self._where("events", project)
        return self.transport.send(Request("GET", where, params=asked)).read(tuple[WholeEvent, ...])

    def token(self) -> Whoami:
        """Read what the token may do."""
        return self.transport.send(Request("GET")).read(Whoami)

    def _where(self, name: str, project: str, version: str = "") -> str:
        names = {"{org}": self.connection.org, "{project}": project, "{version}": version}
        segments = QUESTIONS[name].where.split("/")
        return path(*(names.get(segment, segment) for segment in segments))

    def _one(self, name: str, type_: type[T], project: str = "", version: str = "") -> T:
        where = self._where(name, project, version)
        return self.transport.send(Request("GET", where)).read(type_)

    def _all(
        self, name: str, type_: type[T], slug: str = "", *, project: str | None = None
    ) -> tuple[T, ...]:
        rows: type[tuple[T, ...]] = tuple[type_, ...]  # type: ignore[valid-type] # made at run time
        return self.pages(self._where(name, slug), rows, project=project)
