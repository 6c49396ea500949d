"""What shows of an integration from outside: public files, policies; and what a review notices."""

from buildtools.findings.catalogue.row import Row

_PUBLIC = "live.md#what-is-public"
_PAGES = "live.md#what-pages-forbid"
_CHECKS = "review.md#the-checks"
_PAGE = "review-cost.md#what-is-noticed"
_WEIGHT = "review-weight.md#what-is-noticed"
_PRIVACY = "review-privacy.md#what-is-noticed"
_SERVER = "review-server.md#what-is-noticed"


def _row(code: str, title: str, why: str, remedy: str, page: str, severity: str = "warning") -> Row:
    return Row(
        code,
        "error" if severity == "error" else "warning",
        title,
        why,
        remedy,
        page,
        resume="build",
        late=True,
    )


PUBLIC = (
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
        untried="not tried",
        late=True,
    ),
)

REVIEW = (
    _row(
        "csp-blocks-worker",
        "the content security policy of a page forbids the worker of replays",
        "recordings are packed on the main thread, or sent as they are",
        "add blob: to worker-src of the policy, or give the integration a workerUrl of the site",
        _PAGE,
    ),
    _row(
        "tunnel-broken",
        "the tunnel of a page's SDK takes no envelope",
        "every error of its users is sent there, and lost",
        "have the site pass POST requests at that path on to the DSN's host, or remove `tunnel`",
        _PAGE,
        "error",
    ),
    _row(
        "plan-differs",
        "something is not as the plan wants it",
        "what was decided is not what runs",
        "change it, or write the decision into `deviations` of the plan",
        "review.md#plan-against-actual",
    ),
    _row(
        "sdk-not-in-build",
        "the SDK's init is not in the built scripts",
        "no error is reported, and weights of such a build say nothing",
        "give the build its DSN: build.environment of sentry.yml, or the variable that init reads",
        _CHECKS,
        "error",
    ),
    _row(
        "dsn-region-differs",
        "events go to another region than the organization's data is kept in",
        "personal data leaves the region that was promised, or events are lost",
        "take the DSN from the settings of the project that sentry.yml names",
        _CHECKS,
        "error",
    ),
    _row(
        "sdk-doubled",
        "more than one copy of the SDK runs in a page",
        "what one is told the other does not know, and both weigh",
        "bring all @sentry packages to one version, and remove what loads a second one",
        _CHECKS,
    ),
    _row(
        "sdk-behind",
        "the SDK is a major version or more behind",
        "fixes go to newer ones alone",
        "plan the upgrade by the SDK's migration guide",
        _CHECKS,
    ),
    _row(
        "send-default-pii-ignored",
        "sendDefaultPii is set, which this SDK does not read",
        "since version 11 it does nothing: what it was to keep back is sent",
        "remove it, and set each key of dataCollection",
        _PRIVACY,
        "error",
    ),
    _row(
        "spans-not-scrubbed",
        "beforeSend scrubs, and no beforeSendSpan does",
        "since version 11 spans are streamed past beforeSend, with addresses and user data",
        "give beforeSendSpan the same function's work",
        _PRIVACY,
        "error",
    ),
    _row(
        "hook-never-called",
        "beforeSendTransaction is set, which is never called",
        "spans are streamed: what it was to take out is sent",
        "move its work into beforeSendSpan, or set traceLifecycle",
        _PRIVACY,
        "error",
    ),
    _row(
        "scrub-hook-fails",
        "a scrub hook throws or returns nothing",
        "events and logs are lost then, and a span is sent with all that the hook was to take out",
        "let it take whatever the SDK hands it, and return it",
        _PRIVACY,
    ),
    _row(
        "traces-rate-zero",
        "tracesSampleRate is 0",
        "tracing is set up and paid for at each request, and no trace is kept",
        "leave tracesSampleRate out to have no tracing, or give it a rate",
        _CHECKS,
    ),
    _row(
        "replay-unmasked",
        "replays record texts or inputs as they are",
        "whatever users see and type is stored",
        "leave maskAllText, maskAllInputs and blockAllMedia at true",
        _PRIVACY,
        "error",
    ),
    _row(
        "lazy-in-first-page",
        "a feature that is loaded later is in the first page too",
        "the import that was to keep it out moves nothing",
        "import it by import() alone, and nowhere else",
        _WEIGHT,
    ),
    _row(
        "flag-without-effect",
        "a flag that takes code out is set, and the code is still there",
        "nothing is saved: the bundler does not carry the constant into the SDK's modules",
        "measure with --without-sentry; with this bundler the flag can go",
        _WEIGHT,
    ),
    _row(
        "namespace-escaped",
        "all of the SDK is in the scripts, because its namespace is used as a value",
        "features that nobody uses weigh in every page",
        "import the functions by name, and pass them on one by one",
        _WEIGHT,
    ),
    _row(
        "scrubbing-off",
        "the server's data scrubbing is off",
        "what the app sends is stored as it comes",
        "turn on Data Scrubber and its defaults in the project's or organization's settings",
        _SERVER,
        "error",
    ),
    _row(
        "scrubbing-without-effect",
        "a scrubbing rule does nothing",
        "servers accept it without a word, and strike nothing by it",
        "correct its spelling: see the recommended settings of `review`",
        _SERVER,
        "error",
    ),
    _row(
        "token-too-broad",
        "the pipeline's token may do more than the pipeline asks",
        "who reads it in CI can change or delete what the pipeline never touches",
        "use an organization token, whose one scope is org:ci",
        _SERVER,
    ),
    _row(
        "key-without-limit",
        "a key of the project has no rate limit",
        "its DSN is public: whoever reads it can use up the quota",
        "set a rate limit at the key, in the project's settings",
        _SERVER,
    ),
    _row(
        "weight-over-budget",
        "Sentry weighs more than the plan allows",
        "every visitor pays it before the page works",
        "see which feature it is: docs of `review`, or raise the bound with a reason",
        _WEIGHT,
    ),
)

_BAKED = "promotion.md#what-was-baked"

PROMOTION = (
    Row(
        "promoted-environment",
        "error",
        "a promoted script tells Sentry the environment that it was built for; a warning where it"
        " may be another literal, or chooses",
        "its events stand under that environment, and not under the one it runs in",
        "tell the SDK its environment when it runs, by host name or injected JSON; or build for"
        " this environment",
        _BAKED,
    ),
    Row(
        "promoted-dsn",
        "error",
        "a promoted script holds the DSN of the environment that it was built for; a warning where"
        " it holds the other as well",
        "its events go to a project that has none of these maps, or to the wrong team",
        "give the SDK its DSN when it runs; or build for this environment",
        _BAKED,
    ),
    Row(
        "promoted-site",
        "warning",
        "a promoted script or page names the live site of the environment that it was built for",
        "links and requests may lead to that site; who chooses by host name holds both",
        "make addresses relative, or set them when it runs",
        _BAKED,
    ),
    Row(
        "promoted-from",
        "info",
        "the pairs were built and injected for another environment, and are the same bytes here",
        "nothing was built again",
        page=_BAKED,
    ),
)
"""Of files that were built for one environment and go to another."""
