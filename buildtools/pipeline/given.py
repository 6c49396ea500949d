"""What an environment has of a release, for commands that go on with it elsewhere, or again."""

from typing import TypeVar

from buildtools.errors import OutOfOrder
from buildtools.ledger import Ledger
from buildtools.results import Result

ResultType = TypeVar("ResultType", bound=Result)


def need(asker: str, ledger: Ledger, step: str, kind: type[ResultType]) -> ResultType:
    """Return what a step left, without errors.

    Raises OutOfOrder, or OutOfDate where something ran again since.
    """
    left = ledger.need(asker, step, kind)
    if not isinstance(left, kind) or ledger.state(step) != "done":
        raise OutOfOrder(asker, step, ledger.environment, how="left errors")
    return left
