"""Digests of files in whatever form a text holds them, and another written in the same form."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.sourcemaps.derived.digest_search import held, in_policy, may_hold
from buildtools.sourcemaps.derived.digests import ALGORITHMS, Token, digest

DATA = b"shop();\n"
MD5 = hashlib.md5(DATA).hexdigest()
SHA1 = hashlib.sha1(DATA).hexdigest()
ALL = list(ALGORITHMS.values())


def coded(value: bytes, form: str) -> str:
    """Write a digest as one of the usual tools does."""
    plain = base64.b64encode(value).decode()
    return {
        "hex": value.hex(),
        "upper": value.hex().upper(),
        "base64": plain,
        "bare": plain.rstrip("="),
        "url": base64.urlsafe_b64encode(value).decode(),
        "php": plain.replace("/", "\\/"),
        "net": plain.replace("+", "\\u002B").replace("=", "\\u003D"),
    }[form]


FORMS = ["hex", "upper", "base64", "bare", "url", "php", "net"]


def integrity(algorithm: str) -> str:
    """What a build writes, padding and all."""
    return f"{algorithm}-{coded(hashlib.new(algorithm, DATA).digest(), 'base64')}"


def values(text: str, name: str = "any.json") -> list[bytes]:
    """Return the digests that are found."""
    return [each.value for each in held(text.encode(), name).tokens]


@pytest.mark.parametrize("algorithm", ALL)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "around", ['{{"a.js":"{}"}}', "{}  dist/a.js\n", '{{\\"a.js\\":\\"{}\\"}}', "a.js?{}", "{}"]
)
def test_every_form_is_found_wherever_it_stands(algorithm: str, form: str, around: str) -> None:
    """Manifests, lists of checksums, JSON in a string, a query: the value is what counts."""
    value = hashlib.new(algorithm, DATA).digest()
    text = around.format(coded(value, form))
    named = [around.format(f"{algorithm}{each}{coded(value, form)}") for each in "-:="]

    assert [[value]] * 4 == [values(each) for each in (text, *named)]


@pytest.mark.parametrize("form", FORMS)
@given(data=st.binary(min_size=1), algorithm=st.sampled_from(ALL))
def test_another_is_written_in_the_same_form(form: str, data: bytes, algorithm: str) -> None:
    """What reads the one must be able to read the other."""
    value = hashlib.new(algorithm, data).digest()
    old = coded(hashlib.new(algorithm, DATA).digest(), form)
    text = f'{{"a.js": "{old}"}}'.encode()
    (token,) = held(text, "any.json").tokens
    new = text.replace(token.text, token.written(value, b"-" if form == "url" else b""))

    assert [value] == [each.value for each in held(new, "any.json").tokens] or form == "bare"
    if form in ("hex", "upper", "base64", "url"):
        assert f'{{"a.js": "{coded(value, form)}"}}'.encode() == new


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize(
    "around",
    ['<script integrity="{}">', "<script integrity={} src=a.js>", '{{\\"a.js\\":\\"{}\\"}}', "{}"],
)
@pytest.mark.parametrize("name", ["any.html", "entry-C16UB3Sf.js", "entry.js"])
def test_an_integrity_is_found_wherever_it_stands(algorithm: str, around: str, name: str) -> None:
    """Pages, loaders, import maps and manifests in a string."""
    text = around.format(integrity(algorithm))

    assert [hashlib.new(algorithm, DATA).digest()] == values(text, name)
    assert name.endswith(".html") or may_hold(text.encode(), name)


def test_an_attribute_by_a_template_of_go_is_read_and_written() -> None:
    """Hugo writes "+" as an entity."""
    old = bytes.fromhex("fb" * 32)
    text = f'<script integrity="sha256-{coded(old, "base64").replace("+", "&#43;")}">'
    (token,) = held(text.encode(), "index.html").tokens

    assert old == token.value
    assert b"&#43;" in token.written(old)
    assert token.text == token.written(old)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(integrity("sha384")[:-1], id="too short"),
        pytest.param(integrity("sha384") + "A", id="too long"),
        pytest.param(f'{{"revision": "{MD5}0"}}', id="longer hex"),
        pytest.param(f'{{"revision": "{MD5[:-1]}g"}}', id="no hex"),
        pytest.param(f'"{MD5[:16]}{MD5[16:].upper()}"', id="two cases"),
        pytest.param('"getDerivedStateFromThis"', id="a name of 23 letters"),
        pytest.param('"useInsertionEffectImpl"', id="a name of 22 letters"),
        pytest.param('"/_next/static/chunk/01"', id="a path"),
        pytest.param(f'{{"previewModeId":"{MD5}"}}', id="an ID"),
        pytest.param(f'{{"previewModeSigningKey":"{MD5}"}}', id="a key"),
    ],
)
def test_what_only_resembles_a_digest_is_none(text: str) -> None:
    """A wrong guess costs the digests of all files, at best."""
    assert [] == values(text)


@pytest.mark.parametrize(
    "entry",
    [
        f'{{url:"a.js",revision:"{MD5}"}}',
        f'{{"revision": "{MD5}", "url": "a.js"}}',
        f"{{'revision':'{MD5}'}}",
        f'{{\\"revision\\":\\"{MD5}\\"}}',
        f'{{v:"{coded(bytes.fromhex(MD5), "base64")}"}}',
        f'const RESOURCES = {{"main.dart.js": "{MD5}"}};',
    ],
)
def test_a_service_worker_holds_digests_as_members(entry: str) -> None:
    """Workbox, Serwist and Flutter, minified or not."""
    assert [bytes.fromhex(MD5)] == values(entry, "sw.js")


def test_constants_of_a_script_are_no_digests() -> None:
    """Libraries of cryptography are full of them."""
    assert [] == values(f'check("{MD5}");var a=["{SHA1}"]', "crypto.js")


def test_a_policy_quotes_its_digests() -> None:
    """Lock files hold thousands of digests without quotes, which are none of a policy."""
    policy = f"script-src 'self' '{integrity('sha256')}'; x {integrity('sha512')}"
    (found,) = in_policy(policy.encode())

    assert isinstance(found, Token)
    assert digest("sha256", DATA) == found.value


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
    assert bool(found) == may_hold(entry, name)


@pytest.mark.parametrize(
    ("name", "text", "maps"),
    [
        ("sw.js", f'[{{url:"a.js.map",revision:"{MD5}"}}]', True),
        ("sw.js", f'[{{url:"a.js",revision:"{MD5}"}}]\n//# sourceMappingURL=sw.js.map', False),
        ("list.json", f'{{"a.js.map":"{MD5}"}}', True),
        ("list.json", f'{{"a.js":"{MD5}"}}', False),
        ("a.js.map.md5", MD5, True),
    ],
)
def test_only_what_names_maps_may_hold_the_digest_of_one(name: str, text: str, maps: bool) -> None:
    """Maps are the most of a build's bytes; they are digested only when somebody may ask."""
    assert maps == held(text.encode(), name).maps


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"size": 12, "byteLength":3, "x_bytes":4}', [("12", ""), ("3", ""), ("4", "")]),
        (
            '{"gzip": 12, "gzipSize": 13, "brotliSize":14, "br":15}',
            [("12", ".gz"), ("13", ".gz"), ("14", ".br"), ("15", ".br")],
        ),
        ('{"mtime": 12, "size": 1.5, "width": 3}', []),
    ],
)
def test_sizes_are_numbers_whose_key_says_so(text: str, found: list[tuple[str, str]]) -> None:
    """A number alone can be anything."""
    assert found == [(e.text.decode(), e.squeezed) for e in held(text.encode(), "x.json").sizes]
    assert () == held(text.encode(), "x.js").sizes
