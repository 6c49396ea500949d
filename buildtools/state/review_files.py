"""The history of reviews: one small JSON file a release, in a folder that is committed.

    docs/review/<environment>/<release>.json

Reviews are evidence that belongs to the repository, so a file is written for those who read its
changes: keys in one order, a row of a table on one line. A review that measured the same leaves the
file of the earlier one as it is, its day too.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.files import document
from buildtools.findings import Finding
from buildtools.machine.faults import refused
from buildtools.review.reviewed import Reviewed
from buildtools.review.settling import says_nothing_new, settled
from buildtools.state import paths
from buildtools.target import Target

FORMAT = 1
"""The newest form that this version reads and writes."""

MOST_FINDINGS, MOST_SUBJECTS = 10, 5
"""Findings of one code that are kept, and subjects of each; of more their number is."""

_WIDTH = 160
_NOTHING: tuple[object, ...] = (None, "", 0, [], ())
_DIGITS = re.compile(r"(\d+)")


class _Headed(msgspec.Struct):
    """What every form has."""

    format: int
    tools: dict[str, str] = {}


def keep(root: Path, history: str, reviewed: Reviewed) -> Reviewed:
    """Write a review into its file, and return what stands there now.

    Nothing is written where the file holds the same, apart from the day and the noise of figures,
    nor where this review has looked at less, and what it saw is what stands there.
    Raises ConfigurationError where there is no release, or the file that is there is none;
    DiskRefused when the disk says no.
    """
    if not reviewed.release:
        raise ConfigurationError(
            "there is no release to keep the review of",
            remedy=f"invoke build --env={reviewed.environment}",
        )
    name = name_of(history, reviewed)
    small, there = bounded(reviewed), _read(root, name)
    small = small if there is None else settled(small, there)
    if there is not None and says_nothing_new(small, there):
        return there
    text = encode(msgspec.structs.replace(small, turn=_turn(root, history, small)))
    document.write(root, name, text)
    return decode(text)


def followed(root: Path, history: str, kept: Reviewed, write: Callable[[Reviewed], bool]) -> bool:
    """Write what tells of a review, again while another run has kept another one meanwhile.

    Whoever writes last has then read last, so that both agree. Returns whether anything changed.
    """
    changed = write(kept)
    there = _read(root, name_of(history, kept))
    while there is not None and there != kept:
        kept, changed = there, write(there) or changed
        there = _read(root, name_of(history, kept))
    return changed


def load(root: Path, history: str, target: Target) -> tuple[Reviewed, ...]:
    """Read all reviews of a target, the oldest first; of one day as they were kept.

    Reviews of one day that branches have kept apart come in the order of their releases.
    Raises ConfigurationError at a file that is none, or is of a later version; DiskRefused when the
    disk says no.
    """
    folder = paths.reviews_of(history, target)
    found = [each for name in _names(root, folder) if (each := _read(root, name)) is not None]
    for each in found:
        if (each.app, each.environment) != (target.app, target.environment):
            theirs = Target(each.app, each.environment)
            raise _no_review(name_of(history, each), f"it is the review of {theirs}")
    return tuple(sorted(found, key=_place))


def _place(each: Reviewed) -> tuple[str, int, list[tuple[int, str]]]:
    return each.taken, each.turn, _order(each.release)


def _turn(root: Path, history: str, reviewed: Reviewed) -> int:
    """Return which review of its day this is, behind those of other releases."""
    there = load(root, history, Target(reviewed.app, reviewed.environment))
    of_the_day = [each for each in there if each.taken == reviewed.taken]
    others = [each.turn for each in of_the_day if each.release != reviewed.release]
    return max(others, default=0) + 1


def name_of(history: str, reviewed: Reviewed) -> str:
    """Name the file of a review, relative to the project's root."""
    target = Target(reviewed.app, reviewed.environment)
    return f"{paths.reviews_of(history, target)}/{paths.encoded(reviewed.release)}.json"


def bounded(reviewed: Reviewed) -> Reviewed:
    """Return a review with so many findings of a code that its file stays small."""
    kept: list[Finding] = []
    places: dict[str, list[int]] = {}
    for each in reviewed.findings:
        of_code = places.setdefault(each.code, [])
        if len(of_code) < MOST_FINDINGS:
            of_code.append(len(kept))
            kept.append(_few(each))
        else:
            last = kept[of_code[-1]]
            more = last.unnamed + 1 + len(each.also) + each.unnamed
            kept[of_code[-1]] = msgspec.structs.replace(last, unnamed=more)
    return msgspec.structs.replace(reviewed, findings=tuple(kept))


def _few(finding: Finding) -> Finding:
    left = max(len(finding.also) - MOST_SUBJECTS, 0)
    return msgspec.structs.replace(
        finding, also=finding.also[:MOST_SUBJECTS], unnamed=finding.unnamed + left
    )


def encode(reviewed: Reviewed) -> str:
    """Write a review as JSON for those who read its changes."""
    plain = msgspec.to_builtins(reviewed)
    plain["findings"] = [_told(each) for each in plain["findings"]]
    return "".join(_json(plain, "")) + "\n"


def _told(value: object) -> object:
    """Leave out what a finding does not say; reading puts it back."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items() if each not in _NOTHING}
    return [_told(each) for each in value] if isinstance(value, list | tuple) else value


def _json(value: object, margin: str) -> Iterator[str]:
    """Write a value: a verdict, a figure, a row on one line, else a member a line."""
    flat = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)
    if len(margin) + len(flat) < _WIDTH or not _has_more(value):
        yield flat
        return
    assert isinstance(value, dict | list | tuple)  # noqa: S101 - asked before
    begin, end = "{}" if isinstance(value, dict) else "[]"
    yield begin
    for at, each in enumerate(value):
        yield ("," if at else "") + f"\n{margin} "
        if isinstance(value, dict):
            yield json.dumps(each, ensure_ascii=False) + ": "
        yield from _json(value[each] if isinstance(value, dict) else each, f"{margin} ")
    yield f"\n{margin}{end}"


def _has_more(value: object) -> bool:
    """Whether a value has others in it that have others in them."""
    if not isinstance(value, dict | list | tuple):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return any(isinstance(each, dict | list | tuple) for each in inner)


def _plain(value: object) -> object:
    """Return numbers that are whole without a point."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def decode(text: str) -> Reviewed:
    """Read a review. Raises ValueError, with a sentence, where it is none."""
    try:
        head = msgspec.json.decode(text, type=_Headed)
        if head.format > FORMAT:
            version = head.tools.get("buildtools", "unknown")
            raise ValueError(
                f"its format is {head.format}, written by version {version}; this version reads up "
                f"to {FORMAT}: install that one, or a later one"
            )
        return msgspec.json.decode(text, type=Reviewed)
    except RecursionError as fault:
        raise ValueError("it is nested deeper than a review is") from fault
    except msgspec.DecodeError as fault:
        raise ValueError(str(fault)) from fault


def _names(root: Path, folder: str) -> list[str]:
    try:
        found = sorted(each.name for each in (root / folder).iterdir())
    except FileNotFoundError:
        return []
    except NotADirectoryError as fault:
        raise document.no_folder(folder, fault) from fault
    except OSError as fault:
        raise refused("list", root / folder, fault) from fault
    return [f"{folder}/{name}" for name in found if name.endswith(".json")]


def _read(root: Path, name: str) -> Reviewed | None:
    text = document.read(root, name)
    if text is None:
        return None
    try:
        return decode(text)
    except ValueError as fault:
        raise _no_review(name, str(fault)) from fault


def _no_review(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name} cannot be read as a review",
        evidence=[why],
        remedy=f"take it from git again, or remove it: git checkout -- {name}",
    )


def _order(release: str) -> list[tuple[int, str]]:
    """Return what puts 1.10 behind 1.9."""
    parts = _DIGITS.split(release)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
