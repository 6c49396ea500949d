"""Folders, tars and images are read as the files that will be deployed."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from buildtools.errors import BuildtoolsError, DiskRefused, NothingFound
from buildtools.web.archive.contents import Contents
from buildtools.web.archive.opening import opened
from tests.web.archive import making
from tests.web.archive.making import Entries

BASE: Entries = [
    making.folder("app"),
    making.folder("app/static"),
    ("app/static/page.js", b"old page"),
    ("app/static/page.js.map", b"{}"),
    ("app/static/cart.js", b"cart"),
    ("app/static/notes.txt", b"of no interest"),
    ("app/old/gone.js", b"gone"),
]
TOP: Entries = [
    ("app/static/.wh.page.js.map", b""),
    ("app/.wh.old", b""),
    ("app/static/page.js", b"new page"),
]
LEFT = {"app/static/page.js": b"new page", "app/static/cart.js": b"cart"}

IMAGES: dict[str, Callable[[Sequence[Entries]], bytes]] = {
    "docker": making.docker,
    "docker 25": making.docker_25,
    "oci": lambda layers: making.oci(layers, making.as_it_is),
    "oci gzip": making.oci,
    "oci zstd": lambda layers: making.oci(layers, making.zstd),
    "docker, packed by gzip": lambda layers: making.quick_gzip(making.docker(layers)),
    "oci zstd, packed by zstd": lambda layers: making.zstd(making.oci(layers, making.zstd)),
}


def wanted(path: str) -> bool:
    """Want scripts and maps."""
    return path.endswith((".js", ".map"))


def read(path: Path) -> tuple[dict[str, bytes], Contents]:
    """Read all files that are found, and what was left out."""
    with opened(path, wanted) as found:
        return {name: file.read_bytes() for name, file in found.files.items()}, found


def of(data: bytes, tmp_path: Path) -> tuple[dict[str, bytes], Contents]:
    """Read a file of these bytes."""
    path = tmp_path / "site.tar"
    path.write_bytes(data)
    return read(path)


def refused(data: bytes, tmp_path: Path) -> BuildtoolsError:
    """Return what is said of a file of these bytes."""
    with pytest.raises((DiskRefused, NothingFound)) as caught:
        of(data, tmp_path)
    assert "site.tar" in caught.value.what
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("form", IMAGES)
def test_an_image_has_the_files_of_all_its_layers(form: str, tmp_path: Path) -> None:
    """What a later layer takes away or puts in another's place is not deployed."""
    files, found = of(IMAGES[form]([BASE, TOP]), tmp_path)

    assert files == LEFT
    assert found.kind == "image"
    assert found.left_out == ()


@pytest.mark.parametrize("pack", [making.as_it_is, making.quick_gzip, making.zstd])
def test_a_tar_is_read_packed_or_not(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """A name that begins with a slash or a dot is the same file, as tar unpacks it."""
    data = making.tar([("./a.js", b"a"), ("/b/c.js", b"c"), ("b/d.txt", b"d")])
    files, found = of(pack(data), tmp_path)

    assert files == {"a.js": b"a", "b/c.js": b"c"}
    assert found.kind == "tar"


def test_a_folder_is_read_in_its_place(tmp_path: Path) -> None:
    """No copy is made, hidden folders are part of a build, and a link that leads out is told."""
    site = tmp_path / "site"
    (site / ".next").mkdir(parents=True)
    (site / ".next/a.js").write_bytes(b"a")
    (tmp_path / "secret.js").write_bytes(b"secret")
    (site / "out.js").symlink_to(tmp_path / "secret.js")
    files, found = read(site)

    assert files == {".next/a.js": b"a"}
    assert found.files[".next/a.js"] == site / ".next/a.js"
    assert [("out.js", "the link leads out of the folder")] == list(found.left_out)


def test_an_image_in_a_folder_is_an_image(tmp_path: Path) -> None:
    """An OCI layout is a folder as well, as skopeo and buildah write it."""
    layout = making.Layout(making.quick_gzip)
    layout.index(layout.manifest([BASE, TOP]))
    for name, data in layout.parts.items():
        place = tmp_path / "image" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)

    files, found = read(tmp_path / "image")
    assert files == LEFT
    assert found.kind == "image"


def test_an_opaque_folder_hides_what_is_below_it_and_nothing_of_its_own(tmp_path: Path) -> None:
    """The whiteout may stand behind the files of its own layer."""
    top: Entries = [("app/static/new.js", b"new"), ("app/static/.wh..wh..opq", b"")]
    files, _ = of(making.oci([BASE, top]), tmp_path)

    assert files == {"app/static/new.js": b"new", "app/old/gone.js": b"gone"}


def test_a_whiteout_takes_nothing_of_its_own_layer(tmp_path: Path) -> None:
    """A builder that writes it behind the new file means the old one."""
    top: Entries = [("app/static/cart.js", b"new"), ("app/static/.wh.cart.js", b"")]
    files, _ = of(making.oci([BASE, top]), tmp_path)

    assert files["app/static/cart.js"] == b"new"


def test_a_whole_layer_can_be_hidden(tmp_path: Path) -> None:
    """An opaque top hides everything below."""
    files, _ = of(making.oci([BASE, [("./.wh..wh..opq", b""), ("a.js", b"a")]]), tmp_path)

    assert files == {"a.js": b"a"}


def test_files_and_folders_take_each_others_places(tmp_path: Path) -> None:
    """A file where a folder was hides all that was in it, and a folder the file."""
    layers: list[Entries] = [
        [("a.js", b"file"), ("b.js/c.js", b"in a folder")],
        [making.folder("a.js"), ("a.js/d.js", b"d"), ("b.js", b"file")],
    ]
    files, _ = of(making.oci(layers), tmp_path)

    assert files == {"a.js/d.js": b"d", "b.js": b"file"}


def test_in_a_plain_tar_a_whiteout_is_a_file_like_another(tmp_path: Path) -> None:
    """Only layers take anything away."""
    files, _ = of(making.tar([("a.js", b"a"), (".wh.a.js", b"")]), tmp_path)

    assert files == {"a.js": b"a", ".wh.a.js": b""}


def test_links_have_the_content_that_they_lead_to(tmp_path: Path) -> None:
    """Hard ones in their layer or below, symbolic ones wherever they lead within the image."""
    top: Entries = [
        ("app/new.js", b"new"),
        making.link("app/hard.js", "app/new.js", hard=True),
        making.link("app/lower.js", "/app/static/cart.js", hard=True),
        making.link("srv", "/app"),
        making.link("soft.js", "srv/static/cart.js"),
        making.link("again.js", "./soft.js"),
    ]
    files, found = of(making.oci([BASE, top]), tmp_path)

    assert files["app/hard.js"] == b"new"
    assert files["app/lower.js"] == b"cart"
    assert files["soft.js"] == files["again.js"] == b"cart"
    assert found.left_out == ()


def test_nothing_of_this_machine_is_read_by_a_link_or_a_name(tmp_path: Path) -> None:
    """An archive of somebody else decides nothing here; what it tried is told."""
    (tmp_path / "secret.js").write_bytes(b"secret")
    data = making.tar(
        [
            ("ok.js", b"ok"),
            ("../secret.js", b"planted"),
            ("a/../../up.js", b"planted"),
            making.link("abs.js", os.fspath(tmp_path / "secret.js")),
            making.link("rel.js", "../secret.js"),
            making.link("loop.js", "loop.js"),
            making.link("hard.js", "../secret.js", hard=True),
        ]
    )
    files, found = of(data, tmp_path)

    assert files == {"ok.js": b"ok"}
    assert (tmp_path / "secret.js").read_bytes() == b"secret"
    told = dict(found.left_out)
    assert told.keys() == {"../secret.js", "a/../../up.js", "abs.js", "rel.js", "hard.js"}
    assert told["../secret.js"] == "its name leads out"
    assert "leads out" in told["rel.js"]


def test_an_absolute_link_of_an_image_is_within_it(tmp_path: Path) -> None:
    """In an image "/" is the image's own, and never this machine's."""
    (tmp_path / "secret.js").write_bytes(b"secret")
    layer: Entries = [making.link("abs.js", os.fspath(tmp_path / "secret.js"))]
    files, _ = of(making.oci([layer]), tmp_path)

    assert files == {}


@pytest.mark.parametrize("form", IMAGES)
def test_what_is_cut_off_anywhere_is_refused(form: str, tmp_path: Path) -> None:
    """An image that is half there would show half of the files as missing."""
    whole = IMAGES[form]([BASE, TOP]).rstrip(b"\0")
    for part in (1, 3, 5, 7):
        refused(whole[: len(whole) * part // 8], tmp_path)


@pytest.mark.parametrize("cut", [512, 1024, 1536, 2048, 2049, 2100])
def test_a_tar_that_is_cut_off_between_its_members_is_refused(cut: int, tmp_path: Path) -> None:
    """tarfile itself takes this for the end."""
    whole = making.tar([("a.js", b"a"), ("b.js", b"b")])

    refused(whole[:cut], tmp_path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    """A page or an empty file that was meant for an image."""
    assert "is no tar" in refused(b"<!doctype html>" * 100, tmp_path).what
    refused(b"", tmp_path)
    refused(b"\x1f\x8b" + bytes(1000), tmp_path)
    refused(b"\x28\xb5\x2f\xfd" + b"x" * 1000, tmp_path)
    with pytest.raises(NothingFound, match="there is nothing at"), opened(tmp_path / "no", wanted):
        pass


def test_of_both_tables_that_of_oci_is_read(tmp_path: Path) -> None:
    """Docker writes both from version 25 on; where they differ, the one with digests holds."""
    files, _ = of(making.docker_25([BASE], stale=[[("a.js", b"a")]]), tmp_path)

    assert "app/static/page.js" in files


def test_attestations_are_no_image(tmp_path: Path) -> None:
    """buildx puts a manifest of its own beside each image; its layers hold no files."""
    layout = making.Layout(making.quick_gzip)
    noted = {"vnd.docker.reference.type": "attestation-manifest"}
    inner = layout.json(
        {
            "manifests": [
                layout.manifest([[("no.js", b"")]], annotations=noted),
                layout.manifest([BASE], platform={"os": "linux", "architecture": "arm64"}),
                layout.manifest([TOP], platform={"os": "linux", "architecture": "amd64"}),
            ]
        }
    )
    files, _ = of(layout.index(inner).tar(), tmp_path)

    assert files == {"app/static/page.js": b"new page"}


def test_a_platform_that_was_not_saved_is_passed_over(tmp_path: Path) -> None:
    """An index names platforms whose blobs stayed in the registry."""
    layout = making.Layout()
    gone = {"digest": "sha256:" + "0" * 64, "platform": {"os": "linux", "architecture": "amd64"}}
    files, _ = of(layout.index(gone, layout.manifest([TOP])).tar(), tmp_path)

    assert files == {"app/static/page.js": b"new page"}


def test_of_several_images_none_is_guessed(tmp_path: Path) -> None:
    """`docker save` of two images gives a tar of both."""
    layout = making.Layout()
    first = layout.manifest([BASE], annotations={"org.opencontainers.image.ref.name": "web:1"})
    second = layout.manifest([TOP], annotations={"org.opencontainers.image.ref.name": "api:1"})
    told = refused(layout.index(first, second).tar(), tmp_path)
    assert told.evidence == ("web:1", "api:1")

    both = b'[{"RepoTags":["a:1"],"Layers":[]},{"RepoTags":["b:1"],"Layers":[]}]'
    told = refused(making.tar([("manifest.json", both)]), tmp_path)
    assert told.evidence == ("a:1", "b:1")


@pytest.mark.parametrize(
    "table", [b"", b"[", b"{}", b"7", b'[{"Layers":[7]}]', b'[{"Layers":["no"]}]', b"[]"]
)
def test_a_table_that_cannot_be_read_is_refused(table: bytes, tmp_path: Path) -> None:
    """Of an image whose layers are unknown nothing can be said."""
    refused(making.tar([("manifest.json", table)]), tmp_path)


def test_docker_writes_a_layer_that_is_there_twice_as_a_link(tmp_path: Path) -> None:
    """Before version 25 equal layers of an image are one file and links to it."""
    table = b'[{"RepoTags":["web:1"],"Layers":["a/layer.tar","b/layer.tar"]}]'
    data = making.tar(
        [
            ("a/layer.tar", making.tar(BASE)),
            making.link("b/layer.tar", "../a/layer.tar"),
            ("manifest.json", table),
        ]
    )
    files, _ = of(data, tmp_path)

    assert files["app/static/cart.js"] == b"cart"


def test_a_layer_may_lack_the_zeros_of_its_end(tmp_path: Path) -> None:
    """umoci writes layers without padding and end; what holds them says that they are whole."""
    bare = making.tar(BASE).rstrip(b"\0")
    for pack in (making.as_it_is, making.quick_gzip, making.zstd):
        layout = making.Layout()
        layout.index(layout.json({"layers": [layout.blob(pack(bare))]}))

        assert b"gone" == of(layout.tar(), tmp_path)[0]["app/old/gone.js"]


def test_a_packed_layer_whose_last_file_is_cut_is_refused(tmp_path: Path) -> None:
    """Its digest is that of what was packed: somebody packed half a file."""
    half = making.tar([("a.js", b"a" * 2000)])[:1500]
    for pack in (making.as_it_is, making.quick_gzip, making.zstd):
        layout = making.Layout()
        layout.index(layout.json({"layers": [layout.blob(pack(half))]}))
        refused(layout.tar(), tmp_path)


def test_a_layer_of_another_digest_is_refused(tmp_path: Path) -> None:
    """A blob that was changed on its way is none of the image."""
    layout = making.Layout()
    layout.index(layout.manifest([BASE]))
    name = next(name for name, data in layout.parts.items() if b"old page" in data)
    layout.parts[name] = layout.parts[name].replace(b"old page", b"odd page")

    assert "digest" in refused(layout.tar(), tmp_path).what
