"""How a browser reaches a site, as switches."""

import base64
import hashlib
import ssl
import subprocess
from pathlib import Path

import pytest

from buildtools.api.http.certificates import Trust
from buildtools.errors import BrowserFailed, ConfigurationError
from buildtools.web.chromium.connection import Way, key_of, way_to
from tests.api.lying import Liar, whole

TLS = Path(__file__).parents[2] / "fixtures" / "tls"
KEY = TLS / "here.key"
NOBODY = Trust(None, "")
SITE = "https://www.example.com/"


def public_key() -> str:
    """Return what openssl says that the key's SHA-256 is."""
    command = ("openssl", "pkey", "-in", str(KEY), "-pubout", "-outform", "der")
    der = subprocess.run(command, check=True, capture_output=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def test_a_key_is_read_out_of_a_certificate() -> None:
    """Openssl reads the same one."""
    pem = (TLS / "here.pem").read_text()
    first = pem[pem.index("-----BEGIN CERT") :].partition("-----END CERTIFICATE-----")

    assert public_key() == key_of(ssl.PEM_cert_to_DER_cert(first[0] + first[1] + "\n"))


def test_a_certificate_of_ones_own_ca_is_told_by_its_key() -> None:
    """The browser takes no file; without one it has its own list."""
    trust = Trust(str(TLS / "ca.pem"), "sentry.yml:9")
    with Liar(lambda: [whole(b"{}")], str(TLS / "here.pem"), str(KEY)) as liar:
        own = way_to(liar.url, trust, {})
        usual = way_to(liar.url, NOBODY, {})

    assert (f"--ignore-certificate-errors-spki-list={public_key()}",) == own.flags
    assert Way() == usual == way_to("http://127.0.0.1:9", trust, {})


def test_a_certificate_of_another_ca_is_not_taken() -> None:
    """Nothing is told to the browser that was not checked."""
    trust = Trust(str(TLS / "other.pem"), "sentry.yml:9")
    with (
        Liar(lambda: [whole(b"{}")], str(TLS / "here.pem"), str(KEY)) as liar,
        pytest.raises(BrowserFailed, match="cannot be checked for the browser"),
    ):
        way_to(liar.url, trust, {})


def test_the_proxies_of_requests_are_those_of_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the user, who is told when the proxy asks."""
    environ = {
        "HTTPS_PROXY": "http://me:p%40ss@proxy.example.com:3128",
        "http_proxy": "http://other.example.com",
        "NO_PROXY": "localhost,.internal.example.com",
    }
    for name, text in environ.items():
        monkeypatch.setenv(name, text)
    way = way_to(SITE, NOBODY, environ)

    assert (
        "--proxy-server=http=http://other.example.com;https=http://proxy.example.com:3128",
        "--proxy-bypass-list=localhost;*.localhost;internal.example.com;*.internal.example.com",
    ) == way.flags
    assert ("me", "p@ss") == (way.proxy_user, way.proxy_password.reveal())


def test_a_proxy_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is to requests."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example.com")
    with pytest.raises(ConfigurationError, match="gopher is no kind of proxy"):
        way_to(SITE, NOBODY, {"HTTPS_PROXY": "gopher://proxy.example.com"})
