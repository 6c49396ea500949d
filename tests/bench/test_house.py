"""The figures of the house, on a small one of our own making."""

from pathlib import Path

import pytest

from bench import house

ROOT = Path(__file__).resolve().parents[2]

FILES = {
    "__init__.py": "",
    "words.py": "KINDS = ('strip',)\n",
    "steps/__init__.py": "",
    "steps/strip.py": "def strip():\n    from buildtools.words import KINDS\n    return KINDS\n",
    "steps/look.py": "from buildtools import findings\n\n\nX = findings.finding('map-odd')\n",
    "findings.py": "CODES = {'map-odd': 'error'}\n",
    "one.py": "import buildtools.two\nNAMED = ('vite.config', 'next')\n",
    "two.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import buildtools.one\n",
}


CONTRACT = """
[[tool.importlinter.contracts]]
type = "layers"
containers = ["buildtools"]
layers = ["steps", "one | two", "findings : words"]
"""


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> house.House:
    for name, text in FILES.items():
        path = tmp_path / "buildtools" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return house.read(tmp_path)


def test_what_has_to_be_opened_counts_inner_imports_too(small: house.House) -> None:
    """A module imported inside a function is no less to be read."""
    assert {"buildtools.steps.strip", "buildtools.words"} == house.reached(
        small, "buildtools.steps.strip"
    )


def test_arrows_run_between_folders(small: house.House) -> None:
    """What one folder imports of another is one arrow, however often."""
    assert {
        ("steps", "words"),
        ("steps", "findings"),
        ("one", "two"),
        ("two", "one"),
    } == house.arrows(small)


def test_a_circle_is_found_even_when_it_is_for_types_alone(small: house.House) -> None:
    """Two modules that name each other cannot be read apart."""
    assert [{"buildtools.one", "buildtools.two"}] == house.cycles(small)


def test_the_figures_count_who_names_a_step_and_a_finding(small: house.House) -> None:
    """Files that name a thing are those that have to be touched for another of its kind."""
    figures = house.figures(small, [])

    assert figures["files that name a step (strip)"] == "1"
    assert figures["files that name a finding, at most"] == "2 (map-odd)"
    assert figures["files that name a bundler, outside its file"] == "1"
    assert figures["modules to read for upload"] == "no such step"
    assert figures["arrows that lead upward"] == "no order"
    assert figures["modules of more than 300 lines"] == "0"


def test_an_arrow_leads_upward_by_the_order_of_the_contract(small: house.House) -> None:
    """What imports a module of its own layer or a higher one would make the order a wish."""
    order = house.layers(CONTRACT)

    assert [{"steps"}, {"one", "two"}, {"findings", "words"}] == order
    assert {("one", "two"), ("two", "one")} == house.upward(small, order)
    assert "2" == house.figures(small, order)["arrows that lead upward"]
    assert [] == house.layers("[project]\n")


def test_here_no_arrow_leads_upward_and_no_module_is_long() -> None:
    """The figures of this package, which a change may not worsen."""
    root = Path(house.__file__).parent.parent
    here = house.read(root)
    figures = house.figures(here, house.layers((root / "pyproject.toml").read_text()))

    assert "0" == figures["arrows that lead upward"]
    assert "0" == figures["circles of imports"]
    assert "0" == figures["modules of more than 300 lines"]
    assert int(figures["files that name a finding, at most"].split()[0]) <= 3
    assert int(figures["lines of a function, median, 90 %, longest"].split(",")[0]) <= 8


def test_the_table_has_a_column_for_each_house() -> None:
    """Before and after stand beside each other."""
    assert ["before", "here", "modules", "1", "20", "lines", "longer", "3", "4"] == (
        house.table(
            {
                "before": {"modules": "1", "lines longer": "3"},
                "here": {"modules": "20", "lines longer": "4"},
            }
        ).split()
    )


MOST_TO_READ = {"upload": 36, "verify": 62, "finalize": 40, "create": 30}
"""Modules that one has to be able to open to read a step, at most."""


@pytest.mark.parametrize("step", MOST_TO_READ)
def test_a_step_is_read_without_reading_the_house(step: str) -> None:
    """A step says what it asks of client and files as a protocol; the pipeline gives the real."""
    read = house.reached(house.read(ROOT), f"buildtools.steps.{step}")

    assert len(read) <= MOST_TO_READ[step], sorted(read)
