"""No secret survives, in whatever form and wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.texts.redaction import holds_token, redact
from buildtools.values import Secret

HEX64 = st.text("0123456789abcdef", min_size=64, max_size=64)
BASE64 = st.text("ABCXYZabcxyz0189+/=_-", min_size=8, max_size=80)
TOKENS = st.one_of(
    HEX64,
    HEX64.map(str.upper),
    *(BASE64.map(prefix.__add__) for prefix in ("sntrys_", "sntryu_", "sntryi_", "sntrya_")),
    HEX64.map("sntryu_".__add__),
)
AROUND = st.text().filter(lambda text: not text or text[-1] not in "0123456789abcdefABCDEF")
BEHIND = st.sampled_from(["", " ", "'", '"', ",", "}", "]", "\n", '": 1}', "', 2)"])


@given(AROUND, TOKENS, BEHIND)
def test_no_token_of_sentry_survives(before: str, token: str, behind: str) -> None:
    """A token in a server's answer or a settings file would be in the log of CI for good."""
    assert token not in redact(before + token + behind)


@given(st.sampled_from(["http", "https"]), HEX64.map(lambda text: text[:32]), BASE64)
def test_no_secret_key_of_a_dsn_survives(scheme: str, public: str, key: str) -> None:
    """Older DSNs carry a secret where a URL has its password; the public key and host stay."""
    key = key.replace("/", "")
    shown = redact(f"dsn: {scheme}://{public}:{key}~@o1.example.com/42, and so on")

    assert f"dsn: {scheme}://{public}:***@o1.example.com/42, and so on" == shown


@given(st.text("abcdef \u00e9\n", min_size=1), st.text("ghi", min_size=1))
def test_no_known_secret_survives_beside_one_that_it_begins_with(secret: str, more: str) -> None:
    """The longest is hidden first, or its end would stay."""
    assert "***" == redact(secret + more, (Secret(secret), Secret(secret + more)))


@pytest.mark.parametrize(
    "text",
    ["", "a plain sentence", "85314830023ebf52e5cd0c1ae1e1f0e3e7c9b1aa", "https://key@host/1"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """Digests, debug IDs and public keys are what people look for."""
    assert text == redact(text, [Secret("")])


def test_a_digest_is_no_token_that_somebody_wrote() -> None:
    """A file that holds a token is refused; 64 hex digits may be a SHA-256."""
    assert holds_token("url: sntryu_0123456789")
    assert not holds_token("0123456789abcdef" * 4)
