"""The JSON Schemas of sentry.yml and of a plan, made from their types.

Editors use them; `buildtools/sentry.schema.json` and `sentry-plan.schema.json` are shipped.
"""

from pathlib import Path
from typing import Any

import msgspec

from buildtools.config.loading import Document

SHIPPED = Path(__file__).parent.parent / "sentry.schema.json"
SHIPPED_PLAN = SHIPPED.with_name("sentry-plan.schema.json")
_REFERENCE = {"type": "string", "pattern": r"^\$\{"}


def json_schema() -> dict[str, object]:
    """Make the schema: keys, types, descriptions, defaults.

    Where a number, a word of a list or a truth is wanted, a `${NAME}` is taken as well.
    """
    schema = msgspec.json.schema(Document, schema_hook=_secret)
    shown: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sentry.yml",
    }
    parts = {
        name: part | {"properties": {key: _open(one) for key, one in part["properties"].items()}}
        for name, part in schema["$defs"].items()
    }
    whole = shown | {"$ref": schema["$ref"], "$defs": parts}
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(whole))
    return plain


def write_schema(file: Path = SHIPPED) -> bool:
    """Write the shipped copy anew; tell whether it changed."""
    return _write(file, json_schema())


def plan_schema() -> dict[str, object]:
    """Make the schema of a plan; names of checks and figures are a closed list."""
    from buildtools.checks.review import BY_NAME
    from buildtools.review.figures import FIGURES
    from buildtools.review.plan import Plan

    schema = msgspec.json.schema(Plan)
    for kind in ("Item", "Deviation"):
        schema["$defs"][kind]["properties"]["check"]["enum"] = [
            *dict.fromkeys((*BY_NAME, *FIGURES))
        ]
    shown = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "sentry-plan.yml"}
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(shown | schema))
    return plain


def write_plan_schema(file: Path = SHIPPED_PLAN) -> bool:
    """Write the shipped copy of the plan's schema anew; tell whether it changed."""
    return _write(file, plan_schema())


def _write(file: Path, schema: dict[str, object]) -> bool:
    text = msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
    changed = not file.exists() or file.read_text(encoding="utf-8") != text
    if changed:
        file.write_text(text, encoding="utf-8", newline="\n")
    return changed


def _secret(kind: type) -> dict[str, object]:
    """Describe a Secret: text that has a variable in it."""
    del kind
    return {"type": "string", "pattern": r"\$\{"}


def _open(part: dict[str, Any]) -> dict[str, Any]:
    """Let a reference stand for what is not text anyway."""
    kept = {key: part[key] for key in ("description", "default") if key in part}
    bare = {key: value for key, value in part.items() if key not in kept}
    if bare.get("type") in {"integer", "number", "boolean"} or bare.get("enum", [1]) != [1]:
        return kept | {"anyOf": [bare, _REFERENCE]}
    return part
