"""Whose events the built app sends, where they go, and what keys and tokens may do."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from buildtools.checks.review.check import Check, Look, Source, absent, missing, seen, unknown
from buildtools.checks.review.told import told
from buildtools.facts.regions import region_of
from buildtools.findings import finding
from buildtools.findings.subjects import Endpoint, Setting
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import Key, NotShown
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count, listed

_SERVICE = "sentry.io"
_OLDEST = "us"
"""The region of hosts from before there were regions."""
_HERE = "127.0.0.1:"
_FEW = 3
_APPS = "the DSN of the app"
_OFF = "a key that is switched off"
_OTHERS = "no key of the project that sentry.yml names"

NEEDED = frozenset({"org:ci", "project:releases", "project:read", "org:read", "event:read"})
"""Scopes that a pipeline can have a use for; an organization token has the first alone."""

_KINDS = {
    "organization": "an organization token",
    "person": "a person's token, which ends when the person leaves",
    "integration": "a token of an internal integration",
    "other": "a token of an older form",
}


def _dsn(evidence: Evidence) -> Look:
    """Look whether what the build sends to is an active key of the project."""
    sent, source = _sent_to(evidence)
    if source is None:
        return missing(evidence.build, evidence.page)
    if not sent:
        return absent("the scripts for browsers have no DSN", source)
    keys = told(evidence, lambda server: server.keys)
    if isinstance(keys, Look):
        return keys
    if not evidence.kept.server_url and all(key.host.startswith(_HERE) for key in keys):
        return missing(Unseen("the server is the sandbox, which no app is built for", asked=False))
    active = [key for key in keys if key.active]
    foreign = [each for each in sent if not _is_of(each, active)]
    if not foreign:
        return seen(True, "the DSN is that of an active key of the project", source, ruled=True)
    is_off = any(_is_of(each, list(keys)) for each in foreign)
    sentence = f"the DSN that the app sends to is of {_OFF if is_off else _OTHERS}"
    fault = finding("dsn-not-of-project", Setting("server.projects"), sentence)
    return seen(False, sentence, source, (fault,))


def _sent_to(evidence: Evidence) -> tuple[list[tuple[str, str]], Source | None]:
    """Return hosts and projects, and who shows them; of a running page the host alone."""
    sent: list[tuple[str, str]] = []
    source: Source | None = None
    if not isinstance(evidence.build, Unseen):
        source = "build"
        sent += [_host_and_project(each) for each in evidence.build.dsns]
    if not isinstance(evidence.page, Unseen) and evidence.page.dsn_host:
        source = "page"
        sent.append((evidence.page.dsn_host, ""))
    return sent, source


def _host_and_project(dsn: str) -> tuple[str, str]:
    """Take apart o1.ingest.de.sentry.io/42, whatever stands before the host."""
    place, _, project = dsn.rpartition("/")
    return re.split(r"//|@", place)[-1], project


def _is_of(sent: tuple[str, str], keys: list[Key]) -> bool:
    """Whether a DSN is that of a key; other hosts than the service's may be relays of one's own."""
    host, project = sent
    return any(
        (not project or project == key.project)
        and (host == key.host or not (_is_service(host) or _is_service(key.host)))
        for key in keys
    )


def _is_service(host: str) -> bool:
    return host == _SERVICE or host.endswith(f".{_SERVICE}")


def _region(evidence: Evidence) -> Look:
    """Look whether events go where the organization's data is kept."""
    sent, where = _sent_to(evidence)
    kept = dict(_kept_in(evidence))
    regions = {region_of(host) or _OLDEST for host, _ in sent if _is_service(host)}
    source: Source = where if where and regions else "server"
    claims = [*kept.items(), *((_APPS, region) for region in sorted(regions))]
    if not claims:
        return _no_region(evidence)
    (owner, wanted), *others = claims
    for who, region in others:
        if region != wanted:
            sentence = f"{who} is of region {region}, and {owner} of {wanted}"
            fault = finding("dsn-region-differs", Setting("server.projects"), sentence)
            return seen(region, sentence, source, (fault,))
    whose = " and ".join(dict.fromkeys(who for who, _ in claims))
    return seen(wanted, f"{wanted}, by {whose}", source, ruled=bool(regions and kept))


def _no_region(evidence: Evidence) -> Look:
    if isinstance(evidence.server, Unseen):
        return missing(evidence.server, evidence.build, evidence.page)
    if isinstance(evidence.server.keys, NotShown):
        return unknown(evidence.server.keys.why)
    return absent("no host names a region: it is a server of one's own", "server")


def _kept_in(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Return where the data is kept, and who says so."""
    if not isinstance(evidence.server, Unseen):
        organization = evidence.server.organization
        if not isinstance(organization, NotShown) and organization.region:
            yield "the organization", organization.region
        if evidence.server.region:
            yield "the project's keys", evidence.server.region
    if named := region_of(urlsplit(evidence.kept.server_url).netloc):
        yield "server.url", named


def _keys(evidence: Evidence) -> Look:
    """Look whether each active key has a rate limit: DSNs are public."""
    keys = told(evidence, lambda server: server.keys)
    if isinstance(keys, Look):
        return keys
    active = [key for key in keys if key.active]
    if not active:
        return absent("the project has no active key", "server")
    open_ones = [key for key in active if not key.limit]
    faults = tuple(
        finding("key-without-limit", Endpoint(f"key {key.name}"), "it has no rate limit")
        for key in open_ones
    )
    limits = listed([f"{key.name} {key.limit}" for key in active if key.limit], _FEW)
    text = f"{len(active) - len(open_ones)} of {count(len(active), 'active key')} with a rate limit"
    return seen(
        not open_ones, f"{text}: {limits}" if limits else text, "server", faults, ruled=True
    )


def _token_scopes(evidence: Evidence) -> Look:
    """Look whether the pipeline's token may do more than the pipeline does."""
    token = told(evidence, lambda server: server.token)
    if isinstance(token, Look):
        return token
    if not token.scopes:
        return unknown("the server does not tell the scopes of a token")
    kind, scopes = _KINDS[token.kind], list(token.scopes)
    broad = [each for each in scopes if each not in NEEDED and not each.endswith(":read")]
    text = f"{kind}: {', '.join(scopes)}"
    if not broad:
        return seen(scopes, text, "server", ruled=True)
    sentence = f"it is {kind}, and has {', '.join(broad)}"
    fault = finding("token-too-broad", Setting("server.token"), sentence)
    return seen(scopes, text, "server", (fault,))


CHECKS: tuple[Check, ...] = (
    Check(
        "dsn",
        "the app sends to an active key of the project",
        "server",
        ("page", "build", "server"),
        _dsn,
    ),
    Check(
        "region",
        "events go to the region of the organization",
        "server",
        ("page", "build", "server"),
        _region,
    ),
    Check("keys", "each active key has a rate limit", "security", ("server",), _keys),
    Check(
        "token-scopes",
        "the pipeline's token may do no more than the pipeline does",
        "security",
        ("server",),
        _token_scopes,
    ),
)
