"""Digests of built files, as pages, manifests and service workers write them."""

import base64
import hashlib

import pytest

from buildtools.sourcemaps.digests import (
    Algorithm,
    Digested,
    Token,
    digested,
    held,
    in_policy,
)

DATA = b"shop();\n"
MD5 = hashlib.md5(DATA).hexdigest()
SHA1 = hashlib.sha1(DATA).hexdigest()


def integrity(algorithm: str) -> str:
    """What a build writes, padding and all."""
    made = hashlib.new(algorithm, DATA).digest()
    return f"{algorithm}-{base64.b64encode(made).decode()}"


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize(
    "around",
    ['<script integrity="{}">', "<script integrity={} src=a.js>", '{{\\"a.js\\":\\"{}\\"}}', "{}"],
)
def test_an_integrity_is_found_wherever_it_stands(algorithm: Algorithm, around: str) -> None:
    """Pages, loaders, import maps and manifests in a string: what counts is the digest alone."""
    text = around.format(integrity(algorithm)).encode()
    found = held(text, "any.html").tokens

    assert [digested(algorithm, DATA)] == [each.digested for each in found]
    assert text[found[0].at :].startswith(found[0].digested.text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(integrity("sha384")[:-1], id="too short"),
        pytest.param(integrity("sha384") + "A", id="too long"),
        pytest.param(integrity("sha256").replace("sha256", "sha384"), id="another's length"),
        pytest.param(integrity("sha256").replace("sha256", "md5"), id="no integrity"),
        pytest.param(f'"{MD5}"', id="hex without a revision"),
        pytest.param(f'{{"/a.js": "{SHA1}"}}', id="hex without a hash table"),
        pytest.param(f'{{"revision": "{MD5}0"}}', id="longer hex"),
    ],
)
def test_what_only_resembles_a_digest_is_none(text: str) -> None:
    """A wrong guess costs the digests of all files, at best."""
    assert () == held(text.encode(), "any.json").tokens


@pytest.mark.parametrize(
    "entry",
    [
        f'{{url:"a.js",revision:"{MD5}"}}',
        f'{{"revision": "{MD5}", "url": "a.js"}}',
        f"{{'revision':'{MD5}'}}",
        f'{{\\"revision\\":\\"{MD5}\\"}}',
    ],
)
def test_a_revision_is_the_md5_of_a_precached_file(entry: str) -> None:
    """Workbox and Serwist, minified or not."""
    assert [digested("md5", DATA)] == [
        each.digested for each in held(entry.encode(), "sw.js").tokens
    ]


def test_a_hash_table_holds_the_sha1_of_files() -> None:
    """Angular's ngsw.json."""
    table = f'{{"hashTable": {{"/a.js": "{SHA1}", "/b.js": "{SHA1}"}}}}'

    assert [digested("sha1", DATA)] * 2 == [
        each.digested for each in held(table.encode(), "ngsw.json").tokens
    ]


def test_digests_of_one_algorithm_have_one_length() -> None:
    """One can stand in another's place, and no column moves."""
    for algorithm in ("md5", "sha1", "sha256", "sha384", "sha512"):
        assert len(digested(algorithm, b"").text) == len(digested(algorithm, DATA).text)


def test_a_policy_quotes_its_digests() -> None:
    """Lock files hold thousands of digests without quotes, which are none of a policy."""
    policy = f"script-src 'self' '{integrity('sha256')}'; x {integrity('sha512')}"
    (found,) = in_policy(policy.encode())

    assert isinstance(found, Token)
    assert digested("sha256", DATA) == found.digested


def test_an_entry_without_a_revision_is_held_for_ever() -> None:
    """Workbox trusts a hash in the name."""
    kept = '{url:"a.js",revision:null},{"revision":null,"url":"b.js"}'
    precache = f'[{kept},{{url:"c.js",revision:"{MD5}"}}]'

    assert ("a.js", "b.js") == held(precache.encode(), "sw.js").for_ever
    assert () == held(b"{revision:null}", "sw.js").for_ever
    assert () == held(b"{}", "sw.js").for_ever


@pytest.mark.parametrize(
    ("name", "found"),
    [("sw.js", 1), ("precache-manifest.0a1b2c3d4e5f.js", 1), ("index-C16UB3Sf.js", 0)],
)
def test_a_chunk_with_a_hashed_name_is_no_precache(name: str, found: int) -> None:
    """Browsers ask for a service worker by one name; searching all chunks would cost."""
    entry = f'{{url:"a.js",revision:"{MD5}"}}'.encode()

    assert found == len(held(entry, name).tokens)


def test_a_digest_is_known_by_its_algorithm_too() -> None:
    """Hex of one algorithm never meets another's."""
    assert Digested("md5", MD5.encode()) == digested("md5", DATA)
    assert digested("md5", DATA) != digested("sha1", DATA)
