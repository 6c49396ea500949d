"""Whose certificates are trusted, where that was said, and what helps when one is not.

`server.ca_bundle` and the variables that stand for it are read by `config`; without any the list
of certifi is used, and neither the system's own nor Node's. Source: OpenSSL's verify codes.
"""

import os
import re
import ssl
from collections.abc import Mapping
from pathlib import Path

import msgspec

from buildtools.connection import Connection
from buildtools.errors import ConfigurationError

_HOST_NAME = frozenset({62, 64})
_TIME = frozenset({9, 10})
_ISSUER = frozenset({2, 18, 19, 20, 21, 27})
_PEM = re.compile(rb"-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----")
_DER = b"\x30"
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


class Trust(msgspec.Struct, frozen=True):
    """A file or folder of CA certificates; without a path, certifi's list."""

    path: str | None
    origin: str
    """`sentry.yml:9`, `REQUESTS_CA_BUNDLE (environment)`; empty for certifi's list."""

    @property
    def line(self) -> str:
        """Which certificates a connection was checked by, as evidence."""
        if self.path:
            return f"checked by the certificates of {self.path}, which {self._named} names"
        return (
            "checked by the list of the package certifi, as no server.ca_bundle, REQUESTS_CA_BUNDLE"
            ", CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR is set; the system's list is not used"
        )

    @property
    def _named(self) -> str:
        return self.origin or "server.ca_bundle"

    def evidence(self, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
        """Return the lines of fact for a connection that was not secure."""
        extra = environ.get("NODE_EXTRA_CA_CERTS")
        if not extra or extra == self.path:
            return (self.line,)
        return (self.line, f"NODE_EXTRA_CA_CERTS names {extra}, which only Node uses")

    def context(self) -> ssl.SSLContext:
        """Make what checks a server's certificate.

        Raises ConfigurationError when the file or folder cannot be used.
        """
        from requests.utils import DEFAULT_CA_BUNDLE_PATH

        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.set_alpn_protocols(["http/1.1"])
        if self.path is None:
            made.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
        elif any(Path(one).is_dir() for one in self.path.split(os.pathsep)):
            self._check_folder()
            made.load_verify_locations(capath=self.path)
        else:
            self._check_file(self.path)
            try:
                made.load_verify_locations(cafile=self.path)
            except (OSError, ssl.SSLError) as error:
                raise self._unusable(f"cannot be read: {error}") from error
        return made

    def _check_file(self, path: str) -> None:
        try:
            begin = Path(path).read_bytes()
        except OSError as error:
            raise self._unusable(f"cannot be read: {error.strerror}") from error
        if not begin.strip():
            raise self._unusable("is empty")
        if _PEM.search(begin):
            return
        if begin.startswith(_DER):
            raise self._unusable(
                "is in DER, and PEM is needed",
                f"openssl x509 -inform der -in {path} -out ca.pem, and name ca.pem there",
            )
        raise self._unusable("holds no certificate in PEM")

    def _check_folder(self) -> None:
        folders = [Path(one) for one in (self.path or "").split(os.pathsep) if Path(one).is_dir()]
        try:
            names = [file.name for folder in folders for file in folder.iterdir()]
        except OSError as error:
            raise self._unusable(f"cannot be read: {error.strerror}") from error
        if not any(_HASHED.fullmatch(name) for name in names):
            raise self._unusable(
                "holds no certificate under the hash of its name",
                f"openssl rehash {self.path}, or name one file in server.ca_bundle",
            )

    def _unusable(self, why: str, remedy: str = "") -> ConfigurationError:
        return ConfigurationError(
            f"the CA certificates {self.path} cannot be used: the file {why}"
            if not why.startswith("holds no certificate under")
            else f"the CA certificates {self.path} cannot be used: the folder {why}",
            evidence=(f"{self._named} names them",),
            remedy=remedy or f"correct {self._named}: a file of certificates in PEM",
        )

    def remedy(self, error: ssl.SSLError) -> str:
        """Return what helps against a connection that is not secure; looks at the error."""
        code = getattr(error, "verify_code", 0)
        if code in _HOST_NAME:
            return "correct server.url (SENTRY_URL): the certificate is for another host name"
        if code in _TIME:
            return "have the server's certificate renewed, or set this machine's clock"
        if code in _ISSUER and self.path:
            return (
                f"add the CA that signed the server's certificate to {self.path} ({self._named}), "
                "or name the right file in server.ca_bundle"
            )
        if code in _ISSUER:
            return (
                "set server.ca_bundle (REQUESTS_CA_BUNDLE) to the CA certificates of your network"
            )
        if code:
            return "have the server's certificate replaced; server.ca_bundle names whom to trust"
        return _handshake(str(error).upper().replace("_", " "))


def trust_of(connection: Connection) -> Trust:
    """Take what the settings say."""
    return Trust(connection.ca_bundle, connection.ca_origin if connection.ca_bundle else "")


def _handshake(said: str) -> str:
    if "CERTIFICATE REQUIRED" in said or "BAD CERTIFICATE" in said:
        return "have a host of the server without client certificates opened: none can be given"
    if "UNSUPPORTED PROTOCOL" in said or "PROTOCOL VERSION" in said or "HANDSHAKE FAILURE" in said:
        return "have TLS 1.2 or later switched on at the server, or in the proxy in front of it"
    return "check whether server.url (SENTRY_URL) should begin with http instead of https"
