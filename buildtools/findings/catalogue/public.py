"""What a site shows to everybody, and what its pages forbid: noticed by `live`, and its audit."""

from buildtools.findings.catalogue.row import Row

_PUBLIC = "live.md#what-is-public"
_PAGES = "live.md#what-pages-forbid"

ROWS = (
    Row(
        "map-public",
        "error",
        "a source map can be fetched by everybody",
        "whoever asks for it reads the code as it was written; Sentry needs no public map",
        "take maps out of what is deployed: invoke strip, before the deploy",
        _PUBLIC,
        resume="strip",
        late=True,
    ),
    Row(
        "source-public",
        "error",
        "a source can be fetched by everybody, as it was written",
        "whoever asks for it reads it with its comments",
        "keep sources out of the deploy: build workers from them, and put none into public folders",
        _PUBLIC,
        resume="build",
        late=True,
    ),
    Row(
        "integrity-broken",
        "error",
        "a script or style has other bytes than the integrity in its tag",
        "browsers refuse it, and the page runs without it",
        "deploy pages and files of one build, and change none after its integrity was written",
        _PAGES,
        resume="live",
        late=True,
    ),
    Row(
        "csp-blocks-events",
        "error",
        "the content security policy of a page lets no event through to the server",
        "errors of its users reach nobody",
        "add the host of the DSN to connect-src of the policy",
        _PAGES,
        resume="live",
        late=True,
    ),
    Row(
        "served-unknown",
        "info",
        "the site serves scripts that the ledger does not know",
        "their frames stay minified, unless another release has their maps",
        page="live.md#what-the-search-finds",
        late=True,
    ),
    Row(
        "site-not-searched",
        "info",
        "a part of the site was left out of the search",
        "what is served there is not known",
        page="live.md#what-the-search-finds",
        untried=True,
        late=True,
    ),
)
