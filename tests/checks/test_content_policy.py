"""Content security policies, asked as browsers ask them."""

import pytest

from buildtools.checks.content_policy import Blocked, blocked, blocking, policies

PAGE = "https://shop.example.com/deep/"
TARGET = "https://o1.ingest.example.com/api/42/envelope/"
ALLOW = (
    "",
    "script-src 'self'",
    "connect-src *",
    "connect-src https:",
    "connect-src http:",
    "connect-src https://o1.ingest.example.com",
    "connect-src 'self' O1.INGEST.example.com",
    "connect-src *.ingest.example.com",
    "connect-src https://*.example.com:443",
    "connect-src http://o1.ingest.example.com",
    "connect-src http://o1.ingest.example.com:80",
    "connect-src https://o1.ingest.example.com:*/api/",
    "connect-src https://o1.ingest.example.com/api/42/envelope/",
    "default-src 'none'; connect-src https:",
    "CONNECT-SRC *; connect-src 'none'",
    "default-src *",
)
FORBID = (
    "connect-src 'self'",
    "connect-src 'none'",
    "connect-src",
    "default-src 'self' 'unsafe-inline'",
    "connect-src ingest.example.com",
    "connect-src *.o1.ingest.example.com",
    "connect-src https://o1.ingest.example.com:8443",
    "connect-src https://o1.ingest.example.com/api/1/",
    "connect-src https://o1.ingest.example.com/api",
    "connect-src data: wss:",
    "connect-src 'nonce-abc'",
    "default-src 'none'; script-src *",
)


@pytest.mark.parametrize("policy", ALLOW)
def test_policies_that_let_events_through(policy: str) -> None:
    """Hosts, schemes, wild cards, ports and paths."""
    assert blocking(policy, PAGE, TARGET) == ""


@pytest.mark.parametrize("policy", FORBID)
def test_policies_that_do_not(policy: str) -> None:
    """The directive that forbids it is told, whichever of the two it is."""
    directive = blocking(policy, PAGE, TARGET)
    assert directive.split()[0] in ("connect-src", "default-src")
    assert directive in policy or directive == policy.strip()


def test_the_page_itself() -> None:
    """A tunnel is at the site's own host, and http stands for https as well."""
    assert blocking("connect-src 'self'", PAGE, "https://shop.example.com/monitoring") == ""
    assert blocking("connect-src 'self'", "http://127.0.0.1:3000/", "http://127.0.0.1:3000/m") == ""
    assert blocking("connect-src 'self'", PAGE, "http://shop.example.com/m") != ""
    assert blocking("connect-src 'self'", "http://127.0.0.1:3000/", "http://127.0.0.1:9000/m") != ""
    assert blocking("connect-src 'self'", "http://shop.example.com/", f"{PAGE}m") == ""
    assert blocking("connect-src [::1]:9000", "http://[::1]/", "http://[::1]:9000/api/") == ""


def test_several_policies_in_one_header() -> None:
    """Each has to allow it by itself."""
    assert policies("default-src 'self', connect-src *;, ") == [
        "default-src 'self'",
        "connect-src *;",
    ]


def test_the_finding() -> None:
    """It names the directive, and in its remedy the host."""
    (found,) = blocked([Blocked("~/", "connect-src 'self'"), Blocked("~/x", "y")], [TARGET, TARGET])
    assert found.code == "csp-blocks-events"
    assert "https://o1.ingest.example.com: connect-src 'self'" in found.sentence
    assert found.remedy == "add https://o1.ingest.example.com to connect-src of the policy"
    assert blocked([], [TARGET]) == []
