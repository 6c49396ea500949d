"""Why a bundle stays. Each rule is asked; one that has no reason means nothing by that."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from buildtools.pruning.facts import Deploys, Here, Rules, Stored
from buildtools.pruning.pruned import Reason
from buildtools.values import DebugId


def reasons(
    bundle: Stored, deploys: Deploys, here: Here, rules: Rules, now: datetime
) -> tuple[Reason, ...]:
    """Return every reason for which a bundle stays, by what its listing and its releases say."""
    found = [*_by_owner(bundle, here, rules), *_by_age(bundle, rules, now)]
    for release in bundle.releases:
        found += _by_release(release, deploys, here, rules, now)
    return tuple(dict.fromkeys(found))


def by_debug_ids(held: Iterable[DebugId] | None, here: Here) -> tuple[Reason, ...]:
    """Return why a bundle stays by the debug IDs that it holds; None where they are not known."""
    if held is None:
        return (Reason("not-read", "its files cannot be read"),)
    releases = dict.fromkeys(here.debug_ids[one] for one in held if one in here.debug_ids)
    return tuple(Reason("debug-ids", f"it holds debug IDs of {release}") for release in releases)


def _by_owner(bundle: Stored, here: Here, rules: Rules) -> Iterator[Reason]:
    if bundle.is_of_all or not bundle.releases:
        yield Reason("no-release", "it is of no release, so nobody knows where it is needed")
    if bundle.id not in here.bundles and not rules.others:
        yield Reason("not-ours", "no ledger here has uploaded it; --others takes such ones too")


def _by_age(bundle: Stored, rules: Rules, now: datetime) -> Iterator[Reason]:
    times = (bundle.added, bundle.modified)
    known = [when for when in times if when]
    if len(known) < len(times):
        yield Reason("no-date", "the server tells no time that can be read")
    elif max(known) > now - timedelta(days=rules.age_days):
        yield Reason("young", f"it is younger than {rules.age_days} days")


def _by_release(
    release: str,
    deploys: Deploys,
    here: Here,
    rules: Rules,
    now: datetime,
) -> Iterator[Reason]:
    if release in here.releases:
        yield Reason("here", f"{release} {here.releases[release]}")
    every = deploys.told.get(release)
    if every is None:
        yield Reason("unknown", f"the server does not list {release}, so its deploys are unknown")
        return
    if not every:
        yield Reason("not-deployed", f"no deploy of {release} is known")
    environments = {deploy.environment for deploy in every}
    if every and rules.environment and rules.environment not in environments:
        yield Reason("elsewhere", f"{release} was not deployed to {rules.environment}")
    for deploy in every:
        later = deploys.later(deploy)
        if deploy.when is None:
            yield Reason("no-date", f"nobody can read when {release} was deployed")
        elif deploy.when > now - timedelta(days=rules.deployed_days):
            days = f"in the last {rules.deployed_days} days"
            yield Reason("recent", f"{release} was deployed to {deploy.environment} {days}")
        if later == 0:
            yield Reason("live", f"{release} is what was deployed last to {deploy.environment}")
        elif later < rules.newest:
            among = f"among the {rules.newest} that were deployed last to {deploy.environment}"
            yield Reason("newest", f"{release} is {among}")
