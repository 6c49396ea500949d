"""Contents: texts of sources go into a map without harm."""

import json

import pytest

from buildtools.sourcemaps.maps.contents import embed


def test_embedding_keeps_every_other_value_byte_for_byte() -> None:
    """Unknown keys, odd numbers and escapes must survive."""
    sources = rb'"sources":["a.ts","b.ts"],"sourcesContent":[null,"\u00e9"]'
    data = b'{"version":3,"x_odd":1.50e2,%s,"mappings":"AAAA"}' % sources

    done = embed(data, {0: 'say "hi"\n'})

    assert data.replace(b"[null", rb'["say \"hi\"\n"') == done


@pytest.mark.parametrize("old", ["null", "[]", "[null]", '[ null , "B" ]', None])
def test_a_list_of_texts_of_any_length_is_filled(old: str | None) -> None:
    """tsc leaves the list out, @rollup/plugin-typescript fills it with null."""
    key = "" if old is None else f'"sourcesContent": {old}, '
    data = f'{{ {key}"names": ["\\ud800"], "sources": ["a","b"] }}'.encode()

    done = json.loads(embed(data, {0: "A"}))

    assert ["A", "B" if old and "B" in old else None] == done["sourcesContent"]
    assert (["\ud800"], ["a", "b"]) == (done["names"], done["sources"])


def test_embedding_reaches_into_sections() -> None:
    """Indexed maps count their sources from section to section."""
    inner = '{"version":3,"sources":["a","b"],"mappings":"AAAA"}'
    other = '{"version":3,"sources":["c"],"sourcesContent":["C"],"mappings":"AAAA"}'
    bare = '{"version":3,"sources":null,"mappings":""}'
    data = (
        '{"version":3,"sources":[],"sections":['
        f'{{"offset":{{"line":1}},"map":{bare}}},{{"map":null}},{{"url":"x"}},'
        f'{{"offset":{{"line":2}},"map":{inner}}},{{"offset":{{"line":3}},"map":{other}}}]}}'
    )

    done = json.loads(embed(data.encode(), {1: "B"}))

    assert [None, "B"] == done["sections"][3]["map"]["sourcesContent"]
    assert json.loads(other) == done["sections"][4]["map"]
    assert {"line": 3} == done["sections"][4]["offset"]


def test_embedding_keeps_what_stands_before_the_map() -> None:
    """A guard line and a byte order mark belong to the file."""
    guard = b"\xef\xbb\xbf)]}'\n"

    assert embed(guard + b'{"sources":["a"]}', {0: "A"}).startswith(
        guard + b'{"sourcesContent":["A"],'
    )
