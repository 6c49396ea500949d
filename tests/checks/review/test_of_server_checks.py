"""Each check that a server tells: right, wrong, absent, refused and not asked."""

from typing import Any

import msgspec
import pytest

from buildtools.checks.review import BY_NAME, of_alerts, of_keys, of_quota, of_server
from buildtools.checks.review.check import Look
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.page import PageSeen
from buildtools.review.evidence.server import (
    BOTH,
    Alert,
    Detector,
    Happened,
    Key,
    NotShown,
    Organization,
    Ownership,
    Project,
    Quota,
    Repository,
    ServerSeen,
    Token,
)
from buildtools.review.unseen import Unseen

NOTHING = Unseen("--offline was given", asked=False)
DENIED = NotShown(403, "the token may not read it")
KEPT = Kept("web", "production", "web@1", server_url="https://sentry.example")

KEY = Key("Default", "a" * 32, True, "o1.ingest.de.sentry.io", "42", "1000 in 60 s")
OPEN = msgspec.structs.replace(KEY, name="Open", limit="")
OFF = msgspec.structs.replace(KEY, name="Off", active=False)
OWN = msgspec.structs.replace(KEY, host="errors.example.com")
SANDBOX = msgspec.structs.replace(KEY, host="127.0.0.1:9", project="1")
TELLS = Alert("Tell", True, ("new", "regression"), None, ("email",))
SETTINGS: dict[str, Any] = {
    "dataScrubber": True,
    "dataScrubberDefaults": True,
    "scrubIPAddresses": True,
    "scrapeJavaScript": False,
}
PROJECT = Project("42", "web")
UPTIME = Detector("1", "Up", "uptime_domain_failure", True, 1)


def alert(**changes: Any) -> Alert:
    return msgspec.structs.replace(TELLS, **changes)


def server(**told: Any) -> ServerSeen:
    """A server that tells this, and of all else that the token may not read it."""
    fields = {
        field: DENIED
        for field in ServerSeen.__struct_fields__
        if field not in ("projects", "region", "settings", "settings_of", "figures", "tables")
    }
    return ServerSeen(("web",), **{**fields, **told})


def build(*dsns: str) -> BuildSeen:
    return BuildSeen(1, {}, ("browser",), (), dsns=dsns)


def look(
    check: str,
    seen: ServerSeen | Unseen,
    built: BuildSeen | Unseen = NOTHING,
    kept: Kept = KEPT,
    page: PageSeen | Unseen = NOTHING,
) -> Look:
    evidence = Evidence(kept, NOTHING, built, NOTHING, seen, page, NOTHING, NOTHING)
    return BY_NAME[check].decide(evidence)


CASES: dict[str, tuple[str, dict[str, Any], str, object, list[str]]] = {
    "every key is limited": ("keys", {"keys": (KEY, OFF)}, "seen", True, []),
    "a key is not": ("keys", {"keys": (KEY, OPEN)}, "seen", False, ["key-without-limit"]),
    "no key is active": ("keys", {"keys": (OFF,)}, "absent", None, []),
    "ci alone": ("token-scopes", {"token": Token("organization", ("org:ci",))}, "seen",
        ["org:ci"], []),
    "what the pipeline needs": ("token-scopes",
        {"token": Token("person", ("org:read", "project:read", "project:releases"))}, "seen",
        ["org:read", "project:read", "project:releases"], []),
    "reading more is no harm": ("token-scopes", {"token": Token("other", ("team:read",))}, "seen",
        ["team:read"], []),
    "a token may administrate": ("token-scopes",
        {"token": Token("person", ("org:admin", "org:ci"))}, "seen", ["org:admin", "org:ci"],
        ["token-too-broad"]),
    "no scopes are told": ("token-scopes", {"token": Token("other", ())}, "unknown", None, []),
    "linked": ("repository",
        {"repositories": (Repository("acme/web", True, "integrations:github"),),
         "code_mappings": 1}, "seen", ["acme/web"], []),
    "named by commits": ("repository", {"repositories": (Repository("acme/web", True),)}, "seen",
        ["acme/web"], []),
    "gone": ("repository", {"repositories": (Repository("acme/web", False),)}, "seen", [],
        ["repository-inactive"]),
    "none": ("repository", {"repositories": ()}, "absent", None, []),
    "owners": ("ownership", {"ownership": Ownership(2, True, True, 1)}, "seen", 3, []),
    "no owners": ("ownership", {"ownership": Ownership(0, True, True, 0)}, "absent", None, []),
    "filters": ("filters", {"filters": {"localhost": True, "web-crawlers": False}}, "seen",
        ["localhost"], []),
    "no filters": ("filters", {"filters": {"localhost": False}}, "absent", None, []),
    "alerts on both": ("alerts", {"alerts": (TELLS,)}, "seen", ["new", "regression"], []),
    "of high priority": ("alerts",
        {"alerts": (TELLS, alert(when=("new, of high priority",)))}, "seen",
        ["new", "regression"], []),
    "new alone": ("alerts", {"alerts": (alert(when=("new",)),)}, "seen", ["new"],
        ["alert-missing"]),
    "of another environment": ("alerts", {"alerts": (alert(environment="staging"),)}, "seen", [],
        ["alert-missing", "alert-missing"]),
    "of this environment": ("alerts", {"alerts": (alert(environment="production"),)}, "seen",
        ["new", "regression"], []),
    "switched off": ("alerts", {"alerts": (alert(enabled=False),)}, "seen", [],
        ["alert-missing", "alert-missing"]),
    "reaches nobody": ("alerts", {"alerts": (TELLS, alert(targets=(), dead=("slack",)))}, "seen",
        ["new", "regression"], ["alert-without-target"]),
    "no alert at all": ("alerts", {"alerts": ()}, "absent", None,
        ["alert-missing", "alert-missing"]),
    "detectors tell": ("detectors", {"detectors": (UPTIME,)}, "seen", 0, []),
    "a detector is alone": ("detectors",
        {"detectors": (UPTIME, msgspec.structs.replace(UPTIME, alerts=0))}, "seen", 1,
        ["detector-without-alert"]),
    "one that is off may be alone": ("detectors",
        {"detectors": (UPTIME, Detector("2", "Old", "metric_issue", False, 0))}, "seen", 0, []),
    "errors are the alerts' business": ("detectors",
        {"detectors": (Detector("1", "Errors", "error", True, 0),)}, "absent", None, []),
    "watched": ("monitors",
        {"dashboards": ("Web",), "monitors": (), "detectors": (UPTIME,)}, "seen",
        {"dashboards": "1", "cron": "0", "uptime": "1"}, []),
    "not watched": ("monitors", {"dashboards": (), "monitors": (), "detectors": ()}, "absent",
        None, []),
    "partly told": ("monitors", {"dashboards": ("Web",)}, "unknown", None, []),
    "spikes are cut": ("spike-protection",
        {"project": msgspec.structs.replace(PROJECT, spike_protection=True)}, "seen", True, []),
    "spikes are not": ("spike-protection",
        {"project": msgspec.structs.replace(PROJECT, spike_protection=False)}, "seen", False, []),
    "spikes were cut": ("spike-protection",
        {"project": PROJECT, "quota": Quota({}, {"spike_protection": 7})}, "seen", True, []),
    "spikes are not told": ("spike-protection", {"project": PROJECT, "quota": Quota({})},
        "unknown", None, []),
    "all accepted": ("quota", {"quota": Quota({"error": {"accepted": 9}})}, "seen", 0.0, []),
    "a tenth dropped": ("quota",
        {"quota": Quota({"error": {"accepted": 9, "rate_limited": 1}})}, "seen", 0.1,
        ["quota-exceeded"]),
    "a thousandth dropped": ("quota",
        {"quota": Quota({"error": {"accepted": 999, "rate_limited": 1}})}, "seen", 0.001, []),
    "nothing came in": ("quota", {"quota": Quota({"replay": {"accepted": 1}})}, "absent", None,
        []),
    "maps are used": ("processing-errors", {"events": Happened(5, 0)}, "seen", 0, []),
    "maps are not used": ("processing-errors",
        {"events": Happened(5, 2, {"js_no_source": 2}, "c" * 32)}, "seen", 2, ["maps-not-used"]),
    "no events": ("processing-errors", {"events": Happened(0, 0)}, "unknown", None, []),
    "no trouble today, but once": ("processing-errors",
        {"events": Happened(5, 0),
         "project": msgspec.structs.replace(PROJECT, has_minified_stack_trace=True)}, "seen", 0,
        []),
}  # fmt: skip


@pytest.mark.parametrize(
    ("check", "told", "state", "value", "codes"), CASES.values(), ids=list(CASES)
)
def test_a_check_tells_what_is_so(
    check: str, told: dict[str, Any], state: str, value: object, codes: list[str]
) -> None:
    """With its value, and what breaks its rule."""
    found = look(check, server(**told))

    assert (found.state, found.value) == (state, value)
    assert [each.code for each in found.faults] == codes


OF_SERVER = tuple(
    row.name
    for module in (of_keys, of_server, of_alerts, of_quota)
    for row in module.CHECKS
    if row.name != "region"
)


@pytest.mark.parametrize("name", OF_SERVER)
def test_what_the_token_may_not_read_is_unknown(name: str) -> None:
    """Never met, and the clause of the refusal is what a reader gets."""
    found = look(name, server(), build("o1.ingest.de.sentry.io/42"))

    assert found.state == "unknown"
    assert DENIED.why in found.text


@pytest.mark.parametrize("name", OF_SERVER)
def test_a_server_that_nobody_asked_is_not_asked(name: str) -> None:
    """And one that was asked in vain is unknown: all checks say the same sentence."""
    in_vain = look(name, Unseen("the token is not accepted"), build("o1.ingest.de.sentry.io/42"))
    not_asked = look(name, NOTHING, build("o1.ingest.de.sentry.io/42"))

    assert (in_vain.state, in_vain.text) == ("unknown", "the token is not accepted")
    assert not_asked.state == "not-asked"


SCRUBS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "as it should be": ({}, []),
    "off": ({"dataScrubber": False}, ["scrubbing-off"]),
    "its rules are off": ({"dataScrubberDefaults": False}, ["scrubbing-off"]),
    "both are off": ({"dataScrubber": False, "dataScrubberDefaults": False}, ["scrubbing-off"]),
    "addresses are stored": ({"scrubIPAddresses": False}, ["ip-addresses-stored"]),
    "scripts are fetched": ({"scrapeJavaScript": True}, ["scripts-fetched"]),
}


@pytest.mark.parametrize(("changes", "codes"), SCRUBS.values(), ids=list(SCRUBS))
def test_scrubbing_is_judged_in_effect(changes: dict[str, Any], codes: list[str]) -> None:
    """By the settings of project and organization together."""
    told = server(
        project=PROJECT,
        organization=Organization(),
        settings=SETTINGS | changes,
        settings_of=BOTH,
    )

    found = look("server-scrubbing", told)

    assert found.state == "seen"
    assert [each.code for each in found.faults] == codes


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"project": PROJECT, "settings": SETTINGS}, "seen"),
        ({"project": PROJECT, "settings": SETTINGS | {"dataScrubber": False}}, "unknown"),
        (
            {
                "project": PROJECT,
                "organization": Organization(),
                "settings": SETTINGS | {"dataScrubber": False},
            },
            "unknown",
        ),
        ({"project": PROJECT, "organization": Organization()}, "unknown"),
        ({"settings": {}}, "unknown"),
    ],
)
def test_scrubbing_that_is_half_told_is_unknown(told: dict[str, Any], state: str) -> None:
    """What the project has off, the organization may have on; what the project has on is on."""
    assert look("server-scrubbing", server(**told)).state == state


DSNS: dict[str, tuple[tuple[str, ...], tuple[Key, ...], str, list[str]]] = {
    "of the key": (("o1.ingest.de.sentry.io/42",), (KEY,), "seen", []),
    "of one of them": (("o1.ingest.de.sentry.io/42",), (OFF, OPEN), "seen", []),
    "of another project": (("o1.ingest.de.sentry.io/7",), (KEY,), "seen", ["dsn-not-of-project"]),
    "of another region": (("o1.ingest.us.sentry.io/42",), (KEY,), "seen", ["dsn-not-of-project"]),
    "of a key that is off": (("o1.ingest.de.sentry.io/42",), (OFF,), "seen",
        ["dsn-not-of-project"]),
    "one of two is of another": (("o1.ingest.de.sentry.io/42", "o1.ingest.de.sentry.io/7"),
        (KEY,), "seen", ["dsn-not-of-project"]),
    "by a relay of their own": (("relay.example.com/42",), (OWN,), "seen", []),
    "at the service, and the server is not": (("o1.ingest.de.sentry.io/42",), (OWN,), "seen",
        ["dsn-not-of-project"]),
    "none in the build": ((), (KEY,), "absent", []),
    "shown with its key left out": (("https://…@o1.ingest.de.sentry.io/42",), (KEY,), "seen", []),
}  # fmt: skip


@pytest.mark.parametrize(("dsns", "keys", "state", "codes"), DSNS.values(), ids=list(DSNS))
def test_the_dsn_of_the_build_is_held_against_the_keys(
    dsns: tuple[str, ...], keys: tuple[Key, ...], state: str, codes: list[str]
) -> None:
    """By host and project; and no host of a server goes into a report."""
    found = look("dsn", server(keys=keys), build(*dsns))

    assert found.state == state
    assert [each.code for each in found.faults] == codes
    assert "ingest" not in found.text + "".join(each.sentence for each in found.faults)


def test_a_running_page_tells_its_host() -> None:
    """Where no build was looked at."""
    page = PageSeen("/", dsn_host="o1.ingest.us.sentry.io")

    found = look("dsn", server(keys=(KEY,)), page=page)

    assert (found.source, [each.code for each in found.faults]) == ("page", ["dsn-not-of-project"])
    assert look("dsn", server(keys=(KEY,))).state == "not-asked"


def test_no_app_is_judged_by_the_address_of_a_sandbox() -> None:
    """No app is built for it, so its DSN is not judged there, nor its token."""
    kept = msgspec.structs.replace(KEPT, server_url="")
    built = build("o1.ingest.de.sentry.io/42")

    token = NotShown(0, "the sandbox's own token opens this sandbox alone", asked=False)

    assert look("token-scopes", server(token=token)).state == "not-asked"
    assert look("dsn", server(keys=(SANDBOX,)), built, kept).state == "not-asked"
    assert look("dsn", server(keys=(SANDBOX,)), built).state == "seen"
    assert look("dsn", server(keys=(KEY,)), built, kept).state == "seen"


DE = Organization("de")
REGIONS: dict[str, tuple[dict[str, Any], tuple[str, ...], str, str, object, int]] = {
    "one": ({"organization": DE, "region": "de"}, ("o1.ingest.de.sentry.io/4",), "", "seen", "de",
        0),
    "another": ({"organization": DE}, ("o1.ingest.us.sentry.io/4",), "", "seen", "us", 1),
    "an old host is of the us": ({"organization": DE}, ("o1.ingest.sentry.io/4",), "", "seen",
        "us", 1),
    "an old host of the us": ({"organization": Organization("us")}, ("o1.ingest.sentry.io/4",),
        "", "seen", "us", 0),
    "two in one build": ({}, ("o1.ingest.de.sentry.io/4", "o1.ingest.us.sentry.io/4"), "", "seen",
        "us", 1),
    "keys of another": ({"organization": DE, "region": "us"}, (), "", "seen", "us", 1),
    "server.url of another": ({"organization": DE}, (), "https://us.sentry.io", "seen", "us", 1),
    "server.url alone": ({}, (), "https://de.sentry.io", "seen", "de", 0),
    "the build alone": ({}, ("o1.ingest.de.sentry.io/4",), "", "seen", "de", 0),
    "a server of one's own": ({"keys": (OWN,)}, ("errors.example.com/42",), "", "absent", None,
        0),
    "keys that are not told": ({}, (), "", "unknown", None, 0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "dsns", "url", "state", "value", "faults"), REGIONS.values(), ids=list(REGIONS)
)
def test_regions_are_held_against_each_other(
    told: dict[str, Any], dsns: tuple[str, ...], url: str, state: str, value: object, faults: int
) -> None:
    """Of the organization, its keys, server.url and the DSN of the app."""
    kept = msgspec.structs.replace(KEPT, server_url=url)

    found = look("region", server(**told), build(*dsns), kept)

    assert (found.state, found.value) == (state, value)
    assert ["dsn-region-differs"] * faults == [each.code for each in found.faults]


def test_a_region_is_told_by_the_build_where_no_server_was_asked() -> None:
    """A plan that wants one is held against it all the same."""
    found = look("region", NOTHING, build("o1.ingest.de.sentry.io/4"))

    assert (found.state, found.value, found.ruled) == ("seen", "de", False)
    assert look("region", NOTHING).state == "not-asked"
