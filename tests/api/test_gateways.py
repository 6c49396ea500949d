"""Who answered in the server's place, by what it sent; and what is taken for the server's own."""

from typing import Any

import pytest

from buildtools.api.http.gateways import gateway
from buildtools.api.http.response import Response

PAGE = {"content-type": "text/html"}
JSON = {"content-type": "application/json"}
URL = "https://sentry.example/api/0/"


def reply(
    status: int, headers: dict[str, str], body: bytes = b"", url: str = URL, through: str = ""
) -> Response:
    """Make an answer as the transport would."""
    return Response("GET", url, status, headers, body, through=through)


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "name", "said"),
    [
        (404, PAGE | {"server": "nginx/1.25.3"}, b"<title>404 Not Found</title>", "page",
         "nginx/1.25.3", "nginx/1.25.3 sent a page titled “404 Not Found”"),
        (403, PAGE | {"server": "cloudflare", "cf-ray": "8f1-FRA"}, b"<title>Just a moment...",
         "page", "Cloudflare", "Cloudflare sent a page that says “Just a moment...”"),
        (200, PAGE, b"<html><title>\n Sign in \n to ACME</title>", "login", "",
         "something in front of it sent a login page titled “Sign in to ACME”"),
        (200, PAGE, b"<form><input name=x type='password'></form>", "login", "", "login page"),
        (302, {"location": "https://acme.okta.com/app/1"}, b"", "login", "Okta",
         "redirects to https://acme.okta.com/app/1, a login by Okta"),
        (302, {"location": "https://acme.cloudflareaccess.com/cdn-cgi/"}, b"", "login",
         "Cloudflare Access", "a login by Cloudflare Access"),
        (302, {"location": "https://idp.acme.example/x"}, b"", "login", "idp.acme.example",
         "a login by idp.acme.example"),
        (302, {"location": "/oauth2/start?rd=%2F"}, b"", "login", "", "redirects to /oauth2/start"),
        (302, {"location": "//other.example/"}, b"", "login", "other.example", "other.example"),
        (401, PAGE | {"www-authenticate": "Basic realm=x"}, b"<h1>401</h1>", "page", "",
         "a page that says “401”"),
        (503, PAGE, b"<html></html>", "page", "", "a page without a title"),
        (403, {"content-type": "text/plain", "server": "envoy"}, b"RBAC: access denied", "text",
         "envoy", "envoy said “RBAC: access denied”"),
        (404, {"server": "awselb/2.0"}, b"", "empty", "Amazon Elastic Load Balancing",
         "sent 404 without a body"),
        (403, JSON | {"x-amzn-errortype": "MissingAuthenticationTokenException"},
         b'{"message":"Missing Authentication Token"}', "api", "Amazon API Gateway", "Missing"),
        (404, JSON | {"server": "kong/3.4"}, b'{"message":"no Route matched"}', "api", "kong/3.4",
         "no Route matched"),
        (407, PAGE | {"server": "squid/5.7"}, b"<title>Denied</title>", "proxy", "squid/5.7",
         "the proxy squid/5.7 answered 407, and not the server"),
        (407, JSON, b'{"detail":"x"}', "proxy", "", "the proxy answered 407"),
        (400, JSON, b"<html>nope", "page", "", "a page"),
        (503, PAGE | {"via": "1.1 proxy.corp"}, b"<h1>no</h1>", "page", "1.1 proxy.corp", "page"),
    ],
)  # fmt: skip
def test_who_answered_is_known_by_what_it_sent(
    status: int, headers: dict[str, str], body: bytes, kind: str, name: str, said: str
) -> None:
    """ "The token may not do this" sends people to Sentry's settings for a firewall's refusal."""
    found = gateway(reply(status, headers, body))

    assert found is not None
    assert (kind, name) == (found.kind, found.name)
    assert said in found.sentence
    assert found.remedy


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (404, JSON, b'{"detail":"The requested resource does not exist"}'),
        (401, JSON, b'{"error":"Invalid token"}'),
        (403, JSON | {"server": "nginx"}, b'{"detail":"no"}'),
        (403, JSON | {"cf-ray": "1"}, b'{"detail":"no"}'),
        (200, {}, b""),
        (204, {}, b""),
        (200, PAGE, b""),
        (404, PAGE, b"Unimplemented API endpoint: /api/0/organizations/a/releases/\n"),
        (404, PAGE, b"<title>Page Not Found | Sentry</title>"),
        (500, PAGE, b"<title>Internal Server Error | Sentry</title>"),
        (308, {"location": "https://sentry.example/api/0/x/"}, b""),
        (302, {"location": "/api/0/x/"}, b""),
        (302, {"location": "https://[broken"}, b""),
        (500, {"content-type": "text/plain"}, b"File is not a zip file"),
    ],
)
def test_what_may_be_the_servers_own_is_nobody_elses(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    """An answer of Sentry behind nginx or Cloudflare is still Sentry's."""
    assert gateway(reply(status, headers, body)) is None


def test_a_login_page_of_sentry_itself_is_no_answer() -> None:
    """Its own 404 is; a page to log in at means that the request never reached the API."""
    found = gateway(reply(200, PAGE, b"<title>Login | Sentry</title>"))

    assert found is not None
    assert "login" == found.kind


@pytest.mark.parametrize(
    ("status", "url", "through", "kind"),
    [
        (403, "http://sentry.example/", "HTTP_PROXY", "proxy"),
        (502, "http://sentry.example/", "HTTP_PROXY", "proxy"),
        (403, "http://sentry.example/", "", "page"),
        (403, "https://sentry.example/", "HTTPS_PROXY", "page"),
    ],
)
def test_only_over_http_can_a_proxy_put_in_its_word(
    status: int, url: str, through: str, kind: str
) -> None:
    """Behind CONNECT it sees nothing; what comes back then is from the other end."""
    page = PAGE | {"server": "Zscaler/6.2"}
    found = gateway(reply(status, page, b"<title>Blocked</title>", url, through))

    assert found is not None
    assert kind == found.kind
    assert (kind == "proxy") == ("which HTTP_PROXY names" in found.sentence)


def test_the_signs_are_shown_without_controls_and_secrets() -> None:
    """Headers are whatever somebody wrote."""
    headers: dict[str, Any] = {"server": "ng\x1b[31minx sntryu_abc", "cf-ray": "8f"} | PAGE
    found = gateway(reply(404, headers, b"<title>no</title>"))

    assert found is not None
    assert ("server: ng\\x1b[31minx ***", "cf-ray: 8f") == found.signs
