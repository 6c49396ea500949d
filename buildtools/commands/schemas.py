"""The JSON Schemas of all objects of `--json`; `nox -s schema` writes them.

`buildtools/schemas/TYPE.json` are shipped. They are open: later versions may add keys.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

import buildtools
from buildtools.commands.forms import FORMS, STEPS
from buildtools.commands.objects import HEAD
from buildtools.proof.counts import Count

FOLDER = Path(buildtools.__file__).parent / "schemas"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"

_HEAD: dict[str, dict[str, Any]] = {
    "step": {"type": ["string", "null"], "description": "whose result or failure it is"},
    "environment": {"type": ["string", "null"], "description": "the section of sentry.yml"},
    "release": {"type": ["string", "null"]},
    "seconds": {"type": ["number", "null"], "description": "of the step, else of the command"},
}

_COUNTS = {
    "type": "object",
    "description": "what was tried; later versions may count more",
    "properties": {each.key: {"type": "integer"} for each in Count},
    "additionalProperties": {"type": "integer"},
}


_NEVER: dict[str, Any] = {"not": {}}
"""What is only ever held in memory."""


def schema(type_: str) -> dict[str, Any]:
    """Make the schema of one type of object; it needs no other file. Raises KeyError for none."""
    parts, definitions = _parts(FORMS[type_])
    if type_ == "release":
        steps = [_step(name, definitions) for name in STEPS]
        parts["properties"]["steps"]["items"] = {"anyOf": steps}
    whole = _object(type_, parts)
    return {
        "$schema": _DRAFT,
        "$id": f"urn:sentry-buildtools:json:{type_}",
        "title": f"{type_}, an object of --json",
        **whole,
        **({"$defs": definitions} if definitions else {}),
    }


def _step(name: str, definitions: dict[str, Any]) -> dict[str, Any]:
    parts, more = _parts(FORMS[name])
    definitions |= more
    definitions[name] = _object(name, parts)
    return {"$ref": f"#/$defs/{name}"}


def _object(type_: str, parts: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "type": {"const": type_},
        **_HEAD,
        **{key: each for key, each in parts["properties"].items() if key not in HEAD},
    }
    required = [*HEAD, *(key for key in parts["required"] if key not in HEAD)]
    return {"type": "object", "properties": properties, "required": required}


def _parts(kinds: tuple[type, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the properties of some types put together, and the definitions they refer to."""
    schemas, definitions = msgspec.json.schema_components(
        kinds, schema_hook=lambda kind: _NEVER, ref_template="#/$defs/{name}"
    )
    whole = set(_whole(kinds))
    for name, each in definitions.items():
        _settle(each, all_there=name in whole)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for one in schemas:
        part = definitions.pop(one["$ref"].rpartition("/")[2])
        properties |= part["properties"]
        required += part["required"]
    return {"properties": properties, "required": list(dict.fromkeys(required))}, definitions


def _whole(kinds: tuple[type, ...]) -> Iterator[str]:
    """Name the structs, however deep, that are always written with all that they have."""
    seen: set[type] = set()
    waiting: list[object] = [*inspect.multi_type_info(kinds)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple | list):
            waiting += each
        elif isinstance(each, inspect.Type | inspect.Field):
            cls = getattr(each, "cls", None)
            if cls in seen:
                continue
            if isinstance(each, inspect.StructType):
                seen.add(each.cls)
                if not each.cls.__struct_config__.omit_defaults:
                    yield each.cls.__name__
                    yield f"{each.cls.__module__}.{each.cls.__qualname__}"
            waiting += [getattr(each, name) for name in each.__struct_fields__]


def _settle(part: dict[str, Any], *, all_there: bool) -> None:
    """Make the description of a value out of that of a type: defaults mean nothing to a reader."""
    for key, each in list(part.get("properties", {}).items()):
        if _NEVER in each.get("anyOf", ()):
            del part["properties"][key]
        each.pop("default", None)
        if key == "counts":
            part["properties"][key] = _COUNTS
    if "properties" in part:
        part["required"] = list(part["properties"]) if all_there else part.get("required", [])


def write(folder: Path = FOLDER) -> bool:
    """Write all of them anew; return whether anything changed."""
    folder.mkdir(exist_ok=True)
    wanted = {f"{type_}.json": _text(schema(type_)) for type_ in FORMS}
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.json")}
    for name in there.keys() - wanted.keys():
        (folder / name).unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return wanted != there


def _text(value: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
