"""The judge of source-map settings, and the page it fills: what it counts must be what there is."""

import base64
import json
from pathlib import Path

import pytest

from bench.devtool_cases import cases
from bench.devtool_judge import Frame, judge, marked
from bench.devtool_page import BEGIN, END, key, written

SOURCE = 'function pay() {\n  throw new RangeError("the purse is empty"); // @throws pay\n}\n'
BUILT = 'function a(){throw RangeError("the purse is empty")}\n'
MAPPINGS = "AAAA,SAASA,IACP,MAAUC"
"""`function`, `a`, `throw` and, as minifiers do, `RangeError` in the place of its `new`."""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app of one source that throws, not built yet."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "till.js").write_text(SOURCE)
    return tmp_path


def _map(mappings: str = MAPPINGS) -> bytes:
    return json.dumps(
        {
            "version": 3,
            "sources": ["../till.js"],
            "sourcesContent": [SOURCE],
            "names": ["pay", "RangeError"],
            "mappings": mappings,
        }
    ).encode()


def _build(app: Path, map_: bytes, comment: str = "") -> None:
    (app / "dist" / "main.js").write_text(BUILT + comment)
    (app / "dist" / "main.js.map").write_bytes(map_)


@pytest.mark.symbolic
def test_a_right_map_brings_a_frame_to_line_column_and_name(app: Path) -> None:
    """The whole point of a map; a class instead of its `new` is the same place to a reader."""
    _build(app, _map(), "//# sourceMappingURL=main.js.map")
    judged = judge(marked(app), app / "dist", None)

    assert [Frame(served=True, line=True, column=True, name=True)] == judged.frames
    assert (len(_map()), "named by its script") == (judged.map_bytes, judged.published)


def test_a_map_without_columns_is_not_taken_for_right(app: Path) -> None:
    """What cheap maps do to a minified script: all of it becomes one line."""
    _build(app, _map("AAAA"))
    judged = judge(marked(app), app / "dist", None)

    assert [Frame(served=True, line=False, column=False, name=False)] == judged.frames
    assert "beside its script, unnamed" == judged.published


@pytest.mark.symbolic
def test_a_map_in_its_script_is_read_and_told(app: Path) -> None:
    """Inline maps give the sources to everybody."""
    url = base64.b64encode(_map()).decode()
    (app / "dist" / "main.js").write_text(f"{BUILT}//# sourceMappingURL=data:;base64,{url}")
    judged = judge(marked(app), app / "dist", None)

    assert [Frame(served=True, line=True, column=True, name=True)] == judged.frames
    assert "in the script" == judged.published


def test_without_a_map_nothing_resolves(app: Path) -> None:
    """And a comment that names what is not there costs a visitor a 404."""
    (app / "dist" / "main.js").write_text(BUILT + "//# sourceMappingURL=main.js.map")
    judged = judge(marked(app), app / "dist", None)

    assert [Frame(served=True, line=False, column=False, name=False)] == judged.frames
    assert (0, "no, but named: 404") == (judged.map_bytes, judged.published)


def test_the_page_keeps_what_is_around_the_tables() -> None:
    """Other parts of the page are made by others."""
    case = cases()[0]
    frame = {"served": True, "line": True, "column": True, "name": False}
    runs = [{"frames": [frame], "map_bytes": 1500, "published": "no", "cpu": c} for c in (1, 9, 2)]
    page = written(f"above\n{BEGIN}\nstale\n{END}\nbelow\n", {key(case): runs})

    assert page.startswith(f"above\n{BEGIN}\n")
    assert page.endswith(f"{END}\nbelow\n")
    assert "stale" not in page
    assert f"| `{case.title}` | 1 of 1 lines, 1 columns, 0 names | 2.0 | 1.5 | no |" in page


def test_every_table_recommends_one_setting() -> None:
    """A reader wants an answer, not a list."""
    recommended = [case.table for case in cases() if case.recommended]

    assert ["devtool", "turbopack", "webpack"] == recommended
