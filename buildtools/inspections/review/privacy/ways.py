"""The ways that the corpus is sent: by their settings, by recommended ones, with hooks or not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from buildtools.findings import Finding
from buildtools.findings.subjects import Setting
from buildtools.inspections.review.privacy import effects, recommended, streamed, telling
from buildtools.inspections.review.privacy.engine import Engine
from buildtools.inspections.review.privacy.hooks import Hooked, Item, Unrun, run
from buildtools.inspections.review.privacy.measuring import Corpus, Course
from buildtools.inspections.review.privacy.scrubbing import in_effect, rule_texts
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.reviewed import Table
from buildtools.values import Hooks

Answer = dict[str, Any]


class Ways:
    """The corpus, and the settings of one organization and project, as the API has them."""

    def __init__(self, engine: Engine, organization: Answer, project: Answer) -> None:
        self._engine = engine
        self._corpus = Corpus(engine)
        self._organization = organization
        self._project = project
        self._scrubbing = in_effect(organization, project)

    def hooked(self, hooks: Hooks, app: Path, variables: Mapping[str, str]) -> Hooked | Unrun:
        """Run the app's hooks on the corpus, and on what no server's rules can be asked of."""
        events = [Item(name, "event", event) for name, event in self._corpus.events().items()]
        kinds = [kind for kind in ("span", "log") if getattr(hooks, kind)]
        alone = [each.item for each in streamed.planted() if each.item.kind in kinds]
        return run(hooks, app, variables, [*events, *alone])

    def seen(
        self,
        told: str,
        ran: Hooked | Unrun | None,
        *,
        of_server: bool,
        not_measured: tuple[str, ...],
    ) -> PrivacySeen:
        """Measure every way, and tell what was measured."""
        left = ran.left if isinstance(ran, Hooked) else None
        unrun = ran.why if isinstance(ran, Unrun) else ""
        whose = "their settings" if of_server else "defaults of a new project"
        found = tuple(self.without_effect())
        courses, then = self._courses(whose, left, found)
        main = courses[_with_hooks(whose) if left is not None else whose]
        now = recommended.as_settings(self._scrubbing, self._project)
        tool = f"sentry-relay {self._engine.version}"
        source = f"planted events through {tool}, with {told}"
        alone = streamed.told(left or {})
        return PrivacySeen(
            len(main.fates),
            main.struck,
            told,
            ran.names if isinstance(ran, Hooked) else (),
            found,
            (*not_measured, *((f"hooks: {unrun}",) if unrun else ())),
            () if unrun else (*telling.figures(main, source), *alone.figures),
            self._tables(courses, main, alone.tables, recommended.table(now, then)),
            of_server,
            unrun,
            ran.said if isinstance(ran, Hooked) else (),
            recommended.text(now),
            recommended.text(then),
            tool,
        )

    def without_effect(self) -> list[Finding]:
        """Find rules and settings that do nothing."""
        found: list[Finding] = []
        for owner, text in rule_texts(self._organization, self._project).items():
            found += effects.of_rules(self._engine, owner, text)
        return [*found, *effects.of_settings(self._engine, self._scrubbing)]

    def _courses(
        self, whose: str, left: Mapping[str, Answer | None] | None, found: tuple[Finding, ...]
    ) -> tuple[dict[str, Course], Answer]:
        """Return each way by its name, and the recommended settings."""
        theirs = self._engine.rule_sets(self._scrubbing)
        courses = {whose: self._corpus.through(theirs)}
        then = recommended.settings(self._project, _strangers(found), courses[whose].false)
        better = self._engine.rule_sets(in_effect(self._organization, then))
        if left is not None:
            courses |= {
                "hooks alone": self._corpus.through((), left),
                _with_hooks(whose): self._corpus.through(theirs, left),
                _with_hooks("recommended settings"): self._corpus.through(better, left),
            }
        courses["recommended settings"] = self._corpus.through(better)
        return courses, then

    def _tables(
        self,
        courses: dict[str, Course],
        main: Course,
        alone: tuple[Table, ...],
        settings: Table,
    ) -> tuple[Table, ...]:
        name = next(each for each, course in courses.items() if course is main)
        measured = telling.tables(courses, name, self._engine.version)
        return (*measured, *alone, settings)


def _with_hooks(settings: str) -> str:
    return f"hooks, then {settings}"


def _strangers(found: tuple[Finding, ...]) -> list[str]:
    """Return the names of rules that there are not."""
    about = [each.about for each in found if "no such rule" in each.sentence]
    return [each.value for each in about if isinstance(each, Setting)]
