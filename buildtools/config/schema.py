"""The JSON Schema of sentry.yml, made from the types of settings.py.

Editors use it; `buildtools/sentry.schema.json` is the copy that is shipped.
"""

from pathlib import Path
from typing import Any

import msgspec

from buildtools.config.loading import Document

SHIPPED = Path(__file__).parent.parent / "sentry.schema.json"
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
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode() + "\n"
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
