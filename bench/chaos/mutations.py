"""Valid files made invalid, in the ways in which files break; by Hypothesis."""

import json
import re
from typing import Any

from hypothesis import strategies as st

_NUMBER = re.compile(rb"-?\d+")
_ODD_BYTES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b[2J", b"\r", b"\xe2\x80\xa8"),
    *(b"{", b"[", b'"', b"'", b"\\", b"\\ud800", b": ", b"- ", b"&a ", b"*a", b"<<: ", b"!!x "),
    *(b"${", b"{{", b"}}", b"\t", b"null", b"NaN", b"1e999", b"-1", b"../", b"//# ", b"/*", b"`"),
)
_ODD_NUMBERS = (
    b"-1",
    b"0",
    b"4294967296",
    b"9223372036854775808",
    b"1e400",
    b"99999999999999",
    b"",
)
_ENCODINGS = ("utf-16", "utf-32", "utf-16-be", "utf-7", "cp1252", "cp500")
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 1.5, "", "\ud800", "\x00", "../../x", "x" * 10_000),
    *([], {}, [None], [[]], {"": None}, [{}] * 100),
)


def mutations(valid: bytes) -> st.SearchStrategy[bytes]:
    """Draw another file made of this one."""
    ways = [_edited(valid), _edited(valid), _recoded(valid), _unlike(valid)]
    try:
        told = json.loads(valid)
    except ValueError:
        return st.one_of(ways)
    return st.one_of([_revalued(told), _revalued(told), *ways])


@st.composite
def _edited(draw: st.DrawFn, valid: bytes) -> bytes:
    """Flip, cut out, double or insert in a few places."""
    data = bytearray(valid)
    for _ in range(draw(st.integers(1, 4))):
        if data:
            _edit(draw, data)
    return bytes(data)


def _edit(draw: st.DrawFn, data: bytearray) -> None:
    start = draw(st.integers(0, len(data) - 1))
    length = draw(st.one_of(st.integers(1, 8), st.integers(1, len(data))))
    match draw(st.sampled_from(["flip", "cut", "end", "double", "insert", "number", "swap"])):
        case "flip":
            data[start] ^= 1 << draw(st.integers(0, 7))
        case "cut":
            del data[start : start + length]
        case "end":
            del data[start:]
        case "double":
            data[start:start] = data[start : start + length] * draw(st.integers(1, 20))
        case "insert":
            odd = draw(st.one_of(st.sampled_from(_ODD_BYTES), st.binary(max_size=20)))
            data[start:start] = odd * draw(st.sampled_from([1, 1, 1, 3000]))
        case "number":
            if found := _NUMBER.search(data, start):
                data[found.start() : found.end()] = draw(st.sampled_from(_ODD_NUMBERS))
        case _:
            other = draw(st.integers(0, len(data) - 1))
            data[start], data[other] = data[other], data[start]


def _recoded(valid: bytes) -> st.SearchStrategy[bytes]:
    """Write the same text in another encoding, or with other line ends."""
    text = valid.decode("utf-8", "replace")
    ends = st.sampled_from([text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode()])
    recoded = st.sampled_from([text.encode(name, "replace") for name in _ENCODINGS])
    return st.one_of(ends, recoded)


def _unlike(valid: bytes) -> st.SearchStrategy[bytes]:
    """Take something else altogether."""
    deep = [b"[" * 100_000, b'{"a":' * 50_000, b"a: {" * 20_000, b"- " * 20_000, b"(" * 50_000]
    return st.one_of(
        st.sampled_from([b"", b"\n", b"null", b"[]", b"{}", valid * 40, bytes(5000), *deep]),
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    )


@st.composite
def _revalued(draw: st.DrawFn, told: Any) -> bytes:
    """Keep it JSON, and put an odd value, or none, in the place of one."""
    return json.dumps(_put(draw, told)).encode()


def _put(draw: st.DrawFn, told: Any) -> Any:
    if not isinstance(told, dict | list) or not told or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(_ODD_VALUES))
    keys = sorted(told) if isinstance(told, dict) else range(len(told))
    key: Any = draw(st.sampled_from(keys))
    if draw(st.integers(0, 5)) == 0:
        return _lacking(told, key)
    changed = told.copy()
    changed[key] = _put(draw, told[key])
    return changed


def _lacking(told: Any, key: Any) -> Any:
    if isinstance(told, dict):
        return {name: one for name, one in told.items() if name != key}
    return told[:key] + told[key + 1 :]
