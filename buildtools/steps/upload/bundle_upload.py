"""What goes into which bundle, and how each is compressed: the same again after a killed run."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import msgspec

from buildtools.connection import Connection
from buildtools.sourcemaps.bundle import zip_writer
from buildtools.sourcemaps.bundle.artifact_bundle import stream
from buildtools.sourcemaps.bundle.delivery import ChunkList, Delivery, LinkThroughput, Receipt
from buildtools.state.upload_cache import BundleRecord, PackedBundle, load, save
from buildtools.steps.upload.compression_plan import CompressionPlan
from buildtools.steps.upload.files import Member
from buildtools.values import DebugId, Sources

_LAYOUT = 1
"""Counts the changes of a bundle's layout: one of another layout is another bundle."""

_BYTES_BESIDE = 1024
"""What a file takes in a bundle besides its content and its names, at most."""


@dataclass
class UploadContext:
    """What is uploaded for whom, over which link."""

    root: Path
    connection: Connection
    version: str
    dist: str | None
    throughput: LinkThroughput
    sources: Sources = "all"
    """Whose texts go into it."""
    flat: bool = False
    """Whether maps in sections go into it as flat ones."""

    @property
    def project(self) -> str | None:
        """The project, where there is exactly one."""
        projects = self.connection.projects
        return projects[0] if len(projects) == 1 else None


class BundleUpload:
    """One bundle on its way."""

    def __init__(self, members: Sequence[Member], context: UploadContext) -> None:
        self._context = context
        self._key = _key(members, context)
        self._before = load(context.root, self._key)
        self.made = self._before.made if self._before else None
        turns = self._before.turns if self._before else ()
        self._turns = CompressionPlan(
            turns, context.connection.compression, context.throughput, self._begun
        )
        self._stream = stream(
            [member.file for member in members],
            org=context.connection.org,
            project=context.project,
            release=context.version,
            dist=context.dist,
            begin=self._turns.begin,
        )
        self._first: Iterator[bytes] | None = None

    def begin(self) -> None:
        """Have the first files packed in the background."""
        pieces = iter(self._stream)
        self._first = chain(list(islice(pieces, 2)), pieces)

    def send(self, delivery: Delivery) -> Receipt:
        """Send it and wait until it is stored."""
        context, made = self._context, self.made
        if self._first is not None and not self._turns.hold():
            self._first = None
        receipt = delivery.send(self, context.version, context.dist)
        contents = receipt.contents
        if made is None or made.checksum != contents.checksum:
            self.made = PackedBundle(self._stream.debug_id, *contents)
            self._write(self.made)
        return receipt

    @property
    def known(self) -> ChunkList | None:
        """What an earlier run found it to be made of."""
        made = self.made
        return ChunkList(made.checksum, made.chunks, made.size) if made else None

    @property
    def begun(self) -> bool:
        """Whether an earlier run has begun to send it."""
        return self._before is not None

    @property
    def stored(self) -> bool:
        """Whether files lie in it unpacked, so that chunks are worth compressing."""
        return self._turns.stored

    def __iter__(self) -> Iterator[bytes]:
        pieces, self._first = self._first, None
        return pieces or iter(self._stream)

    def _begun(self) -> None:
        self._write(None)

    def _write(self, made: PackedBundle | None) -> None:
        save(self._context.root, self._key, BundleRecord(self._turns.taken, made))


def bundle_uploads(
    members: Iterable[Member], context: UploadContext, most_bytes: int
) -> list[BundleUpload]:
    """Divide files into as many bundles as they need, the same on every machine.

    What counts is the size before compression: it does not depend on a library, nor on a link.
    Files of one debug ID stay together, for a look-up by it finds one bundle.
    """
    groups: dict[DebugId, list[Member]] = {}
    for member in sorted(members, key=lambda member: member.file.url):
        groups.setdefault(member.debug_id, []).append(member)
    divided: list[list[Member]] = [[]]
    room = most_bytes
    for group in groups.values():
        size = sum(_bytes_at_most(member) for member in group)
        full = size > room or len(divided[-1]) + len(group) > zip_writer.MOST_ENTRIES - 1
        if divided[-1] and full:
            divided.append([])
            room = most_bytes
        divided[-1] += group
        room -= size
    return [BundleUpload(part, context) for part in divided]


def _bytes_at_most(member: Member) -> int:
    return member.file.size + 4 * len(member.file.url.encode()) + _BYTES_BESIDE


def _key(members: Iterable[Member], context: UploadContext) -> str:
    """Name a bundle by all that it is made of, before a byte is read; and the server it is for."""
    connection = context.connection
    facts = (
        *(_LAYOUT, connection.url, connection.org, context.project, context.version, context.dist),
        sorted(
            (one.file.url, one.file.type, sorted(one.file.headers.items()), one.digest)
            for one in members
        ),
        *(("flat",) if context.flat else ()),
        *((f"sources {context.sources}",) if context.sources != "all" else ()),
    )
    return hashlib.sha1(msgspec.json.encode(facts), usedforsecurity=False).hexdigest()
