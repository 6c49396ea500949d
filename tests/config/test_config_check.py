"""The check walks the types: what settings.py may say one day is held as well."""

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta, inspect

from buildtools.config.check import Check
from buildtools.config.nodes import Faults, Node


class Future(msgspec.Struct):
    """Settings as they may be one day: kinds and limits that none has today."""

    code: Annotated[str, Meta(min_length=2, max_length=4, pattern="^[a-z]+$")]
    share: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    many: Annotated[int, Meta(le=3)] = 1


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (
            {"code": "x"},
            "code: expected text of 2 characters or more of 4 characters at most "
            "of the form ^[a-z]+$, found another",
        ),
        ({"code": "abcde"}, "code: expected text of 2 characters or more of 4 characters"),
        ({"code": "AB"}, "code: expected text of 2 characters or more of 4 characters"),
        ({"code": "ab", "share": 1.0}, "share: expected a number above 0 below 1, found another"),
        ({"code": "ab", "share": "2"}, "share: expected a number above 0 below 1, found another"),
        ({"code": "ab", "share": "x"}, "share: expected a number above 0 below 1, found other"),
        ({"code": "ab", "many": 4}, "many: expected a whole number of 3 at most, found another"),
        ({}, "code: is missing"),
        ({"code": "ab", "share": "0.25", "many": 3}, ""),
    ],
)
def test_a_new_setting_needs_no_new_code(values: dict[str, str | float], fault: str) -> None:
    """The check walks the types, with every limit that a type can state."""
    told = Faults()
    tree = Node({key: Node(value, "f:1", loose=True) for key, value in values.items()}, "f:1")
    Check(told, raw=False).read(tree, inspect.type_info(Future), "", whole=True)

    assert [fault] == [line.partition(": ")[2][: len(fault)] for line in told.lines() or ("f: ",)]
