"""Earlier builds: pairs that stay beside those of this build, because browsers still load them.

Such a map is right for its script, though its texts are not on disk any more. Nothing is written.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from buildtools.files import disk
from buildtools.settings import Output
from buildtools.sourcemaps.scripts import comments
from buildtools.steps.building.pairs import Checked
from buildtools.values import Pair


def kept(root: Path, checked: Sequence[Checked]) -> frozenset[str]:
    """Name the scripts of pairs that an earlier build left.

    The command wrote others of the output and not this one. Or another pair of the output has the
    text that is on disk for each source of which this one has an old text. Or the pair came whole,
    with the ID that an earlier release gave it, and others of the output came without.
    """
    written = {one.output for one in checked if not one.times.script_untouched}
    fresh = {(one.output, place) for one in checked for place in one.contents.equal}
    sure = {
        one.pair.script
        for one in checked
        if _is_untouched(one, written) or _is_replaced(one, fresh)
    }
    doubtful = [one for one in checked if one.contents.different and one.pair.script not in sure]
    return frozenset((*sure, *_whole_beside_others(root, doubtful, checked)))


def _is_untouched(one: Checked, written: Collection[Output]) -> bool:
    times = one.times
    return one.output in written and times.script_untouched and times.map_untouched


def _is_replaced(one: Checked, fresh: Collection[tuple[Output, str]]) -> bool:
    old = one.contents.different
    return bool(old) and all((one.output, found.place) in fresh for found in old)


def _whole_beside_others(
    root: Path, doubtful: Sequence[Checked], checked: Sequence[Checked]
) -> Iterator[str]:
    for one in doubtful:
        beside = (each.pair for each in checked if each.output == one.output)
        if _is_whole(root, one.pair) and not all(_is_whole(root, pair) for pair in beside):
            yield one.pair.script


def _is_whole(root: Path, pair: Pair) -> bool:
    """Whether script, snippet and map came with one ID."""
    seen = comments.read(disk.read(root / pair.script))
    if seen.debug_id is None or seen.debug_id != seen.snippet_id:
        return False
    return pair.map is None or seen.debug_id.encode() in disk.read(root / pair.map)
