"""What was not seen of an app, and why: no part of a review is ever silently left out."""

import msgspec


class Unseen(msgspec.Struct, frozen=True):
    """Stands where evidence would: `why` is a clause, `asked` whether this review tried."""

    why: str
    """`sentry-relay is not installed: pip install "sentry-buildtools[review]"`."""
    asked: bool = True
    """False where nobody asked for it: `--browser` was not given."""
