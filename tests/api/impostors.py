"""What stands where a Sentry server should be: web servers, gateways, logins, other APIs.

Each answer is given to every request. docs/servers.md shows the table.
"""

from typing import NamedTuple

PAGE = "<!doctype html><html><head><title>{}</title></head><body><h1>{}</h1></body></html>"
JSON = "application/json"


class Impostor(NamedTuple):
    """One answer to all, and what a release says of it."""

    name: str
    status: int
    headers: dict[str, str]
    body: str
    named: str
    """What the first line must say."""
    tries: str
    """The setting that helps: what the remedy must name."""
    code: int = 30


def page(title: str) -> str:
    """Make a page with a title."""
    return PAGE.format(title, title)


URL, HEADERS = "server.url", "server.headers"
NOT_OURS = '{"statusCode":404,"error":"Not Found","message":"Cannot GET /api/0/"}'

IMPOSTORS = (
    Impostor("nginx without such an address", 404, {"Server": "nginx/1.25.3"},
             page("404 Not Found"), "nginx/1.25.3 sent a page titled “404 Not Found”", URL),
    Impostor("Kong without such a route", 404, {"Server": "kong/3.4.0", "Content-Type": JSON},
             '{"message":"no Route matched with those values"}', "kong/3.4.0", URL),
    Impostor("Envoy without such a route", 404, {"Server": "envoy", "Content-Type": ""}, "",
             "envoy sent 404 without a body", URL),
    Impostor("a static site with one index for all", 200, {"Server": "Netlify"}, page("Acme"),
             "a page titled “Acme”", URL),
    Impostor("a bucket", 403, {"Server": "AmazonS3", "Content-Type": "application/xml"},
             "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "Amazon S3", URL),
    Impostor("Cloudflare's challenge", 403, {"Server": "cloudflare", "CF-RAY": "8f1a-FRA"},
             page("Just a moment..."), "Cloudflare sent a page titled “Just a moment...”", HEADERS),
    Impostor("Cloudflare's firewall", 403,
             {"Server": "cloudflare", "CF-RAY": "8f1a-FRA", "Content-Type": "text/plain"},
             "error code: 1020", "Cloudflare said “error code: 1020”", HEADERS),
    Impostor("a login that redirects", 302, {"Location": "/oauth2/start?rd=%2Fapi%2F0%2F"}, "",
             "redirects to /oauth2/start", HEADERS),
    Impostor("a login at another host", 302, {"Location": "https://acme.okta.com/app"}, "",
             "a login by Okta", HEADERS),
    Impostor("a login page of oauth2-proxy", 200, {}, page("Sign In"),
             "a login page titled “Sign In”", HEADERS),
    Impostor("a login page of Okta", 200, {"Server": "nginx"}, page("Acme - Sign In"),
             "a login page titled “Acme - Sign In”", HEADERS),
    Impostor("a proxy that wants a name", 407, {"Server": "squid/5.7"},
             page("ERROR: Cache Access Denied"), "the proxy squid/5.7", "HTTPS_PROXY"),
    Impostor("basic authentication", 401, {"WWW-Authenticate": 'Basic realm="staging"'},
             page("401 Authorization Required"), "401 Authorization Required", HEADERS),
    Impostor("401 without a word", 401, {"Server": "haproxy", "Content-Type": ""}, "",
             "haproxy sent 401 without a body", HEADERS),
    Impostor("{} to everything", 200, {"Content-Type": JSON}, "{}", "said “{}” with 200", URL),
    Impostor("[] to everything", 200, {"Content-Type": JSON}, "[]", "said “[]” with 200", URL),
    Impostor("null to everything", 200, {"Content-Type": JSON}, "null", "said “null”", URL),
    Impostor("a JSON text to everything", 200, {"Content-Type": JSON}, '"ok"', "“\"ok\"”", URL),
    Impostor("a version of something else", 200, {"Content-Type": JSON}, '{"version":"4.1"}',
             "version", URL),
    Impostor("GraphQL", 400, {"Content-Type": JSON},
             '{"errors":[{"message":"GET query missing."}]}', "GET query missing.", URL),
    Impostor("Grafana", 401, {"Content-Type": JSON}, '{"message":"Unauthorized"}',
             "said “{\"message\":\"Unauthorized\"}”", HEADERS),
    Impostor("GitLab", 404, {"Content-Type": JSON, "Server": "nginx"},
             '{"error":"404 Not Found"}', "nginx said “{\"error\":\"404 Not Found\"}”", URL),
    Impostor("FastAPI", 404, {"Content-Type": JSON, "Server": "uvicorn"},
             '{"detail":"Not Found"}', "uvicorn said “{\"detail\":\"Not Found\"}”", URL),
    Impostor("Fastify", 404, {"Content-Type": JSON}, NOT_OURS, "Cannot GET /api/0/", URL),
    Impostor("Spring Security", 401, {"Content-Type": JSON},
             '{"status":401,"error":"Unauthorized","path":"/api/0/"}', "Unauthorized", HEADERS),
    Impostor("an OAuth server", 401, {"Content-Type": JSON},
             '{"error":"invalid_token","error_description":"expired"}', "invalid_token", HEADERS),
    Impostor("Amazon API Gateway", 403,
             {"Content-Type": JSON, "x-amzn-ErrorType": "MissingAuthenticationTokenException"},
             '{"message":"Missing Authentication Token"}', "Amazon API Gateway", HEADERS),
    Impostor("403 without a word", 403, {"Content-Type": ""}, "", "sent 403 without a body",
             HEADERS),
    Impostor("Django with DEBUG", 404, {}, page("Page not found at /api/0/"),
             "a page titled “Page not found at /api/0/”", URL),
    Impostor("204 to everything", 204, {"Content-Type": ""}, "", "sent 204 without a body", URL),
    Impostor("a health check", 200, {"Content-Type": "text/plain"}, "ok", "said “ok”", URL),
    Impostor("Traefik", 404, {"Content-Type": "text/plain"}, "404 page not found",
             "404 page not found", URL),
    Impostor("a captive portal", 200, {"Server": "Apache"}, page("Welcome to Hotel WiFi"),
             "Apache sent a page titled “Welcome to Hotel WiFi”", URL),
    Impostor("a page called JSON", 200, {"Content-Type": JSON, "Server": "Caddy"},
             page("It works"), "Caddy sent a page titled “It works”", URL),
    Impostor("broken JSON", 200, {"Content-Type": JSON}, '{"version": "0", ', "version", URL),
    Impostor("JSON too deep to read", 200, {"Content-Type": JSON}, "[" * 5000 + "]" * 5000,
             "[[[", URL),
    Impostor("no such host at a hoster", 404, {"Server": "Vercel", "Content-Type": "text/plain"},
             "The deployment could not be found", "Vercel said “The deployment", URL),
    Impostor("a server that is ill", 503, {"Server": "haproxy"}, page("503 Service Unavailable"),
             "503 Service Unavailable", "run the step again later"),
)  # fmt: skip
