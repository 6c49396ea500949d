"""What goes into which bundle, and how each is compressed: the same again after a killed run."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools.settings import Connection
from buildtools.sourcemaps.bundle import zip_writer
from buildtools.sourcemaps.bundle.artifact_bundle import stream
from buildtools.state.upload_cache import BundleRecord, PackedBundle, load, save
from buildtools.steps.upload.compression_plan import CompressionPlan
from buildtools.steps.upload.files import Member
from buildtools.values import DebugId

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.models.answers import ChunkOptions
    from buildtools.api.upload.chunks import ChunkList
    from buildtools.api.upload.protocol import Receipt
    from buildtools.api.upload.throughput import Throughput

_LAYOUT = 1
"""Counts the changes of a bundle's layout: one of another layout is another bundle."""

_BYTES_BESIDE = 1024
"""What a file takes in a bundle besides its content and its names, at most."""


def _near(connection: Connection) -> "Throughput":
    from buildtools.api.http.urls import is_loopback
    from buildtools.api.upload.throughput import Throughput

    return Throughput(near=is_loopback(connection.url))


@dataclass
class UploadContext:
    """What is uploaded for whom, over which link."""

    root: Path
    connection: Connection
    version: str
    dist: str | None
    flat: bool = False
    """Whether maps in sections go into it as flat ones."""
    throughput: "Throughput" = field(init=False)

    def __post_init__(self) -> None:
        self.throughput = _near(self.connection)

    @property
    def project(self) -> str | None:
        """The project, where there is exactly one."""
        projects = self.connection.projects
        return projects[0] if len(projects) == 1 else None


class BundleUpload:
    """One bundle on its way."""

    def __init__(self, members: Sequence[Member], context: UploadContext) -> None:
        self._purpose = context
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

    def send(
        self,
        client: "Client",
        options: "ChunkOptions",
        pause: Callable[[float], None],
        now: Callable[[], float],
    ) -> "Receipt":
        """Send it and wait until it is stored."""
        from buildtools.api.upload.protocol import Order, Terms, send

        context, made = self._purpose, self.made
        if self._first is not None and not self._turns.hold():
            self._first = None
        receipt = send(
            client,
            self,
            Order(
                context.connection.projects,
                context.version,
                context.dist,
                context.connection.wait_seconds,
            ),
            Terms(options, context.throughput, pause, now),
        )
        contents = receipt.contents
        if made is None or made.checksum != contents.checksum:
            self.made = PackedBundle(self._stream.debug_id, *contents)
            self._write(self.made)
        return receipt

    @property
    def known(self) -> "ChunkList | None":
        """What an earlier run found it to be made of."""
        from buildtools.api.upload.chunks import ChunkList

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
        save(self._purpose.root, self._key, BundleRecord(self._turns.taken, made))


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
    )
    return hashlib.sha1(msgspec.json.encode(facts), usedforsecurity=False).hexdigest()
