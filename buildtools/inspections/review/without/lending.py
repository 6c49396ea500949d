"""One build without Sentry for all who ask for it: made for the first, ended with the review."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from buildtools.errors import BuildtoolsError
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.without import built
from buildtools.review.unseen import Unseen


class Bare:
    """The app built without Sentry."""

    def __init__(self, scope: Scope, ends: ExitStack) -> None:
        self._scope, self._ends = scope, ends
        self._made: Scope | Unseen | None = None

    def scope(self) -> Scope | Unseen:
        """Return the scope of that build, or why there is none; a second call builds nothing."""
        if self._made is None:
            try:
                self._made = self._ends.enter_context(built(self._scope))
            except BuildtoolsError as failed:
                last = [each for each in failed.evidence if each.strip()][-1:]
                self._made = Unseen("; ".join((failed.what, *last)))
        return self._made


@contextmanager
def lent(scope: Scope) -> Iterator[Bare]:
    """Lend the build without Sentry for as long as a review lasts."""
    with ExitStack() as ends:
        yield Bare(scope, ends)
