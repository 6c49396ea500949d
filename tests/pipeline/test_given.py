"""What is gone on with has no errors of its own."""

import pytest

from buildtools.errors import OutOfOrder
from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.ledger import Entry, Ledger
from buildtools.pipeline.given import need
from buildtools.results import Injected


def _ledger(*codes: str) -> Ledger:
    found = tuple(finding(code, File("a.js"), "is so") for code in codes)
    return Ledger("staging", "a", entries={"inject": Entry(1, {}, Injected((), found), "", 0.0)})


def test_what_a_step_left_is_given() -> None:
    """Notes are nothing to stop at."""
    assert Injected(()) == need("promote", _ledger(), "inject", Injected)
    assert need("promote", _ledger("pair-repaired"), "inject", Injected).findings


def test_what_was_left_with_errors_is_not_gone_on_with() -> None:
    """Nothing of it was sent either."""
    with pytest.raises(OutOfOrder, match="promote needs the result of inject, which left errors"):
        need("promote", _ledger("map-shared"), "inject", Injected)
