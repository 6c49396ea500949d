"""The ways that the corpus is sent: by their settings, by recommended ones, with hooks or not."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting
from buildtools.inspections.review.privacy import effects, recommended, streamed, telling
from buildtools.inspections.review.privacy.engine import Engine
from buildtools.inspections.review.privacy.hooks import Hooked, Item, Unrun, run
from buildtools.inspections.review.privacy.measuring import Corpus, Course
from buildtools.inspections.review.privacy.scrubbing import in_effect
from buildtools.inspections.review.privacy.theirs import Theirs
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import Switches
from buildtools.values import Hooks

Answer = dict[str, Any]

NOT_MEASURED = (
    "streamed spans, logs, metrics and replays on the server: other code scrubs them there, "
    "which cannot be asked here",
)


class Ways:
    """The corpus, and the settings of one organization and project."""

    def __init__(self, engine: Engine, their: Theirs, corpus: Corpus | None = None) -> None:
        self._engine = engine
        self._corpus = corpus or Corpus(engine)
        self._their = their
        self._organization = self._of_use(their.organization)
        self._project = self._of_use(their.project)
        self._scrubbing = in_effect(self._organization, self._project)

    def _of_use(self, switches: Switches) -> Switches:
        """Return settings without rules that servers refuse: a newer engine may know them."""
        if self._engine.refusal(switches.relay_pii_config or "{}"):
            return msgspec.structs.replace(switches, relay_pii_config="")
        return switches

    def hooked(self, hooks: Hooks, app: Path, variables: Mapping[str, str]) -> Hooked | Unrun:
        """Run the app's hooks on the corpus, and on what no server's rules can be asked of."""
        events = [Item(name, "event", event) for name, event in self._corpus.events().items()]
        kinds = [kind for kind in ("span", "log") if getattr(hooks, kind)]
        alone = [each.item for each in streamed.planted() if each.item.kind in kinds]
        return run(hooks, app, variables, [*events, *alone])

    def seen(self, ran: Hooked | Unrun | None) -> PrivacySeen:
        """Measure every way, with what hooks have left of the corpus, and tell what was seen."""
        left = ran.left if isinstance(ran, Hooked) else None
        unrun = ran.why if isinstance(ran, Unrun) else ""
        whose = "their settings" if self._their.of_server else "defaults of a new project"
        found = tuple(self.without_effect())
        courses, then = self._courses(whose, left, found)
        name = _with_hooks(whose) if left is not None else whose
        now = recommended.settings_of(self._project)
        tool = f"sentry-relay {self._engine.version}"
        source = f"planted events through {tool}, with {self._their.told}"
        alone = streamed.told(left or {})
        not_measured = (*NOT_MEASURED, *_unmeasured(ran))
        measured = telling.tables(courses, name, self._engine.version, not_measured)
        return PrivacySeen(
            len(courses[name].fates),
            courses[name].struck,
            self._their.told,
            ran.names if isinstance(ran, Hooked) else (),
            found,
            not_measured,
            () if unrun else (*telling.figures(courses[name], source), *alone.figures),
            (*measured, *alone.tables, *recommended.tables(now, then)),
            self._their.of_server,
            unrun,
            tuple(_failing(ran)),
            recommended.text(now),
            recommended.text(then),
            tool,
        )

    def without_effect(self) -> list[Finding]:
        """Find rules and settings that do nothing."""
        found: list[Finding] = []
        by_owner = {"organization": self._their.organization, "project": self._their.project}
        for owner, switches in by_owner.items():
            if switches.relay_pii_config.strip():
                found += effects.of_rules(self._engine, owner, switches.relay_pii_config)
        return [*found, *effects.of_settings(self._engine, self._scrubbing)]

    def _courses(
        self, whose: str, left: Mapping[str, Answer | None] | None, found: tuple[Finding, ...]
    ) -> tuple[dict[str, Course], Answer]:
        """Return each way by its name, and the recommended settings."""
        theirs = self._engine.rule_sets(self._scrubbing)
        courses = {whose: self._corpus.through(theirs)}
        false = courses[whose].false
        then = recommended.settings(self._project, _undefined(found), false)
        changed = in_effect(self._organization, recommended.switches(then))
        better = self._engine.rule_sets(changed)
        if left is not None:
            courses |= {
                "hooks alone": self._corpus.through((), left),
                _with_hooks(whose): self._corpus.through(theirs, left),
                _with_hooks("recommended settings"): self._corpus.through(better, left),
            }
        courses["recommended settings"] = self._corpus.through(better)
        return courses, then


def _with_hooks(settings: str) -> str:
    return f"hooks, then {settings}"


def _unmeasured(ran: Hooked | Unrun | None) -> Iterator[str]:
    if isinstance(ran, Unrun):
        yield f"hooks: {ran.why}"
    if isinstance(ran, Hooked) and ran.tried:
        yield f"what hooks do with {', '.join(ran.tried)}, which they were refused"


def _failing(ran: Hooked | Unrun | None) -> Iterator[Finding]:
    for export, sentence in ran.failed if isinstance(ran, Hooked) else ():
        yield finding("scrub-hook-fails", Setting("review.hooks", export), sentence)


def _undefined(found: tuple[Finding, ...]) -> list[str]:
    """Return the names of rules that there are not."""
    about = [each.about for each in found if "no such rule" in each.sentence]
    return [each.value for each in about if isinstance(each, Setting)]
