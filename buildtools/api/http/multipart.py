"""A form of files, as bytes that are sent without being copied together."""

import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PIECE_BYTES = 256 * 1024
"""What is handed to the connection at once: its time limit holds for each piece."""


class Part(NamedTuple):
    """One file of a form; the name stands in it as it is."""

    field: str
    name: str
    content: bytes


class Form:
    """A multipart form; each iteration gives all of it, so that a request can be repeated."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._boundary = secrets.token_hex(16)
        self._parts = [(self._head(part), part.content) for part in parts]
        self._end = f"--{self._boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        """What the request has to be called."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return sum(len(head) + len(body) + 2 for head, body in self._parts) + len(self._end)

    def __iter__(self) -> Iterator[bytes | memoryview]:
        for head, body in self._parts:
            yield head
            view = memoryview(body)
            for start in range(0, len(view), _PIECE_BYTES):
                yield view[start : start + _PIECE_BYTES]
            yield b"\r\n"
        yield self._end

    def _head(self, part: Part) -> bytes:
        return (
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="{part.field}"; '
            f'filename="{part.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        ).encode()
