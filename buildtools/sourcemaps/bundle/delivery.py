"""What is agreed between the one who packs a bundle and the one who sends it.

The step `upload` packs, `api.upload` sends, and each knows the other by these alone.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import msgspec

from buildtools.values import Digest


class ChunkList(NamedTuple):
    """What a bundle that passed by was made of."""

    checksum: Digest
    chunks: tuple[Digest, ...]
    size: int


class Outgoing(Protocol):
    """A bundle that is to be sent."""

    def __iter__(self) -> Iterator[bytes]:
        """Return its bytes, each time; that is once, unless chunks get lost."""
        ...

    @property
    def known(self) -> ChunkList | None:
        """What an earlier run found it to be made of."""
        ...

    @property
    def begun(self) -> bool:
        """Whether an earlier run has begun to send it."""
        ...

    @property
    def stored(self) -> bool:
        """Whether its chunks are worth compressing; asked once it is iterated over."""
        ...


class Receipt(msgspec.Struct, frozen=True):
    """What became of the bundle; `sent` and `bytes_sent` are of this run alone."""

    contents: ChunkList
    sent: int
    """Chunks that this run sent."""
    bytes_sent: int
    state: str

    @property
    def checksum(self) -> Digest:
        return self.contents.checksum


class LinkThroughput(Protocol):
    """What is known of the way to the server while bundles are packed for it."""

    @property
    def measured(self) -> bool:
        """Whether a request has come through."""
        ...

    @property
    def bytes_per_second(self) -> float:
        """The speed so far; else what one supposes."""
        ...

    @property
    def accepts_zstd(self) -> bool:
        """Whether chunks are compressed on their way, as far as one knows."""
        ...

    @property
    def is_bottleneck(self) -> bool:
        """Whether packing lately had to wait for sending."""
        ...


class Offer(NamedTuple):
    """How a server takes bundles."""

    most_bytes: int | None = None
    """Of one bundle; None where it does not say."""
    knows_sections: bool = True
    """Whether it resolves positions by maps in sections."""


class NoOffer(NamedTuple):
    """A server that takes no bundles."""

    why: str
    """Such as: Bugsink takes no bundles."""
    told: str
    """What it says itself, after its name."""


class Delivery(Protocol):
    """The way of one upload's bundles to one server."""

    @property
    def throughput(self) -> LinkThroughput:
        """Learns from `offer`, and from all that is sent."""
        ...

    def offer(self) -> Offer | NoOffer:
        """Ask the server how it takes bundles."""
        ...

    def send(self, bundle: Outgoing, version: str, dist: str | None) -> Receipt:
        """Send one and wait until it is stored; the server has made its offer before."""
        ...
