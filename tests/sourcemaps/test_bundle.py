"""What is packed can be unpacked, by others too, and the same files give the same bundle."""

import io
import json
import random
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import ConfigurationError
from buildtools.sourcemaps.bundle import zip_writer
from buildtools.sourcemaps.bundle.artifact_bundle import (
    BundleFile,
    FileType,
    Stream,
    bundle_id,
    manifest,
    stream,
)
from buildtools.sourcemaps.bundle.deflate import Deflater, fastest, mix
from buildtools.sourcemaps.bundle.prefetch import AHEAD_BYTES

ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
SCRIPT = f"f();\n//# debugId={ID}\n//# sourceMappingURL=a.js.map\n".encode()
MAP = (
    '{"version":3,"file":"a.js","sources":["src/a.ts"],"sourcesContent":["x"],"names":["f"],'
    f'"mappings":"AAAAA","debugId":"{ID}"}}'
).encode()
RECORDED_BUNDLE_ID = "610b4dbe-707e-548b-a2ca-7eaef3cdd462"


def file(url: str, data: bytes, type_: FileType = "minified_source", **headers: str) -> BundleFile:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return BundleFile(url, type_, named, lambda: data)


def not_read() -> bytes:
    raise AssertionError("read whole")


@pytest.fixture
def recorded() -> list[BundleFile]:
    """The two files of the recorded bundle, in the wrong order."""
    return [
        file("~/a.js.map", MAP, "source_map", debug_id=ID),
        file("~/a.js", SCRIPT, sourcemap="a.js.map", debug_id=ID),
    ]


def web(files: list[BundleFile], *, deflater: Deflater | None = None) -> Stream:
    return stream(
        files, org="acme", project="web", release="web@1.0", dist="7", note="hello",
        deflater=deflater,
    )  # fmt: skip


def opened(packed: Stream) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(packed)))
    assert archive.testzip() is None
    return archive


def storing(files: list[BundleFile]) -> Stream:
    mixed = mix("stored")
    return stream(
        files, org="acme", project="web", release="web@1.0", dist="7", note="hello",
        begin=lambda: lambda number: mixed,
    )  # fmt: skip


def test_files_can_be_stored_as_they_are(recorded: list[BundleFile]) -> None:
    """Chunks that are compressed on their way want files that were not before."""
    packed = storing(recorded)
    archive = opened(packed)

    assert {zipfile.ZIP_STORED} == {each.compress_type for each in archive.infolist()}
    assert SCRIPT == archive.read("files/_/_/a.js")
    assert packed.debug_id == RECORDED_BUNDLE_ID


def test_a_file_too_large_to_hold_is_stored_by_blocks(recorded: list[BundleFile]) -> None:
    """It is read twice, for its checksum and for its bytes, and never held."""
    times: list[int] = []

    def blocks() -> Iterator[bytes]:
        times.append(1)
        yield from (MAP[:10], MAP[10:])

    by_blocks = replace(recorded[0], read=not_read, blocks=blocks, size=len(MAP))
    packed = storing([by_blocks, recorded[1]])
    archive = opened(packed)

    assert MAP == archive.read("files/_/_/a.js.map")
    assert packed.debug_id == RECORDED_BUNDLE_ID
    assert 2 == len(times)


def test_bundle_id_is_the_one_sentry_cli_gives(recorded: list[BundleFile]) -> None:
    """Both tools replace, and do not double, a bundle that the other one uploaded before."""
    assert bundle_id(recorded) == RECORDED_BUNDLE_ID


def test_bundle_id_does_not_depend_on_how_headers_are_spelt(recorded: list[BundleFile]) -> None:
    """The reference is `Sourcemap` on the wire of some tools; it is the same reference."""
    script = file("~/a.js", SCRIPT, Sourcemap="a.js.map", Debug_Id=ID)

    assert bundle_id([recorded[0], script]) == RECORDED_BUNDLE_ID


@pytest.mark.parametrize(
    "changed",
    [
        file("~/b.js", SCRIPT, sourcemap="a.js.map", debug_id=ID),
        file("~/a.js", SCRIPT + b" ", sourcemap="a.js.map", debug_id=ID),
        file("~/a.js", SCRIPT, sourcemap="b.js.map", debug_id=ID),
        file("~/a.js", SCRIPT, "source_map", sourcemap="a.js.map", debug_id=ID),
    ],
    ids=["url", "content", "header", "type"],
)
def test_bundle_id_changes_with_what_it_names(
    recorded: list[BundleFile], changed: BundleFile
) -> None:
    """An ID that overlooked a change would make the server keep the old bundle."""
    assert bundle_id([recorded[0], changed]) != RECORDED_BUNDLE_ID


def test_manifest_is_the_recorded_one(recorded: list[BundleFile]) -> None:
    """The manifest is what the server reads; only it says which URL a file has."""
    text = manifest(recorded, org="acme", project="web", release="web@1.0", dist="7", note="hello")

    assert text.decode() == (
        '{"files":{'
        '"files/_/_/a.js":{"type":"minified_source","url":"~/a.js",'
        f'"headers":{{"debug-id":"{ID}","sourcemap":"a.js.map"}}}},'
        '"files/_/_/a.js.map":{"type":"source_map","url":"~/a.js.map",'
        f'"headers":{{"debug-id":"{ID}"}}}}}},'
        f'"debug_id":"{RECORDED_BUNDLE_ID}","dist":"7","note":"hello","org":"acme",'
        '"project":"web","release":"web@1.0"}'
    )


def test_manifest_leaves_out_what_is_not_given() -> None:
    """Servers take an empty string or null for a value; a missing key is none."""
    text = manifest([file("~/a.js", b"")], org="acme", project=None, release=None, dist=None)

    content = json.loads(text)
    assert {"files", "debug_id", "org"} == content.keys()
    assert {"type": "minified_source", "url": "~/a.js"} == content["files"]["files/_/_/a.js"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("~/x", "files/_/_/x"),
        ("https://h/x/y.js", "files/https/h/x/y.js"),
        ("https://h", "files/https/h/"),
        ("app:///x", "files/app/_/x"),
        ("~/a.js?v=1", "files/_/_/a.js"),
        ("~/a.js?v=1#top", "files/_/_/a.js#top"),
        ("~/a.js#top?", "files/_/_/a.js#top?"),
        ("/rooted.js", "files/_/_/rooted.js"),
        ("bare.js", "files/_/_/bare.js"),
        ("~/../../etc/x.js", "files/_/_/__/__/etc/x.js"),
        ("~/[slug]/ä.js", "files/_/_/[slug]/ä.js"),
    ],
)
def test_every_url_has_its_place_in_the_archive(url: str, path: str) -> None:
    """A path that left the archive's folder would make servers refuse the whole bundle."""
    assert [path, "manifest.json"] == opened(web([file(url, b"x")])).namelist()


def test_files_that_want_one_place_each_get_their_own() -> None:
    """Two builds of one URL differ by the query only; neither may hide the other."""
    urls = ["~/a.js?v=2", "~/a.js", "~/a.js.1", "~/a.js?v=1"]
    archive = opened(web([file(url, url.encode()) for url in urls]))

    listed = json.loads(archive.read("manifest.json"))["files"]
    assert {path: entry["url"] for path, entry in listed.items()} == {
        "files/_/_/a.js": "~/a.js",
        "files/_/_/a.js.1": "~/a.js.1",
        "files/_/_/a.js.2": "~/a.js?v=1",
        "files/_/_/a.js.3": "~/a.js?v=2",
    }
    for path, entry in listed.items():
        assert entry["url"].encode() == archive.read(path)


def test_archive_has_the_recorded_attributes(recorded: list[BundleFile]) -> None:
    """Servers were only ever tried with these; a clock in them would change every checksum."""
    archive = opened(web([*recorded, file("~/b.js", SCRIPT * 10)]))

    assert [
        "files/_/_/a.js", "files/_/_/a.js.map", "files/_/_/b.js", "manifest.json",
    ] == archive.namelist()  # fmt: skip
    for info in archive.infolist():
        assert (1980, 1, 1, 0, 0, 0) == info.date_time
        assert 0o100644 << 16 == info.external_attr
        assert (3, 20, 20, 0) == (
            info.create_system, info.create_version, info.extract_version, info.flag_bits,
        )  # fmt: skip
    assert archive.getinfo("files/_/_/b.js").compress_type == zipfile.ZIP_DEFLATED


def test_bundle_begins_with_its_magic(recorded: list[BundleFile]) -> None:
    """Sentry tells a bundle from a plain ZIP by these eight bytes."""
    assert b"".join(web(recorded)).startswith(b"SYSB\x02\x00\x00\x00PK\x03\x04")


def test_sentrys_own_reader_knows_the_bundle(recorded: list[BundleFile]) -> None:
    """The server reads it by `symbolic`; what that cannot open is not stored."""
    symbolic = pytest.importorskip("symbolic")
    (found,) = symbolic.Archive.from_bytes(b"".join(web(recorded))).iter_objects()

    assert found.file_format == "sourcebundle"
    assert found.debug_id == RECORDED_BUNDLE_ID


def test_sentrys_own_reader_refuses_a_damaged_bundle(recorded: list[BundleFile]) -> None:
    """The control of the test above: a reader that takes anything would prove nothing."""
    symbolic = pytest.importorskip("symbolic")
    with pytest.raises(symbolic.SymbolicError):
        list(symbolic.Archive.from_bytes(b"".join(web(recorded))[:-10]).iter_objects())


def test_what_does_not_shrink_is_stored() -> None:
    """An empty or a dense file must not grow by being compressed."""
    dense = bytes(range(256))
    archive = opened(web([file("~/dense.js", dense), file("~/empty.js", b"")]))

    methods = {info.filename: info.compress_type for info in archive.infolist()}
    assert zipfile.ZIP_STORED == methods["files/_/_/dense.js"]
    assert zipfile.ZIP_STORED == methods["files/_/_/empty.js"]
    assert dense == archive.read("files/_/_/dense.js")


CONTENT = st.dictionaries(
    st.text("abc/?#.äß𝒳 [", min_size=1, max_size=12).map("~/".__add__),
    st.binary(max_size=300) | st.binary(min_size=1, max_size=4).map(lambda some: some * 500),
    max_size=9,
)


@given(CONTENT, st.randoms())
def test_every_byte_comes_back_whatever_the_order(
    content: dict[str, bytes], chance: random.Random
) -> None:
    """A disk lists its files in any order; the bundle must not depend on it."""
    steady = fastest(["zlib"])
    files = [file(url, data) for url, data in content.items()]
    packed = b"".join(web(files, deflater=steady))
    chance.shuffle(files)

    assert packed == b"".join(web(files, deflater=steady))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    listed = json.loads(archive.read("manifest.json"))["files"]
    assert content == {entry["url"]: archive.read(path) for path, entry in listed.items()}


def test_fast_compressor_gives_the_same_bytes_every_time() -> None:
    """An upload that was cut off resumes by chunks the server knows: its bytes must not change."""
    words = [f"name{number % 97}({number % 13});" for number in range(5000)]
    texts = ["".join(words[start : start * 2 + 9]).encode() for start in range(0, 2400, 40)]
    files = [file(f"~/{number}.js", text) for number, text in enumerate(texts)]

    assert len({b"".join(web(files)) for _ in range(5)}) == 1


def test_id_is_known_after_packing_without_reading_again(recorded: list[BundleFile]) -> None:
    """Reading a gigabyte twice for one number is time the user waits."""
    reads: list[str] = []

    def counted(each: BundleFile) -> BundleFile:
        def read() -> bytes:
            reads.append(each.url)
            return each.read()

        return BundleFile(each.url, each.type, each.headers, read)

    packed = web([counted(each) for each in recorded])
    b"".join(packed)

    assert packed.debug_id == RECORDED_BUNDLE_ID
    assert ["~/a.js", "~/a.js.map"] == sorted(reads)


def test_id_can_be_asked_before_packing(recorded: list[BundleFile]) -> None:
    """A caller who only wants to name the bundle need not pack it."""
    assert web(recorded).debug_id == RECORDED_BUNDLE_ID


def test_few_bytes_are_read_ahead_of_the_reader() -> None:
    """A bundle of any size must fit into little memory, however slowly it is sent."""
    size = AHEAD_BYTES // 8
    started: list[int] = []

    def numbered(number: int) -> BundleFile:
        def read() -> bytes:
            started.append(number)
            return b"x" * 1000

        return BundleFile(f"~/{number:03}.js", "minified_source", {}, read, size)

    pieces = iter(web([numbered(number) for number in range(200)]))
    seen = [next(pieces) for _ in range(7)]  # the magic, then header and body of three files

    assert len(seen) == 7
    assert 3 <= len(started) <= 3 + 8 + 1


def test_a_file_that_cannot_be_read_stops_the_packing(recorded: list[BundleFile]) -> None:
    """A bundle without one of its files would be a silent hole in the release."""

    def gone() -> bytes:
        raise FileNotFoundError("~/gone.js")

    files = [*recorded, BundleFile("~/gone.js", "minified_source", {}, gone)]
    with pytest.raises(FileNotFoundError, match="gone"):
        b"".join(web(files))


@pytest.mark.parametrize("name", ["isal", "libdeflate", "zlib"])
def test_every_compressor_gives_a_bundle_of_the_same_content_and_id(
    recorded: list[BundleFile], name: str
) -> None:
    """A machine without the fast wheels makes other bytes, and yet the same bundle."""
    deflater = fastest([name])
    packed = web(recorded, deflater=deflater)
    archive = opened(packed)

    assert name == deflater.name
    assert packed.debug_id == RECORDED_BUNDLE_ID
    assert SCRIPT == archive.read("files/_/_/a.js")
    assert zlib.decompress(deflater.deflate(MAP), -15) == MAP
    assert zlib.crc32(MAP) == deflater.crc32(MAP, 0)


def test_a_machine_without_fast_wheels_falls_back_to_zlib() -> None:
    """isal and libdeflate have no wheel on some platforms; uploading must work there."""
    hidden = {name: sys.modules.get(name) for name in ("isal", "isal.isal_zlib", "deflate")}
    try:
        for name in hidden:
            sys.modules[name] = None  # type: ignore[assignment]
        assert fastest().name == "zlib"
        assert fastest(["isal"]).name == "zlib"
    finally:
        for name, module in hidden.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module
    assert fastest().name == "isal"


def test_more_than_a_bundle_can_hold_is_refused() -> None:
    """Above two gigabytes servers refuse the file after it was sent; say so before."""
    archive = zip_writer.Archive(start=zip_writer.LARGEST - 80)
    with pytest.raises(ConfigurationError, match="larger than one bundle"):
        archive.add(zip_writer.compress("a.js", b"", fastest()))
    zip_writer.Archive(start=zip_writer.LARGEST - 120).add(
        zip_writer.compress("a.js", b"", fastest())
    )


def test_more_files_than_an_archive_can_count_are_refused() -> None:
    """ZIP counts its entries in 16 bits; one more would wrap to zero and hide them all."""
    archive = zip_writer.Archive()
    entry = zip_writer.compress("a.js", b"", fastest())
    for _ in range(zip_writer.MOST_ENTRIES):
        archive.add(entry)
    with pytest.raises(ConfigurationError, match="larger than one bundle"):
        archive.add(entry)


def test_python_reads_the_bundle_from_a_file(tmp_path: Path, recorded: list[BundleFile]) -> None:
    """The central directory must count from the start of the file, magic included."""
    target = tmp_path / "bundle.zip"
    target.write_bytes(b"".join(web(recorded)))

    with zipfile.ZipFile(target) as archive:
        assert MAP == archive.read("files/_/_/a.js.map")
        assert archive.infolist()[0].header_offset == 8
