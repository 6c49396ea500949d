"""The roadmap: cards and reviews read, every card judged; nothing is written."""

import msgspec

from buildtools.checks.review import BY_NAME
from buildtools.config import Loaded
from buildtools.config.cards import read_cards, read_templates
from buildtools.errors import NothingFound
from buildtools.review.reviewed import Reviewed
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import Judged, judge
from buildtools.roadmap.roadmap import Roadmap, composed
from buildtools.state import review_files


class Template(msgspec.Struct, frozen=True):
    """A card that comes with the package, judged by the newest review."""

    kept: Kept
    text: str
    """Its file, as it is."""
    judged: Judged
    is_there: bool
    """Whether the project has a card of this name, whatever became of it."""

    @property
    def is_proposed(self) -> bool:
        """Whether it is raised, and the project has not heard of it."""
        raised = self.judged.raised == "yes" and not self.judged.is_dropped
        return raised and not self.is_there


def look(loaded: Loaded) -> Roadmap:
    """Read the project's cards and judge them by its reviews.

    Raises ConfigurationError with one line for each fault of a card, or at a review that is none.
    """
    return composed(_cards(loaded), reviews(loaded), BY_NAME)


def templates(loaded: Loaded) -> tuple[Template, ...]:
    """Judge the cards that come with the package.

    Raises NothingFound where there is no review; what `look` raises.
    """
    history = reviews(loaded)
    if not history:
        raise NothingFound(
            f"there is no review of {loaded.environment}, so no card is raised",
            remedy=f"invoke review --env={loaded.environment}",
        )
    names = {each.name for each in _cards(loaded)}
    return tuple(
        Template(kept, text, judge(kept.card, history, BY_NAME), kept.name in names)
        for kept, text in read_templates(BY_NAME)
    )


def reviews(loaded: Loaded) -> tuple[Reviewed, ...]:
    """Read the reviews of this environment, oldest first."""
    return review_files.load(loaded.root, loaded.settings.review.history, loaded.target)


def _cards(loaded: Loaded) -> tuple[Kept, ...]:
    return read_cards(loaded.root / loaded.settings.roadmap.cards, BY_NAME)
