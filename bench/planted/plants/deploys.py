"""Folders, tars and images that are about to be deployed."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

from bench.planted.plants.plant import plant, released
from bench.planted.plants.public import map_of
from bench.planted.plants.scripts import as_built
from bench.planted.stage import Stage

_WHERE = "srv/www"
"""Where the site lies in an image."""


def _packed(stage: Stage) -> None:
    """Take the released site, and pack what is to be deployed in each way."""
    released(stage)
    _pack(stage, {})


def _pack(stage: Stage, top: Mapping[str, bytes], without: str = "") -> None:
    """Write folder, tar and image; `top` is put over the site, in a layer of its own."""
    parts = {
        file.relative_to(stage.root / "dist").as_posix(): file.read_bytes()
        for file in sorted((stage.root / "dist").rglob("*"))
        if file.is_file() and not (without and file.match(without))
    }
    beside = stage.root.parent / "deploy"
    shutil.rmtree(beside, ignore_errors=True)
    for name, data in (parts | dict(top)).items():
        place = beside / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (beside / "site.tar.gz").write_bytes(gzip.compress(_tar(parts | dict(top)), 1))
    layers = [{f"{_WHERE}/{name}": data for name, data in each.items()} for each in (parts, top)]
    (beside / "image.tar").write_bytes(_image([each for each in layers if each]))
    stage.places |= {
        "folder": str(beside / "site"),
        "tar": str(beside / "site.tar.gz"),
        "image": str(beside / "image.tar"),
    }


def _tar(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _image(layers: list[dict[str, bytes]]) -> bytes:
    """Write an OCI layout. Source: OCI Image Format Specification, "OCI Image Layout"."""
    parts = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}

    def blob(data: bytes) -> dict[str, object]:
        digest = hashlib.sha256(data).hexdigest()
        parts[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    packed = [blob(gzip.compress(_tar(layer), 1, mtime=0)) for layer in layers]
    manifest = blob(json.dumps({"schemaVersion": 2, "layers": packed}).encode())
    parts["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [manifest]}).encode()
    return _tar(parts)


def _asset(stage: Stage) -> Path:
    return Path(stage.script()).relative_to("dist")


@plant("folder: un-injected file", _packed)
def _not_injected(stage: Stage) -> None:
    _pack(stage, {str(_asset(stage)): as_built(stage)})


@plant("folder: public map", _packed)
def _map_in_folder(stage: Stage) -> None:
    _pack(stage, {f"{_asset(stage)}.map": map_of(stage)})


@plant("tar: cut-off file", _packed)
def _cut_off(stage: Stage) -> None:
    _pack(stage, {str(_asset(stage)): stage.read(stage.script())[:500]})


@plant("image: missing script, taken away by a later layer", _packed)
def _taken_away(stage: Stage) -> None:
    asset = _asset(stage)
    _pack(stage, {str(asset.with_name(f".wh.{asset.name}")): b""})


@plant("image: static/ forgotten with standalone", _packed)
def _forgotten(stage: Stage) -> None:
    _pack(stage, {"server.js": b"console.log('listening');\n"}, without="assets/*")


@plant("image: public map in its last layer", _packed)
def _map_in_image(stage: Stage) -> None:
    _pack(stage, {f"{_asset(stage)}.map": map_of(stage)})
