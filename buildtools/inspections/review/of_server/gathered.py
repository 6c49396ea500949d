"""Everything that a review asks of a server, asked a few at a time, as values without secrets."""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

import msgspec

from buildtools.api.endpoints.settings import SettingsEndpoints
from buildtools.api.models.settings import ConnectedRepository, FilterRow, WholeEvent
from buildtools.facts.regions import region_of
from buildtools.inspections.review.of_server import account as of_account
from buildtools.inspections.review.of_server import alerting, counting, effective
from buildtools.inspections.review.of_server.asking import Asking
from buildtools.machine import threads
from buildtools.review.evidence.server import (
    Happened,
    Key,
    NotShown,
    ReleaseTold,
    Repository,
    ServerSeen,
    Told,
)

T = TypeVar("T")
U = TypeVar("U")

_EVERY_PROJECT = "-1"
_BY_NUMBER = (
    *("workflows", "rules", "detectors", "alert-rules"),
    *("code-mappings", "stats", "reasons", "monitors"),
)
"""What is asked of the organization and means one project, by a number that the project tells."""
PROBE = "sentry-buildtools"
"""The tag of test events."""
_MAPS = ("js_", "source")
"""How kinds of errors of processing begin that are about source maps."""


def gathered(asking: Asking, release: str) -> ServerSeen:
    """Ask for all of it, but for the token; `release` is empty where nothing was built yet."""
    account, slug = asking.account, asking.project
    organization = _put(
        asking.told("organization", account.organization), of_account.of_organization
    )
    project = _put(asking.told("project", lambda: account.project(slug)), of_account.of_project)
    number = _EVERY_PROJECT if isinstance(project, NotShown) else project.id or _EVERY_PROJECT
    more = _ask_all(asking, _questions(account, slug, number, release))
    if isinstance(project, NotShown):
        more |= {name: project for name in _BY_NUMBER if not isinstance(more[name], NotShown)}
    settings, whose = effective.of(project, organization)
    keys: Told[tuple[Key, ...]] = _put(more["keys"], of_account.of_keys)
    seen = ServerSeen(
        *(account.connection.projects, _region(keys), settings, whose),
        *(organization, project, keys),
        alerting.alerts(more["workflows"], more["rules"]),
        alerting.detectors(more["detectors"], more["alert-rules"], slug),
        of_account.filters(_put(more["filters"], _filters), project),
        of_account.ownership(more["ownership"], more["codeowners"]),
        _put(more["repos"], _repositories),
        more["code-mappings"],
        counting.quota(more["stats"], more["reasons"]),
        *(more["dashboards"], more["monitors"], more["environments"], more["release"]),
        _put(more["events"], _happened),
    )
    return msgspec.structs.replace(
        seen, figures=counting.figures(seen.quota), tables=counting.tables(seen)
    )


def _put(told: Told[T], to: Callable[[T], U]) -> Told[U]:
    return told if isinstance(told, NotShown) else to(told)


def _questions(
    account: SettingsEndpoints, slug: str, number: str, release: str
) -> dict[str, Callable[[], Any]]:
    def counts() -> ReleaseTold:
        told = account.release_counts(release)
        return ReleaseTold(told.commit_count or 0, told.deploy_count or 0)

    asked: dict[str, Callable[[], Any]] = {
        "keys": lambda: tuple(chain(*map(account.keys, account.connection.projects))),
        "workflows": lambda: account.workflows(number),
        "detectors": lambda: account.detectors(number),
        "filters": lambda: account.filters(slug),
        "ownership": lambda: account.ownership(slug),
        "codeowners": lambda: account.code_owners(slug),
        "repos": account.connected,
        "code-mappings": lambda: account.code_mappings(number),
        "stats": lambda: account.stats(number, "outcome", "category"),
        "reasons": lambda: account.stats(number, "outcome", "reason"),
        "dashboards": account.dashboards,
        "monitors": lambda: account.monitors(number),
        "environments": lambda: account.environments(slug),
        "events": lambda: account.whole_events(slug),
    }
    return asked | ({"release": counts} if release else {})


def _ask_all(asking: Asking, asked: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """Ask a few at a time; older forms only where a server does not have the newer ones."""
    with threads.pool(threads.REQUESTS, "review") as pool:
        answers = list(pool.map(lambda each: asking.told(*each), asked.items()))
    told = dict(zip(asked, answers, strict=True))
    told.setdefault("release", NotShown(0, "there is no release yet: nothing was built"))
    account, slug = asking.account, asking.project
    older: dict[str, tuple[str, Callable[[], Any]]] = {
        "rules": ("workflows", lambda: account.rules(slug)),
        "alert-rules": ("detectors", account.metric_rules),
    }
    for name, (newer, ask) in older.items():
        is_absent = isinstance(told[newer], NotShown) and told[newer].status == 404
        told[name] = asking.told(name, ask) if is_absent else told[newer]
        if isinstance(told[name], NotShown) and told[name].status == 404:
            told[name] = told[newer]
    return told


def _region(keys: Told[tuple[Key, ...]]) -> str:
    """Return the region that the keys' hosts name, where all that name one name the same."""
    if isinstance(keys, NotShown):
        return ""
    named = {region_of(key.host) for key in keys} - {""}
    return named.pop() if len(named) == 1 else ""


def _filters(rows: Iterable[FilterRow]) -> dict[str, bool]:
    return {row.id: bool(row.active) for row in rows}


def _repositories(rows: Iterable[ConnectedRepository]) -> tuple[Repository, ...]:
    return tuple(
        Repository(
            row.name,
            row.status == "active",
            (row.provider.id if row.provider else "") or "",
        )
        for row in rows
    )


def _happened(every: tuple[WholeEvent, ...]) -> Happened:
    """Count the events whose maps were of no use, and how often each kind of error was met.

    Test events have a frame that is to stay as it is, so they count for neither.
    """
    events = [each for each in every if all(tag.key != PROBE for tag in each.tags)]
    kinds: dict[str, int] = {}
    troubled: list[str] = []
    for event in events:
        errors = {each.type for each in event.errors if each.type.startswith(_MAPS)}
        troubled += [event.event_id] if errors else []
        for kind in errors:
            kinds[kind] = kinds.get(kind, 0) + 1
    example = troubled[0] if troubled else ""
    return Happened(len(events), len(troubled), dict(sorted(kinds.items())), example)
