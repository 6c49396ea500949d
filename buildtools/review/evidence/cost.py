"""What the SDK costs while the app runs and while it is built."""

import msgspec

from buildtools.review.reviewed import Figure, Table


class CostSeen(msgspec.Struct, frozen=True):
    """Paired measurements with and without Sentry."""

    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    untried: tuple[str, ...] = ()
    """What was not measured, each with why."""
