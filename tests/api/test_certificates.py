"""Certificates: which were used and from where, and a remedy that fits what was wrong."""

import base64
import os
import re
import shutil
from pathlib import Path

import msgspec
import pytest
import requests.exceptions as known

from buildtools.api.http.connection_errors import CONNECT_SECONDS, connection_failure
from buildtools.api.http.request import Request
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError, ConfigurationError, ServerUnreachable
from tests.api.lying import Liar, whole

TLS = Path(__file__).parent.parent / "fixtures" / "tls"
KEY = str(TLS / "here.key")


def failure(
    connection: Connection, served: str, trusted: Path | None, origin: str = "sentry.yml:9"
) -> BuildtoolsError:
    """Ask a server that shows one certificate, and give the failure."""
    bundle = str(trusted) if trusted else None
    with Liar(lambda: [whole(b"{}")], str(TLS / served), KEY) as liar:
        changed = msgspec.structs.replace(
            connection, url=liar.url, ca_bundle=bundle, ca_origin=origin
        )
        with Transport(changed) as transport, pytest.raises(BuildtoolsError) as caught:
            transport.send(Request("GET"))
    return caught.value


def test_a_certificate_of_the_bundles_ca_is_trusted(connection: Connection) -> None:
    """The control: each refusal below is of what is wrong in it."""
    with Liar(lambda: [whole(b"[1]")], str(TLS / "here.pem"), KEY) as liar:
        changed = msgspec.structs.replace(connection, url=liar.url, ca_bundle=str(TLS / "ca.pem"))
        with Transport(changed) as transport:
            assert [1] == transport.send(Request("GET")).read(list[int])


@pytest.mark.parametrize(
    ("served", "trusted", "remedy"),
    [
        ("other.pem", "ca.pem", "correct server.url"),
        ("old.pem", "ca.pem", "renewed"),
        ("here.pem", "foreign.pem", "add the CA that signed"),
        ("here.pem", None, "set server.ca_bundle"),
        ("foreign.pem", None, "set server.ca_bundle"),
    ],
)
def test_the_remedy_looks_at_what_is_wrong(
    connection: Connection, served: str, trusted: str | None, remedy: str
) -> None:
    """ "Set server.ca_bundle" to somebody who did, and whose host name is wrong, is no help."""
    if served == "foreign.pem":
        served = "here.pem"
    error = failure(connection, served, TLS / trusted if trusted else None)

    assert isinstance(error, ServerUnreachable)
    assert remedy in error.remedy
    used = f"{TLS / trusted}, which sentry.yml:9 names" if trusted else "the package certifi"
    assert any(used in line for line in error.evidence)
    assert "tried once" in error.evidence[0]


def test_certificates_for_node_alone_are_told(connection: Connection) -> None:
    """Whoever set them for the build thinks that they hold for all of it."""
    os.environ["NODE_EXTRA_CA_CERTS"] = "/etc/corp.pem"
    error = failure(connection, "here.pem", None)

    assert "NODE_EXTRA_CA_CERTS names /etc/corp.pem, which only Node uses" in error.evidence


def der(file: Path) -> bytes:
    """Return the bytes that a PEM file spells out."""
    lines = [line for line in file.read_text().splitlines() if "-----" not in line]
    return base64.b64decode("".join(lines))


@pytest.mark.parametrize(
    ("content", "why", "remedy"),
    [
        (b"", "is empty", "correct REQUESTS_CA_BUNDLE (environment)"),
        (b" \n", "is empty", "correct REQUESTS_CA_BUNDLE (environment)"),
        (der(TLS / "ca.pem"), "in DER", "openssl x509 -inform der"),
        (b"words", "no certificate in PEM", "correct REQUESTS_CA_BUNDLE (environment)"),
        ((TLS / "here.key").read_bytes(), "no certificate in PEM", "correct REQUESTS_CA_BUNDLE"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "cannot be read",
            "correct REQUESTS_CA_BUNDLE",
        ),
    ],
    ids=["empty", "blank", "DER", "words", "key", "broken"],
)
def test_a_file_that_is_no_bundle_is_named(
    connection: Connection, tmp_path: Path, content: bytes, why: str, remedy: str
) -> None:
    """The file and where it is set, before anything is asked of a server."""
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    error = failure(connection, "here.pem", file, "REQUESTS_CA_BUNDLE (environment)")

    assert isinstance(error, ConfigurationError)
    assert re.search(f"{file} cannot be used: the file .*{why}", error.what)
    assert remedy in error.remedy


def test_a_file_that_is_not_there_is_named(connection: Connection, tmp_path: Path) -> None:
    """A client may be made without the settings' own look at it."""
    error = failure(connection, "here.pem", tmp_path / "no.pem", "")

    assert isinstance(error, ConfigurationError)
    assert "No such file" in error.what
    assert "server.ca_bundle" in error.remedy


def test_a_folder_of_certificates_is_used_as_openssl_does(
    connection: Connection, tmp_path: Path
) -> None:
    """SSL_CERT_DIR names folders, in which a certificate stands under the hash of its name."""
    import ssl

    folder = tmp_path / "certs"
    folder.mkdir()
    shutil.copy(TLS / "ca.pem", folder / "ca.pem")
    unhashed = failure(connection, "here.pem", folder, "SSL_CERT_DIR (environment)")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=str(TLS / "ca.pem"))
    shutil.copy(TLS / "ca.pem", folder / "abcdef01.0")
    strange = failure(connection, "here.pem", folder, "SSL_CERT_DIR (environment)")

    assert isinstance(unhashed, ConfigurationError)
    assert "openssl rehash" in unhashed.remedy
    assert isinstance(strange, ServerUnreachable)
    assert "SSL_CERT_DIR (environment)" in strange.remedy


def test_a_handshake_without_an_end_is_told_as_that() -> None:
    """It is not the answer that was waited for, and not for so long."""
    error = known.ReadTimeout(f"Read timed out. (read timeout={CONNECT_SECONDS})")

    assert "no progress within 10 s" == connection_failure(error, []).reason
