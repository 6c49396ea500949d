"""The text with trials: what is written is read, and half of it is no evidence."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from buildtools.proof.lines import End, decode, digest, encode
from buildtools.proof.record import LeftOut, Record
from tests.proof.made import HEAD, one_of_each, position


def text() -> bytes:
    record = Record()
    record.extend(one_of_each())
    return encode(HEAD, record)


def test_what_is_written_is_read() -> None:
    """Each check, with each kind of evidence, as it was."""
    kept = decode(text())

    assert HEAD == kept.head
    assert tuple(one_of_each()) == kept.trials
    assert () == kept.left_out
    assert digest(text()) == kept.digest


def test_what_was_left_out_is_told() -> None:
    """By its check and outcome, so that nobody takes the rest for all."""
    record = Record(most_lines=4)
    record.extend(position(line=number) for number in range(1, 10))

    assert (LeftOut("position", "passed", 7),) == decode(encode(HEAD, record)).left_out


def test_a_proof_that_tried_nothing_has_a_text_too() -> None:
    """It is not the same as none."""
    assert () == decode(encode(HEAD, Record())).trials


@given(end=some.integers(0, len(text()) - 1))
def test_no_half_of_a_text_is_taken_for_one(end: int) -> None:
    """A disk may be full at any byte, a download may end anywhere."""
    with pytest.raises(ValueError, match=r"it (is|was) cut off"):
        decode(text()[:end])


@given(data=some.binary(max_size=200))
def test_other_texts_are_refused_with_a_sentence(data: bytes) -> None:
    """Anything may lie at that place."""
    with pytest.raises(ValueError, match=r"^it|^line"):
        decode(data)


ALL = len(list(one_of_each()))


def _without(number: int) -> bytes:
    lines = text().splitlines(keepends=True)
    del lines[number]
    return b"".join(lines)


@pytest.mark.parametrize(
    ("torn", "sentence"),
    [
        pytest.param(
            _without(3), f"it has {ALL - 1} trials, and {ALL} were written", id="a line is gone"
        ),
        pytest.param(_without(-1), "its last line is missing", id="no end"),
        pytest.param(_without(0), "line 1 is not what stands there", id="no head"),
        pytest.param(
            text().replace(b'"check":"pair"', b'"check":"pear"'),
            "line 3 is not what stands there: Invalid enum value 'pear'",
            id="a trial of another version",
        ),
        pytest.param(
            text().replace(b'"format":1', b'"format":2'),
            "its format is 2, known is 1: another version wrote it",
            id="another form",
        ),
        pytest.param(
            text().replace(b'"check":"file"', b"\xff"), "line 2 is not", id="no text at all"
        ),
    ],
)
def test_what_is_torn_is_named_by_its_line(torn: bytes, sentence: str) -> None:
    """Whoever carried it can see what became of it."""
    with pytest.raises(ValueError, match=sentence):
        decode(torn)


def test_a_last_line_alone_is_no_text() -> None:
    """There is nobody to say whose it is."""
    with pytest.raises(ValueError, match="cut off"):
        decode(msgspec.json.encode(End(0)) + b"\n")
