"""Record: counts every trial, and keeps as many of them as fit.

Each is written as its line at once, so that a hundred thousand of them take no more memory than the
bound. Positions that passed come in thousands and tell the least: they have a half of the room of
their own, so that they never push out what failed, nor the frames.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from buildtools.proof.counts import Count, Noun, row
from buildtools.proof.trials import Check, Outcome, Trial
from buildtools.values import SHORTEST_SECRET

MOST_LINES = 20_000
"""Trials that are kept at most."""

MOST_BYTES = 8_000_000
"""Bytes that they take at most; the head and the end of a file with them come to it."""

PLENTIFUL: Collection[Check] = ("position", "original")

_COUNTED: dict[Check, Noun] = {
    "pair": "pairs",
    "position": "positions",
    "original": "judged",
    "event": "events",
    "frame": "frames",
    "listed-file": "files listed",
    "look-up": "debug IDs looked up",
    "control": "controls",
    "served": "answers compared",
    "page": "pages read",
    "exposed": "private files asked for",
    "registered": "debug IDs read in a browser",
}
"""What a trial of each check counts as, where it counts."""

_BY_KIND: frozenset[Noun] = frozenset(each.noun for each in Count if each.kind)

_ENCODE = msgspec.json.Encoder(order="deterministic")


class LeftOut(msgspec.Struct, frozen=True):
    """How many trials with one outcome are not kept, for they would not have fitted."""

    check: Check
    outcome: Outcome
    number: int


class _Room:
    """What is left of a bound."""

    def __init__(self, lines: int, size: int) -> None:
        self._lines, self._size = lines, size
        self.is_full = lines <= 0
        """Whether a line did not fit: no other is made then, for to write them takes time."""

    def take(self, line: bytes) -> bool:
        """Take room for one more line, if there is any."""
        self.is_full = self._lines <= 0 or len(line) > self._size
        if not self.is_full:
            self._lines -= 1
            self._size -= len(line)
        return not self.is_full


class Record:
    """The trials of one proof as they come in."""

    def __init__(
        self,
        secrets: Iterable[str] = (),
        *,
        most_lines: int = MOST_LINES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`secrets` are texts that no line may hold, whatever it quotes."""
        self.counts: dict[Count, int] = {}
        """What was really tried, and the positions that could not be judged."""
        self._lines: list[bytes] = []
        self._left_out: Counter[tuple[Check, Outcome]] = Counter()
        self._plenty = _Room(most_lines // 2, most_bytes // 2)
        self._others = _Room(most_lines - most_lines // 2, most_bytes - most_bytes // 2)
        self._secrets = _as_in_json(secrets)

    @property
    def lines(self) -> Sequence[bytes]:
        """The trials that fitted, each as one line of JSON with its end."""
        return self._lines

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What did not fit."""
        return tuple(LeftOut(*what, number) for what, number in sorted(self._left_out.items()))

    def add(self, *trials: Trial) -> None:
        """Count these trials, and keep those that fit."""
        self.extend(trials)

    def extend(self, trials: Iterable[Trial]) -> None:
        """Count these trials one by one as they are made, and keep those that fit."""
        for trial in trials:
            for count, number in _counts(trial):
                self.counts[count] = self.counts.get(count, 0) + number
            self._keep(trial)

    def _keep(self, trial: Trial) -> None:
        is_plentiful = trial.check in PLENTIFUL and trial.outcome != "failed"
        room = self._plenty if is_plentiful else self._others
        if not room.is_full and room.take(line := self._written(trial)):
            self._lines.append(line)
        else:
            self._left_out[trial.check, trial.outcome] += 1

    def _written(self, trial: Trial) -> bytes:
        line: bytes = _ENCODE.encode(trial)
        if any(written in line for written in self._secrets.values()):
            line = _ENCODE.encode(_masked(msgspec.to_builtins(trial), tuple(self._secrets)))
        return line + b"\n"


def _as_in_json(secrets: Iterable[str]) -> dict[str, bytes]:
    """Return the secrets as lines of JSON would hold them, the longest first."""
    texts = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
    return {text: _ENCODE.encode(text)[1:-1] for text in sorted(texts, key=len, reverse=True)}


_OURS = frozenset({"check", "outcome", "kind", "what"})
"""Keys whose values are our own words."""


def _masked(value: object, secrets: Sequence[str]) -> object:
    """Return a trial without the secrets in what it quotes."""
    match value:
        case str(text):
            for secret in secrets:
                text = text.replace(secret, "***")
            return text
        case dict():
            return {
                key: each if key in _OURS else _masked(each, secrets) for key, each in value.items()
            }
        case list() | tuple():
            return [_masked(each, secrets) for each in value]
        case _:
            return value


def _counts(trial: Trial) -> Iterator[tuple[Count, int]]:
    """Return what a trial adds to which count: only what was really tried does."""
    noun = _COUNTED.get(trial.check)
    if not trial.was_tried:
        noun = "not judged" if trial.check == "original" and trial.kind else None
    if noun is not None:
        yield row(noun, trial.kind if noun in _BY_KIND else None), 1
    if noun == "pairs":  # whether any of its positions can be compared or not
        yield row("positions", trial.kind), 0
