"""Weight: what a review has measured of the SDK in the scripts of a release."""

from collections.abc import Sequence

import msgspec

from buildtools.review.reviewed import Figure, Reviewed, Table

_ABOUT = "weight-"


class Weighed(msgspec.Struct, frozen=True):
    """Figures and tables of the weight, and of which release they are."""

    release: str
    taken: str
    """The day, in UTC."""
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]

    def figure(self, name: str) -> Figure | None:
        """Return a figure by its name; None when it was not measured."""
        return next((each for each in self.figures if each.name == name), None)

    def table(self, name: str) -> Table | None:
        """Return a table by its name."""
        return next((each for each in self.tables if each.name == name), None)


def weighed(reviews: Sequence[Reviewed], release: str) -> Weighed | None:
    """Return what the review of a release has measured, else the last one that did.

    `reviews` come the oldest first. None where none has weighed anything.
    """
    measured = [each for each in map(_weight, reviews) if each.figures or each.tables]
    own = [each for each in measured if each.release == release]
    return next(reversed(own or measured), None)


def _weight(reviewed: Reviewed) -> Weighed:
    return Weighed(
        reviewed.release,
        reviewed.taken,
        tuple(each for each in reviewed.figures if each.name.startswith(_ABOUT)),
        tuple(each for each in reviewed.tables if each.name.startswith(_ABOUT)),
    )
