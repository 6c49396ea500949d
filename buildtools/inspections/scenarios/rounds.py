"""Rounds: one error raised after the other, each waited for before the next."""

import secrets
from collections.abc import Callable, Iterator, Sequence

from buildtools.checks import expectations
from buildtools.checks.expectations import Came
from buildtools.inspections.scenarios.raising import Hands, NotRaised
from buildtools.inspections.scenarios.reported import Reports, Wanted
from buildtools.inspections.scenarios.sources import Case
from buildtools.proof.trials import Trial
from buildtools.values import Scenario

NOT_TOLD = "sentry.yml does not say under scenarios how it is raised"


def rounds(
    cases: Sequence[Case],
    hands: Hands,
    reports: Reports,
    on_trial: Callable[[Trial], None] = lambda trial: None,
) -> tuple[Trial, ...]:
    """Raise one error after the other, and judge what each came back as.

    `on_trial` hears of each as it ends. What cannot be raised is a trial that was not tried.
    """
    tried: list[Trial] = []
    for trial in _trials(cases, hands, reports):
        on_trial(trial)
        tried.append(trial)
    return tuple(tried)


def _trials(cases: Sequence[Case], hands: Hands, reports: Reports) -> Iterator[Trial]:
    traces: set[str] = set()
    for case in cases:
        if case.scenario is None:
            yield expectations.untried(case.raising, NOT_TOLD)
            continue
        trace = secrets.token_hex(16)
        yield _one(case, case.scenario, hands, reports, trace, frozenset(traces))
        traces.add(trace)


def _one(
    case: Case,
    scenario: Scenario,
    hands: Hands,
    reports: Reports,
    trace: str,
    foreign: frozenset[str],
) -> Trial:
    raising = case.raising
    by_page = scenario.by_page
    known = frozenset() if by_page else reports.known()

    def fits(came: Came) -> bool:
        return expectations.trial(raising, came).outcome == "passed"

    try:
        with hands.raised(raising.mark.name, scenario, trace) as page:
            wanted = Wanted(page.sent, by_page, known, trace, foreign)
            return expectations.trial(raising, reports.wait(wanted, fits, page.wait))
    except NotRaised as why:
        return expectations.untried(raising, str(why))
