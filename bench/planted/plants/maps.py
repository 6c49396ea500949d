"""Faults of what a build leaves: they are noticed before anything is sent."""

import gzip
import json
from typing import Final

from bench.planted.plants.plant import built, plant
from bench.planted.stage import Stage

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_REST: Final = 31
_MORE: Final = 32
"""Set in each digit but the last. Source: ECMA-426, base64 VLQ."""


@plant("map of another build", built)
def _map_of_another_build(stage: Stage) -> None:
    older = stage.ready.built("old")
    map_ = next((older / "dist/assets").glob("checkout-*.js.map"))
    (stage.root / f"{stage.script()}.map").write_bytes(map_.read_bytes())


@plant("map one column off", built)
def _one_column_off(stage: Stage) -> None:
    path = stage.root / f"{stage.script()}.map"
    map_ = json.loads(path.read_text("utf-8"))
    map_["mappings"] = moved(map_["mappings"])
    path.write_text(json.dumps(map_), "utf-8")


def moved(mappings: str) -> str:
    """Add one to the first number, the first column of the first line that has any."""
    head = mappings[: len(mappings) - len(mappings.lstrip(";"))]
    number, at, shift = 0, len(head), 0
    while True:
        digit = _DIGITS.index(mappings[at])
        number |= (digit & _REST) << shift
        at, shift = at + 1, shift + 5
        if digit <= _REST:
            break
    return head + _number(number + 2) + mappings[at:]


def _number(number: int) -> str:
    """Write a base64 VLQ, its sign in the last bit."""
    digits = ""
    while number > _REST:
        digits += _DIGITS[number & _REST | _MORE]
        number >>= 5
    return digits + _DIGITS[number]


@plant("stale .gz in the build", built)
def _stale_in_the_build(stage: Stage) -> None:
    packed = stage.root / f"{stage.script()}.gz"
    packed.write_bytes(gzip.compress(b"console.log('of yesterday');\n"))


def _ready_to_inject(stage: Stage) -> None:
    built(stage)
    stage.must("build")


@plant("half-injected pair", _ready_to_inject)
def _half_injected(stage: Stage) -> None:
    """Its map went through `inject` with the script of the release before."""
    older = stage.ready.injected("old")
    map_ = next((older / "dist/assets").glob("checkout-*.js.map"))
    (stage.root / f"{stage.script()}.map").write_bytes(map_.read_bytes())
