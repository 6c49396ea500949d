"""Objects of `--json`, held against the schemas that are shipped: each that a story prints.

With JSON_EXAMPLES set to a folder, one of each type is left there: docs/json.md shows them.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

import buildtools

SCHEMAS = Path(buildtools.__file__).parent / "schemas"
TYPES = sorted(file.stem for file in SCHEMAS.glob("*.json"))


def schema(type_: str) -> dict[str, Any]:
    """Read the shipped schema of a type."""
    read: dict[str, Any] = json.loads((SCHEMAS / f"{type_}.json").read_text(encoding="utf-8"))
    return read


def closed(part: Any) -> Any:
    """Return a schema that takes no key it does not name: so a new one is noticed here."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(each) for key, each in part.items()}
    if isinstance(part.get("properties"), dict) and part.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner


@cache
def validator(type_: str, *, strict: bool = True) -> jsonschema.Draft202012Validator:
    """Return what judges objects of a type."""
    read = schema(type_)
    jsonschema.Draft202012Validator.check_schema(read)
    return jsonschema.Draft202012Validator(closed(read) if strict else read)


def faults(told: Any) -> list[str]:
    """Return what an object has that its schema does not allow."""
    if not isinstance(told, dict) or told.get("type") not in TYPES:
        return [f"it is of no known type: {str(told)[:200]}"]
    found = validator(told["type"]).iter_errors(told)
    return [f"{each.json_path}: {each.message[:300]}" for each in found]


def hold(said: str) -> None:
    """Hold each line that a command has printed against its schema; keep one as an example."""
    for line in said.splitlines():
        told = json.loads(line)
        assert [] == faults(told)
        _keep(told)


def _keep(told: dict[str, Any]) -> None:
    folder = os.environ.get("JSON_EXAMPLES")
    if folder:
        for each in (told, *_inner(told)):
            file = Path(folder, f"{each['type']}.json")
            if not file.exists() or len(json.dumps(each)) > file.stat().st_size:
                file.write_text(json.dumps(each), encoding="utf-8")


def _inner(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from told.get("steps", ())
    if told.get("failure"):
        yield told["failure"]
