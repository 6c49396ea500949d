"""One file before and after: undone, put on top of another change, and kept in a ledger."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.change import Change, InMemory, rewritten
from buildtools.results import Injected, Stripped
from buildtools.splices import difference, pack
from buildtools.values import Digest, Edit, digest_of

A, B, C = b"one two three", b"one 2 three", b"one 2 three four"


def change(old: bytes, new: bytes) -> Change:
    """A change whose edits lead back."""
    return rewritten("a.js", old, new, difference(old, new))


def repaired(old: bytes, between: bytes, new: bytes) -> Change:
    """The same of a file that was put right before it was edited."""
    layer = pack([difference(old, between)])
    return msgspec.structs.replace(change(between, new), before=digest_of(old), repair=layer)


def test_a_change_knows_both_files() -> None:
    """Whoever looks at it needs no disk."""
    made = change(A, B)

    assert (A, B) == (made.old, made.new)
    assert (digest_of(A), digest_of(B)) == (made.digest_before, made.digest)


def test_a_digest_that_nobody_took_is_made_of_the_file_before() -> None:
    """A file that changes and stands alone is not hashed for nobody."""
    made = msgspec.structs.replace(change(A, B), before=None)

    assert digest_of(A) == made.digest_before


def test_a_repair_under_the_edits_is_undone_too() -> None:
    """The file is given back as it was built, not as it was repaired."""
    assert A == repaired(A, B, C).old


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=40))
def test_two_changes_are_one(first: bytes, second: bytes, third: bytes) -> None:
    """Inject, derived files and earlier runs each add to what the ledger keeps of a file."""
    both = change(second, third).following(change(first, second))

    assert (first, third) == (both.old, both.new)
    assert first == msgspec.structs.replace(both, content=None).undone(third)


@pytest.mark.parametrize(
    "earlier", [change(A, B), repaired(A, C, B)], ids=["edited", "repaired and edited"]
)
@pytest.mark.parametrize(
    "later", [change(B, C), repaired(B, A, C)], ids=["edited", "repaired and edited"]
)
def test_layers_of_both_changes_are_kept(earlier: Change, later: Change) -> None:
    """A map may be put right again after a run that had put it right."""
    both = later.following(earlier)

    assert (A, C) == (both.old, both.new)
    assert digest_of(A) == both.digest_before


def test_a_file_that_stays_keeps_what_was_done_to_it() -> None:
    """A second run changes nothing, and must not forget how the first is undone."""
    earlier = change(A, B).record
    stays = Change("a.js", earlier.after, earlier.after)

    assert earlier == stays.following(earlier)
    assert stays == stays.following(None)


def test_what_was_found_in_a_file_that_stays_counts() -> None:
    """A killed run wrote nothing down; its edits were found in the file."""
    found = difference(A, B)
    stays = Change("a.js", digest_of(B), digest_of(B), found)
    known = Change("a.js", digest_of(A), digest_of(B), difference(b"", B))

    assert A == stays.following(known).undone(B)


def test_what_is_not_at_hand_is_not_made_up() -> None:
    """A record has no content, a file that was taken away has no digest."""
    gone = Change("a.js.map", digest_of(A), None)

    with pytest.raises(ValueError, match=r"a\.js\.map is not at hand"):
        _ = gone.new
    with pytest.raises(ValueError, match="taken away"):
        _ = gone.digest


def test_a_record_is_as_small_as_it_was() -> None:
    """Ledgers of two versions, and what reads `--json`, know these keys."""
    gone = Change("a.js.map", Digest("0" * 40), None)
    record = msgspec.json.decode(msgspec.json.encode(change(A, B).record))

    assert {"path", "before", "after"} == msgspec.json.decode(msgspec.json.encode(gone)).keys()
    assert {"path", "before", "after", "edits"} == record.keys()


def test_a_ledger_cannot_bring_a_content() -> None:
    """It comes from another machine; what it says is compared with files, and never written."""
    text = b'{"path": "a.js", "before": null, "after": null, "content": {"target": "/etc"}}'

    with pytest.raises(msgspec.ValidationError, match="Content"):
        msgspec.json.decode(text, type=Change)
    assert isinstance(change(A, B).content, InMemory)


PAIR = '{"script":"a.js","map":"a.js.map","url":"~/a.js","map_url":"~/a.js.map","kind":"browser"}'
INJECTED = (
    f'{{"type":"injected","pairs":[{{"pair":{PAIR},"debug_id":"{"1" * 32}",'
    f'"script_digest":"{"2" * 40}","map_digest":"{"3" * 40}",'
    '"script_edits":[{"at":0,"old":"","length":5}],"map_edits":[{"at":1,"old":"eA==","length":2}],'
    '"repair":"","unfinished":[]}],"findings":[],'
    f'"mended":[{{"path":"index.html","before":"{"4" * 40}","after":"{"5" * 40}",'
    '"edits":[{"at":7,"old":"eQ==","length":1}]}]}'
)
STRIPPED = (
    f'{{"type":"stripped","files":[{{"path":"a.js.map","before":"{"3" * 40}","after":null}},'
    f'{{"path":"a.js","before":"{"2" * 40}","after":"{"6" * 40}"}}],'
    '"folder":".buildtools/quarantine/production/files","findings":[]}'
)


def test_what_the_version_before_wrote_is_read() -> None:
    """A release that one version began is gone on with by the next."""
    injected = msgspec.json.decode(INJECTED, type=Injected)
    stripped = msgspec.json.decode(STRIPPED, type=Stripped)

    assert [
        Change("a.js", None, Digest("2" * 40), (Edit(0, b"", 5),)),
        Change("a.js.map", None, Digest("3" * 40), (Edit(1, b"x", 2),)),
        Change("index.html", Digest("4" * 40), Digest("5" * 40), (Edit(7, b"y", 1),)),
    ] == [*injected.files()]
    assert ["a.js.map"] == [file.path for file in stripped.files if file.after is None]


def test_it_is_written_as_the_version_before_wrote_it() -> None:
    """What reads `--json` or a ledger's file finds the keys it knows, and no others."""
    injected = msgspec.json.decode(INJECTED, type=Injected)
    stripped = msgspec.json.decode(STRIPPED, type=Stripped)

    assert INJECTED.encode() == msgspec.json.encode(injected)
    assert STRIPPED.encode() == msgspec.json.encode(stripped)
