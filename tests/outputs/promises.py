"""What holds of any output after injection, each as a check that fails with what does not."""

import re
from pathlib import Path

from buildtools.steps.inject import undo
from tests.outputs import node
from tests.outputs.injected import BuiltOutput, map_of
from tests.outputs.positions import moved

_ID = rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_COMMENT = re.compile(rb"//# debugId=(" + _ID + rb")(?![0-9a-z-])")
_AT_RUN_TIME = re.compile(rb"ebugIds[^;]{0,80}=\s*\"(" + _ID + rb")\"")
_IN_MAP = re.compile(rb'"(?:debugId|debug_id)"\s*:\s*"(' + _ID + rb')"')
_SCRIPTS = (".js", ".mjs", ".cjs")


def script_run_time_and_map_have_one_id(output: BuiltOutput) -> None:
    """Sentry goes from the run time's ID to the script's to the map's."""
    for each in output.injected.pairs:
        script, map_ = output.after[each.pair.script], map_of(output.after, each)
        found = _COMMENT.findall(script)[-1], _AT_RUN_TIME.findall(script)[0]

        assert (each.debug_id.encode(),) * 2 == found, each.pair.script
        assert {each.debug_id.encode()} == set(_IN_MAP.findall(map_)), each.pair.script


def no_position_moves(output: BuiltOutput, most: int | None = None) -> int:
    """Compare all tokens of all maps, or `most` of each, before and after; say how many."""
    compared = 0
    repaired = {repair.file for repair in output.built.repairs}
    for each in output.injected.pairs:
        before, after = (
            (files[each.pair.script], map_of(files, each))
            for files in (output.before, output.after)
        )
        if (each.pair.map or each.pair.script) in repaired:
            before = output.before_injection(each)
        count, wrong = moved(before, after, most)

        assert wrong == [], each.pair.script
        compared += count
    return compared


def every_script_parses_as_before(output: BuiltOutput, folder: Path) -> int:
    """As a script, as CommonJS, as a module: whichever it was. Say how many parse at all."""
    names = [name for name in output.before if name.endswith(_SCRIPTS)]
    both = {"before": output.before, "after": output.after}
    told = node.parses(folder, {f"{at}/{name}": both[at][name] for at in both for name in names})
    before, after = ({name: told[f"{at}/{name}"] for name in names} for at in both)

    assert before == after
    return sum(map(bool, after.values()))


def nothing_else_is_changed(output: BuiltOutput) -> None:
    """But what hangs on the bytes of a pair, and is updated with it."""
    allowed = {path for each in output.injected.pairs for path in (each.pair.script, each.pair.map)}
    allowed |= {each.path for each in output.injected.updated}
    changed = {name for name, data in output.before.items() if output.after.get(name) != data}

    assert changed <= allowed
    assert set(output.before) == set(output.after)


def injecting_twice_is_injecting_once(output: BuiltOutput) -> None:
    """With the ledger of the first run, and without: on another machine, say."""
    output.inject(output.injected)
    known = output.files()
    output.inject()

    assert output.after == known
    assert output.after == output.files()


def undo_gives_back_every_byte(output: BuiltOutput) -> None:
    """As it was built: a release that is given up leaves no trace."""
    undo(output.root, output.injected)

    assert output.before == output.files()
