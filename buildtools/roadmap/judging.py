"""Judging cards by reviews: raised or dropped, and what was expected of those that are done."""

import re
from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from buildtools.review.comparing import wanted
from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Reviewed
from buildtools.review.words import in_words, signed
from buildtools.roadmap.amounts import difference
from buildtools.roadmap.card import Card, Done
from buildtools.roadmap.conditions import Held, Truth, any_of

Ended = Literal["as-expected", "more", "less", "opposite", "not-judged"]
"""How an expectation came out; `less` and `opposite` are disappointments."""

TOLERANCE = 0.1
"""As far as a difference may be from the expected one, as a share; or as far as noise is."""

NEEDS = {"sdk": "sdk-version", "node": ""}
"""What a need can name, and the check that tells its version."""
_NEED = re.compile(r"(?P<name>[a-z][a-z-]*) *>= *(?P<version>\d+(?:\.\d+){0,2})")
_VERSION = re.compile(r"\d+(?:\.\d+)*")


class Judged(msgspec.Struct, frozen=True):
    """What the reviews say of a card."""

    raised: Truth
    dropped: Truth
    raising: tuple[Held, ...]
    """Each `raise_when`, as it was seen."""
    dropping: tuple[Held, ...]
    """Each `drop_when`."""
    needs: tuple[Held, ...] = ()
    expected: tuple["Expected", ...] = ()

    @property
    def raised_by(self) -> tuple[str, ...]:
        """What was seen of each condition that raises it."""
        return tuple(each.seen for each in self.raising if each.truth == "yes")

    @property
    def dropped_by(self) -> tuple[str, ...]:
        """What was seen of each condition that drops it."""
        return tuple(each.seen for each in self.dropping if each.truth == "yes")

    @property
    def is_dropped(self) -> bool:
        """Whether a condition holds under which it is not worth doing."""
        return self.dropped == "yes"

    @property
    def may_be_now(self) -> bool:
        """Whether it stands where its score puts it."""
        return not self.raising or self.raised == "yes"


class Expected(msgspec.Struct, frozen=True):
    """One expectation of a card that is done, against the reviews before and after."""

    figure: str
    ended: Ended
    words: str
    """`expected −38.0 kB, got −38.4 kB`; of what is not judged, why."""


def judge(card: Card, history: Sequence[Reviewed], checks: Collection[str]) -> Judged:
    """Judge a card by reviews, oldest first; the newest tells its conditions."""
    raised, raising = any_of(card.raise_when, history, checks)
    dropped, dropping = any_of(card.drop_when, history, checks)
    needs = tuple(_need(each, history) for each in card.needs)
    expected = expectations(card, history) if card.done else ()
    return Judged(raised, dropped, raising, dropping, needs, expected)


def expectations(card: Card, history: Sequence[Reviewed]) -> tuple[Expected, ...]:
    """Hold what a card expects against the first review since it is done and the last before."""
    if card.done is None:
        return ()
    before, since = _around(card.done, history)
    after, last = (since[0] if since else None), (before[-1] if before else None)
    return tuple(_expected(name, text, last, after) for name, text in card.expect.items())


def _around(
    done: Done, history: Sequence[Reviewed]
) -> tuple[Sequence[Reviewed], Sequence[Reviewed]]:
    """Return the reviews before and since: by the release where one is named, else by the day.

    Of the day itself nobody knows which it saw, so such a review is neither.
    """
    if not done.release:
        before = [each for each in history if each.taken[:10] < done.on]
        return before, [each for each in history if each.taken[:10] > done.on]
    releases = [each.release for each in history]
    first = releases.index(done.release) if done.release in releases else len(releases)
    return history[:first], history[first:]


def _expected(name: str, text: str, before: Reviewed | None, after: Reviewed | None) -> Expected:
    if after is None:
        return Expected(name, "not-judged", f"expected {text}; there is no review since")
    now = after.figure(name)
    if now is None:
        return Expected(name, "not-judged", f"expected {text}; not measured in {after.release}")
    row = FIGURES[name]
    change = difference(text, row.unit)
    if change is None:
        ended: Ended = "as-expected" if wanted(text).holds(now.value) else "less"
        return Expected(name, ended, f"expected {text}, got {in_words(now)}")
    was = before.figure(name) if before else None
    wish = signed(change, row.unit)
    if was is None:
        where = f"not measured in {before.release}" if before else "there is no review before"
        return Expected(name, "not-judged", f"expected {wish}; {where}")
    got = now.value - was.value
    words = f"expected {wish}, got {signed(got, row.unit)}"
    return Expected(name, _ended(change, got, row.noise), words)


def _ended(change: float, got: float, noise: float) -> Ended:
    if abs(got - change) <= max(abs(change) * TOLERANCE, noise):
        return "as-expected"
    if change * got < 0:
        return "opposite"
    return "more" if abs(got) > abs(change) else "less"


def need(text: str) -> tuple[str, tuple[int, ...]]:
    """Read a need, `sdk >= 10`. Raises ValueError, with a clause."""
    found = _NEED.fullmatch(text.strip())
    if found is None or found["name"] not in NEEDS:
        raise ValueError(f"a need is one of {', '.join(NEEDS)} with a version: sdk >= 10")
    return found["name"], _numbers(found["version"])


def _need(text: str, history: Sequence[Reviewed]) -> Held:
    name, least = need(text)
    version = _version_of(name, history[-1]) if history else None
    if version is None:
        return Held(text, "unknown", f"which {name} is there is not known")
    there = _numbers(version)
    if len(there) < len(least) and there == least[: len(there)]:
        return Held(text, "unknown", f"{name} is {version}, and no more is known of it")
    return Held(text, "yes" if there >= least else "no", f"{name} is {version}")


def _version_of(name: str, review: Reviewed) -> str | None:
    """Return the version that a review names, by its check or among its tools."""
    verdict = review.verdict(NEEDS[name]) if NEEDS[name] else None
    told = f"{verdict.value or ''} {verdict.seen}" if verdict else review.tools.get(name, "")
    found = max(_VERSION.findall(told), key=lambda each: each.count("."), default="")
    return found or None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
