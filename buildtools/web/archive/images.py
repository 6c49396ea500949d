"""The layers of an image, from lowest to topmost, as `docker save` or an OCI layout tells them.

Docker writes both tables from version 25 on: that of OCI is preferred, because it has digests.
Source: OCI Image Format Specification, "OCI Image Layout", "Image Index", "Image Manifest"; Docker
Image Specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Final, Protocol

from buildtools.errors import DiskRefused, NothingFound

INDEX: Final = "index.json"
MANIFEST: Final = "manifest.json"
LAYOUT: Final = "oci-layout"

_DIGEST: Final = re.compile(r"blobs/(sha256|sha384|sha512)/([0-9a-f]+)")
_STEP: Final = 1 << 20
_MOST_JSON: Final = 16 * 1024 * 1024
_MOST_DEPTH: Final = 8
_ATTESTATION: Final = "vnd.docker.reference.type"
_NAMES: Final = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


class Blobs(Protocol):
    """Where the parts of an image lie: a tar, or a folder."""

    called: str
    """Its name, for people."""

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """Open one; it can be sought in. Raises KeyError or OSError where there is none."""
        ...


def is_image(blobs: Blobs) -> bool:
    """Whether any of the two tables is there."""
    return (blobs.has(INDEX) and blobs.has(LAYOUT)) or blobs.has(MANIFEST)


def layers(blobs: Blobs) -> tuple[str, ...]:
    """Return the parts that are layers of the one image that is there.

    Of one image for several platforms that for linux/amd64 is read, else the first that is there.

    Raises DiskRefused when a table or a layer is missing or unreadable, and NothingFound when there
    are several images, or none.
    """
    found = tuple(_of_index(blobs) if blobs.has(INDEX) else ()) or tuple(_of_manifest(blobs))
    lacking = [name for name in found if not blobs.has(name)]
    if lacking:
        raise DiskRefused(
            f"{blobs.called} lacks a layer of its image",
            evidence=lacking[:3],
            remedy="save the image again, whole",
        )
    return found


def refuse_another(file: IO[bytes], name: str, called: str) -> None:
    """Raise DiskRefused when an open part is not of the digest that is its name, if it is one."""
    named = _DIGEST.fullmatch(name)
    if not named:
        return
    file.seek(0)
    seen = hashlib.new(named[1])
    while block := file.read(_STEP):
        seen.update(block)
    if seen.hexdigest() != named[2]:
        raise DiskRefused(f"{called} is not what its digest says", remedy="save the image again")


def _of_index(blobs: Blobs) -> Iterator[str]:
    images = _images(blobs, _json(blobs, INDEX))
    names = dict.fromkeys(name for name, _ in images)
    if len(names) > 1:
        raise _several(blobs, [name for name in names if name])
    if images:
        for layer in _list(images[0][1], "layers"):
            yield _blob(layer)


def _images(blobs: Blobs, index: Mapping[str, Any], depth: int = 0) -> list[tuple[str, Any]]:
    """Return the manifests that an index leads to, with their names, the best platform first."""
    found = []
    for entry in sorted(_list(index, "manifests"), key=_is_other_platform):
        if _ATTESTATION in _annotations(entry) or not blobs.has(_blob(entry)):
            continue
        inner = _json(blobs, _blob(entry))
        below = [("", inner)] if "layers" in inner else []
        if "manifests" in inner and depth < _MOST_DEPTH:
            below = _images(blobs, inner, depth + 1)[:1]
        name = _name(entry) if depth == 0 else ""
        found += [(name, manifest) for _, manifest in below]
    return found


def _of_manifest(blobs: Blobs) -> Iterator[str]:
    images = _json(blobs, MANIFEST) if blobs.has(MANIFEST) else []
    if not isinstance(images, list) or not all(isinstance(one, dict) for one in images):
        raise _unreadable(blobs, MANIFEST)
    if len(images) > 1:
        raise _several(blobs, [str(tag) for one in images for tag in one.get("RepoTags") or ()])
    if not images:
        raise NothingFound(
            f"{blobs.called} holds no image that can be read", remedy="save the image again"
        )
    for name in images[0].get("Layers") or ():
        if not isinstance(name, str):
            raise _unreadable(blobs, MANIFEST)
        yield name


def _several(blobs: Blobs, names: Sequence[str]) -> NothingFound:
    return NothingFound(
        f"{blobs.called} holds several images, and one is deployed",
        evidence=names[:10],
        remedy="save that image alone",
    )


def _name(entry: Mapping[str, Any]) -> str:
    noted = _annotations(entry)
    return next((str(noted[key]) for key in _NAMES if key in noted), "")


def _is_other_platform(entry: Mapping[str, Any]) -> bool:
    platform = entry.get("platform")
    if not isinstance(platform, dict):
        return False
    return (platform.get("os"), platform.get("architecture")) != ("linux", "amd64")


def _blob(entry: Mapping[str, Any]) -> str:
    algorithm, _, digits = str(entry.get("digest", "")).partition(":")
    return f"blobs/{algorithm}/{digits}"


def _annotations(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    noted = entry.get("annotations")
    return noted if isinstance(noted, dict) else {}


def _list(value: object, key: str) -> list[Mapping[str, Any]]:
    """Return the objects in a list that an object has under a key; what is none is left out."""
    held = value.get(key) if isinstance(value, dict) else None
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _json(blobs: Blobs, name: str) -> Any:
    try:
        with blobs.open(name) as file:
            text = file.read(_MOST_JSON + 1)
        if len(text) > _MOST_JSON:
            raise _unreadable(blobs, name)
        return json.loads(text)
    except (ValueError, RecursionError, KeyError, OSError) as error:
        raise _unreadable(blobs, name) from error


def _unreadable(blobs: Blobs, name: str) -> DiskRefused:
    return DiskRefused(f"{name} of {blobs.called} cannot be read", remedy="save the image again")
