"""Cards of the roadmap: one Markdown file each, read with all faults of all of them at once."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from buildtools.config.check import BAD, Check
from buildtools.config.document import MOST_BYTES, read_text
from buildtools.config.nodes import Faults
from buildtools.errors import ConfigurationError
from buildtools.files import small_file
from buildtools.roadmap import rules
from buildtools.roadmap.card import Card, Kept
from buildtools.texts.wording import count

SHIPPED = Path(__file__).parent.parent / "roadmap" / "card.schema.json"
"""The JSON Schema of a card's front matter."""
TEMPLATES = Path(__file__).parent.parent / "roadmap" / "templates"
"""The cards that come with the package."""

_FENCE = "---"
_NOT_CARDS = frozenset({"readme.md"})
_STAND_IN: dict[str, Any] = {
    "title": "-",
    "kind": "debt",
    "reach": {"share": 1, "of": "-"},
    "impact": 1,
    "effort_days": [1, 1],
    "requirement": "-",
    "cost": "-",
    "business": {"what": "-", "measure": "-", "evidence": "-"},
    "done": {"on": "2000-01-01"},
    "declined": {"because": "-", "by": "-", "on": "2000-01-01"},
}
"""What breaks no rule, in the place of what a card lacks."""
_STAND_IN_PRICE = {"what": "-", "price": "-", "on": "2000-01-01", "source": "-"}
_REQUIRED = [each.encode_name for each in msgspec.structs.fields(Card) if each.required]
_REMEDY = "correct the lines above; docs/cards.md tells what a card says"


def read_cards(folder: Path, checks: Collection[str]) -> tuple[Kept, ...]:
    """Read every card of a folder by name; none where there is no folder, README.md is none.

    `checks` are the names of all checks. Raises ConfigurationError with one line for each fault.
    """
    faults = Faults()
    files = sorted(each for each in folder.glob("*.md") if each.name.lower() not in _NOT_CARDS)
    read = {file.stem: _card(file, checks, faults) for file in files}
    cards = {name: kept.card for name, (kept, _) in read.items() if kept}
    for name, (key, fault) in rules.faults_together(cards):
        faults.add(read[name][1].get(key, f"{name}.md"), key, fault)
    if faults:
        raise ConfigurationError(
            f"cards in {folder.name}/ cannot be used: {count(len(faults), 'fault')}",
            evidence=faults.lines(),
            remedy=_REMEDY,
        )
    return tuple(kept for kept, _ in read.values() if kept)


def _card(
    file: Path, checks: Collection[str], faults: Faults
) -> tuple[Kept | None, dict[str, str]]:
    """Read one card, and where each of its keys stands; None and a fault where it is none."""
    try:
        text = small_file.read_text(file, MOST_BYTES)
        front, above, prose = split(text)
        own = Faults()
        node = read_text(front, file.name, own, dates=True, above=above)
    except (OSError, UnicodeDecodeError):
        faults.add(f"{file.name}:1", "", "cannot be read as a file of UTF-8")
        return None, {}
    except ValueError as error:
        faults.add(f"{file.name}:1", "", str(error))
        return None, {}
    except ConfigurationError as error:
        for line in error.evidence or (f"{file.name}:2: there is nothing between the two lines",):
            place, _, fault = line.partition(": ")
            faults.add(place, "", fault or error.what)
        return None, {}
    check = Check(own, raw=False)
    plain = check.read(node, inspect.type_info(Card), "", whole=True)
    card = None if plain is BAD else msgspec.convert(_whole(plain), Card)
    for key, fault in rules.faults(card, checks) if card else ():
        own.add(check.places.get(key, f"{file.name}:1"), key, fault)
    faults.take(own)
    return (Kept(file.stem, card, prose) if card and not own else None), check.places


def _whole(plain: dict[str, Any]) -> dict[str, Any]:
    """Fill what is missing or was refused, so that the rest can be held to its rules as well."""
    nested: dict[str, Any] = {
        key: _STAND_IN[key] | plain[key]
        for key in ("reach", "business", "done", "declined")
        if plain.get(key) is not None
    }
    prices = [_STAND_IN_PRICE | each for each in plain.get("prices", ())]
    required = {key: _STAND_IN[key] for key in _REQUIRED}
    return required | plain | nested | {"prices": prices}


def split(text: str) -> tuple[str, int, str]:
    """Return front matter, how many lines stand above it, and the prose behind it.

    Raises ValueError, with a clause, where a text does not begin with `---` or that does not end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise ValueError("a card begins with a line --- and its front matter")
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise ValueError("the front matter has no end: a second line ---")
    return "\n".join(lines[1:end]), 1, "\n".join(lines[end + 1 :]).strip("\n")


def read_templates(checks: Collection[str]) -> tuple[tuple[Kept, str], ...]:
    """Read the cards that come with the package, each with its text as it is."""
    return tuple(
        (kept, (TEMPLATES / f"{kept.name}.md").read_text(encoding="utf-8"))
        for kept in read_cards(TEMPLATES, checks)
    )


def json_schema() -> dict[str, Any]:
    """Make the schema of a card's front matter: keys, types, descriptions, defaults."""
    shown: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "card",
    }
    made: dict[str, Any] = json.loads(msgspec.json.encode(shown | msgspec.json.schema(Card)))
    return made


def write_schema(file: Path = SHIPPED) -> bool:
    """Write the shipped copy anew; tell whether it changed."""
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    changed = not file.exists() or file.read_text(encoding="utf-8") != text
    if changed:
        file.write_text(text, encoding="utf-8", newline="\n")
    return changed
