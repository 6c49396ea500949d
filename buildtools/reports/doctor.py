"""What `doctor` says: a line for each answer, what helps below it, and the counts at last."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from buildtools.found.answer import Answer, State
from buildtools.texts.screen import Line, Role, Span, line
from buildtools.texts.wording import count

MARKS: dict[State, str] = {"ok": "✓", "warning": "!", "error": "✗", "not-checked": "-"}
WORDS: dict[State, str] = {
    "ok": "ok",
    "warning": "warning",
    "error": "error",
    "not-checked": "not checked",
}
_ROLES: dict[State, Role] = {
    "ok": "good",
    "warning": "warning",
    "error": "bad",
    "not-checked": "aside",
}


class Row(msgspec.Struct, frozen=True):
    """One answer as it is shown, and whose it is."""

    check: str
    topic: str
    title: str
    answer: Answer


def flat(row: Row) -> dict[str, object]:
    """Return one answer as `--json` shows it."""
    return {key: getattr(row, key) for key in ("check", "topic", "title")} | msgspec.structs.asdict(
        row.answer
    )


def lines(row: Row) -> Iterator[Line]:
    """Return one answer in one line, and what helps in another."""
    answer = row.answer
    what = "not checked: " if answer.state == "not-checked" else ""
    mark = Span(MARKS[answer.state], _ROLES[answer.state])
    yield line("  ", mark, f" {row.title}: {what}{answer.said}")
    if answer.remedy:
        yield line("      try: ", Span(answer.remedy, "help"), hang=11)


def counted(answers: Iterable[Answer]) -> str:
    """Return how many answers there are of each sort."""
    number = Counter(each.state for each in answers)
    parts = [
        f"{number['ok']} ok",
        count(number["warning"], "warning", none="no"),
        count(number["error"], "error", none="no"),
        f"{number['not-checked']} not checked",
    ]
    return f"\n  {', '.join(parts)}"
