"""What `live --browser` notices: pages in a real browser, and their SDK at work."""

from buildtools.findings.catalogue.row import Row

ROWS = (
    Row(
        "debug-id-not-registered",
        "error",
        "a script ran in a browser and did not tell its debug ID there",
        "events name no ID for it: its frames find no map",
        "deploy the files that `inject` left, and minify nothing after it",
        "live.md#in-a-browser",
        resume="live",
    ),
    Row(
        "sdk-release-differs",
        "error",
        "the SDK of a page reports another release than was released",
        "its events stand under another release, without commits and deploys of this one",
        "give the SDK the release of the build: SENTRY_RELEASE holds it while `build` runs",
        "live.md#in-a-browser",
    ),
    Row(
        "sdk-environment-differs",
        "error",
        "the SDK of a page reports another environment",
        "its events are looked for, and alerted on, in the wrong one",
        "build for this environment, or let the SDK read it at run time",
        "live.md#in-a-browser",
    ),
    Row(
        "sdk-dist-differs",
        "error",
        "the SDK of a page reports another dist",
        "files that are found by release and dist are not found",
        "give the SDK the dist of sentry.yml, or neither of them one",
        "live.md#in-a-browser",
    ),
    Row(
        "sdk-project-differs",
        "error",
        "the DSN of a page's SDK is of another project",
        "its events reach a project that has no map of this release",
        "build with the DSN of the project that sentry.yml names",
        "live.md#in-a-browser",
    ),
    Row(
        "sdk-not-found",
        "info",
        "no SDK was found in a page",
        "what it would report is not known: it may be loaded later, or not at all",
        page="live.md#in-a-browser",
    ),
    Row(
        "service-worker-stale",
        "error",
        "a service worker gives pages other bytes than the site has",
        "who visited before keeps running the old file, whose frames find no map",
        "have the worker drop its caches when it is activated, and change it at each release",
        "live.md#in-a-browser",
        resume="live",
    ),
    Row(
        "browser-not-tried",
        "warning",
        "a page was not looked at in a browser",
        "what its SDK does there is not known",
        "name a browser by --browser-path, or give the site's headers in sentry.yml",
        "live.md#in-a-browser",
        untried=True,
    ),
)
