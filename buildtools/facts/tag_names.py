"""Names of tags: made of a template, and such as git takes.

Source: git-check-ref-format(1).
"""

import hashlib
import re
from collections.abc import Mapping

from buildtools.facts.release_names import read

PLACEHOLDERS: Mapping[str, str] = {
    "release": "the whole release",
    "package": "what stands before its `@`; the whole release where nothing does",
    "version": "what stands behind that",
    "environment": "the environment of its deploy",
}
"""What `tag.template` may name."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]+|\.{2,}|@(?=\{)")
_MOST_BYTES = 200
"""Of a name: file systems take 255 bytes, and git puts `.lock` behind it."""
_DIGEST_LETTERS = 10


def template_faults(template: str) -> tuple[str, ...]:
    """Return what is wrong with a template, whatever release it is of."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    named = _PLACEHOLDER.findall(template)
    faults = [
        f"{{{name}}}: no such placeholder; known are {known}"
        for name in named
        if name not in PLACEHOLDERS
    ]
    if not {"release", "version"} & set(named):
        faults.append("names neither {release} nor {version}: all releases would be one tag")
    return tuple(faults)


def tag_name(template: str, release: str, environment: str) -> str:
    """Fill a template for a release, and map what git does not take to dashes."""
    parts = read(release)
    values = {
        "release": release,
        "package": parts.package or release,
        "version": parts.version,
        "environment": environment,
    }
    return mapped(_PLACEHOLDER.sub(lambda found: values[found[1]], template))


def mapped(text: str) -> str:
    """Return the nearest name that git takes for a tag; one that it takes stays as it is."""
    parts = (_component(part) for part in _FORBIDDEN.sub("-", text).split("/"))
    name = "/".join(part for part in parts if part).lstrip("-/.")
    if name in ("", "@", "HEAD"):
        name = f"release-{name}".rstrip("-@")
    return _cut(name)


def _component(part: str) -> str:
    """Return one part of a path: it begins with no dot and ends neither with one nor `.lock`."""
    bare = part.lstrip(".").rstrip(".")
    return f"{bare.removesuffix('.lock')}-lock" if bare.endswith(".lock") else bare


def _cut(name: str) -> str:
    """Cut a name that no disk would take; a digest of all of it keeps it apart from others."""
    data = name.encode()
    if len(data) <= _MOST_BYTES:
        return name
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()[:_DIGEST_LETTERS]
    kept = data[: _MOST_BYTES - _DIGEST_LETTERS - 1].decode(errors="ignore").rstrip("./")
    return f"{kept}-{digest}"
