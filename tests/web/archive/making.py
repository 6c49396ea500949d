"""Makes tars and images, as the OCI and Docker specifications lay them out."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

Entries = Sequence[tarfile.TarInfo | tuple[str, bytes]]


def zstd(data: bytes) -> bytes:
    """Compress by whichever library is there."""
    try:
        library = import_module("compression.zstd")
    except ImportError:
        library = import_module("backports.zstd")
    packed: bytes = library.compress(data)
    return packed


def quick_gzip(data: bytes) -> bytes:
    """Compress, the same each time."""
    return gzip.compress(data, 1, mtime=0)


def as_it_is(data: bytes) -> bytes:
    """Leave a layer uncompressed."""
    return data


def link(name: str, target: str, *, hard: bool = False) -> tarfile.TarInfo:
    """Make a link."""
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.LNKTYPE if hard else tarfile.SYMTYPE
    entry.linkname = target
    return entry


def folder(name: str) -> tarfile.TarInfo:
    """Make an entry of a folder."""
    entry = tarfile.TarInfo(name)
    entry.type = tarfile.DIRTYPE
    return entry


def tar(entries: Entries) -> bytes:
    """Write members in this order."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                made.addfile(entry)
                continue
            name, data = entry
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


class Layout:
    """An OCI layout that grows: blobs by their digests, and what leads to them."""

    def __init__(self, pack: Callable[[bytes], bytes] = as_it_is) -> None:
        self._pack = pack
        self.parts: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def blob(self, data: bytes, **more: Any) -> dict[str, Any]:
        """Put a blob in, and return its descriptor."""
        digest = hashlib.sha256(data).hexdigest()
        self.parts[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data), **more}

    def manifest(self, layers: Sequence[Entries], **more: Any) -> dict[str, Any]:
        """Put an image in, and return its descriptor."""
        packed = [self.blob(self._pack(tar(entries))) for entries in layers]
        config = self.blob(b'{"architecture":"amd64","os":"linux"}')
        return self.json({"schemaVersion": 2, "config": config, "layers": packed}, **more)

    def json(self, value: object, **more: Any) -> dict[str, Any]:
        """Put a value in as JSON, and return its descriptor."""
        return self.blob(json.dumps(value).encode(), **more)

    def index(self, *manifests: Mapping[str, Any]) -> "Layout":
        """Write which manifests the layout is of, and return the layout."""
        self.parts["index.json"] = json.dumps({"manifests": manifests}).encode()
        return self

    def tar(self) -> bytes:
        """Write it as a tar, tables last as Docker does."""
        return tar(sorted(self.parts.items()))


def oci(layers: Sequence[Entries], pack: Callable[[bytes], bytes] = quick_gzip) -> bytes:
    """Write an image as an OCI layout in a tar."""
    layout = Layout(pack)
    return layout.index(layout.manifest(layers)).tar()


def docker(layers: Sequence[Entries]) -> bytes:
    """Write an image as `docker save` did before version 25."""
    parts = [(f"{at}/layer.tar", tar(entries)) for at, entries in enumerate(layers)]
    table = [{"Config": "x.json", "RepoTags": ["web:1"], "Layers": [name for name, _ in parts]}]
    return tar([*parts, ("manifest.json", json.dumps(table).encode())])


def docker_25(layers: Sequence[Entries], stale: Sequence[Entries] = ()) -> bytes:
    """Write both tables; `stale` is what the old one tells of, where it is another image."""
    layout = Layout()
    layout.index(layout.manifest(layers, annotations={"io.containerd.image.name": "web:1"}))
    blobs = [layout.blob(tar(entries)) for entries in stale or layers]
    names = ["blobs/sha256/" + blob["digest"].removeprefix("sha256:") for blob in blobs]
    layout.parts["manifest.json"] = json.dumps([{"RepoTags": ["web:1"], "Layers": names}]).encode()
    return layout.tar()
