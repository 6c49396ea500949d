"""Who answers: a person at a terminal, or nobody. An answer that will not do is asked again."""

from collections.abc import Sequence
from typing import Any, Protocol

from buildtools.errors import ConfigurationError
from buildtools.setup.questions.opened import Question


class Asker(Protocol):
    """Whoever is asked."""

    def ask(self, question: Question, fault: str) -> str:
        """Return what was answered, empty for the default; `fault` is of the answer before.

        Raises KeyboardInterrupt and EOFError where there will be none.
        """
        ...


class Unanswered(ConfigurationError):
    """Questions stay open, and nobody is asked."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(
            "something stays open, and nobody is asked; nothing is written",
            evidence=[f"{each.flag}: {each.why}" for each in questions],
            remedy=f"buildtools init {' '.join(each.flag for each in questions)}",
        )
        self.questions = tuple(questions)


def ask(asker: Asker, question: Question) -> Any:
    """Return the value of an answer; None where it was left open."""
    fault = ""
    while True:
        text = asker.ask(question, fault).strip() or question.default
        if text == "":
            return None
        try:
            if text is not None:
                return question.read(text)
            fault = f"this has to be told: {question.why}"
        except ConfigurationError as wrong:
            fault = wrong.what
