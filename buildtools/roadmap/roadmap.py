"""The roadmap as a whole: every card where it stands, by the newest review."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from buildtools.review.reviewed import Reviewed
from buildtools.roadmap.bands import Placed, placed
from buildtools.roadmap.card import OPEN, Kept, Status
from buildtools.roadmap.judging import Judged, judge


class Roadmap(msgspec.Struct, frozen=True):
    """All cards; each stands in one of these."""

    placed: tuple[Placed, ...]
    """In bands, in their order."""
    doing: tuple[Kept, ...]
    done: tuple[Kept, ...]
    declined: tuple[Kept, ...]
    dropped: tuple[Kept, ...]
    """Open ones that a figure says are not worth doing now."""
    judged: Mapping[str, Judged]
    newest: Reviewed | None
    reviews: int

    @property
    def stands(self) -> dict[str, str]:
        """Where each card stands, by its name: a band, or doing, done, declined, dropped."""
        told = {each.kept.name: str(each.band) for each in self.placed}
        for word in ("doing", "done", "declined", "dropped"):
            told |= {each.name: word for each in getattr(self, word)}
        return dict(sorted(told.items()))

    @property
    def open(self) -> tuple[Kept, ...]:
        """What is in hand, then what waits in bands."""
        return (*self.doing, *(each.kept for each in self.placed))


def composed(
    cards: Sequence[Kept], history: Sequence[Reviewed], checks: Collection[str]
) -> Roadmap:
    """Judge every card by these reviews, oldest first, and put it where it stands."""
    judged = {each.name: judge(each.card, history, checks) for each in cards}
    newest = history[-1] if history else None

    def all_of(status: Status) -> tuple[Kept, ...]:
        found = [each for each in cards if each.card.status == status]
        return tuple(sorted(found, key=lambda each: (each.card.title.casefold(), each.name)))

    dropped = tuple(
        each
        for each in sorted(cards, key=lambda each: (each.card.title.casefold(), each.name))
        if each.card.status in OPEN and judged[each.name].is_dropped
    )
    return Roadmap(
        placed(cards, judged, newest.taken[:10] if newest else None),
        all_of("doing"),
        all_of("done"),
        all_of("declined"),
        dropped,
        judged,
        newest,
        len(history),
    )
