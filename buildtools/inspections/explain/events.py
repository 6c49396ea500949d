"""An event explained: each frame with its place or its cause, and what holds for all of it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from buildtools.inspections.explain import causes, lines
from buildtools.inspections.explain.causes import Told
from buildtools.inspections.explain.causes.evidence import EventFacts, Evidence
from buildtools.inspections.explain.explain import Explainer
from buildtools.inspections.explain.explained import ExplainedStack, Explanation
from buildtools.inspections.explain.stored_event import StoredEvent
from buildtools.stacks import Frame

NOWHERE = Frame("unplaced", None, None, None, None, "")
"""Stands for the frames of an event that has none."""


class EventTold(msgspec.Struct, frozen=True):
    """What came of an event."""

    event: StoredEvent
    explanation: Explanation
    told: Told
    """What holds for the whole of it: that the browser told nothing, that frames were cut."""
    unknown: str = ""
    """Why the server's own view of the frames is not known."""

    @property
    def is_answered(self) -> bool:
        """Whether each frame has its place or its cause; of none the event says why."""
        frames = self.explanation.frames
        return all(each.is_answered for each in frames) if frames else self.told.cause is not None


def explained(event: StoredEvent, explainer: Explainer, unknown: str) -> EventTold:
    """Explain all frames of an event; `unknown` says why its server tells nothing of them."""
    stacks = tuple(
        ExplainedStack(
            f"{stack.type}: {stack.value}".strip(": "),
            tuple(explainer.frame(each.sent) for each in stack.frames),
        )
        for stack in event.stacks
    )
    thrown = event.stacks[-1] if event.stacks else None
    whole = Evidence(NOWHERE, explainer.now, event=event.facts_of_stack(thrown))
    return EventTold(event, Explanation(stacks), causes.tell(whole, "event"), unknown)


def told_lines(told: EventTold, *, verbose: bool = False) -> Iterator[str]:
    """Return what a person reads."""
    facts = told.event.facts
    yield f"event {told.event.id} of {told.event.project}"
    yield "  " + " · ".join(_facts(facts))
    yield ""
    if told.told.cause:
        yield f"{told.told.cause.title} ({told.told.cause.code})"
        yield from (f"  {line}" for line in told.told.evidence)
        if told.told.remedy:
            yield f"  try: {told.told.remedy}"
        yield ""
    if told.explanation.frames:
        yield from lines.lines(told.explanation, verbose=verbose)
    if told.unknown:
        yield f"the server's own view is not known: {told.unknown}"


def _facts(facts: EventFacts) -> Iterator[str]:
    yield facts.release or "no release"
    if facts.dist:
        yield f"dist {facts.dist}"
    yield facts.environment or "no environment"
    yield f"{facts.sdk_name} {facts.sdk_version}".strip() or "no SDK told"
    if facts.received:
        yield f"came at {facts.received}"


def shown(told: EventTold) -> dict[str, Any]:
    """Return what `--json` shows."""
    cause = told.told.cause
    facts = told.event.facts
    return {
        "kind": "event",
        "event": told.event.id,
        "project": told.event.project,
        "release": facts.release,
        "dist": facts.dist,
        "environment": facts.environment,
        "sdk": f"{facts.sdk_name} {facts.sdk_version}".strip(),
        "received": facts.received,
        "cause": cause and lines.cause(told.told),
        "not_told": told.unknown,
        **lines.shown(told.explanation),
    }
