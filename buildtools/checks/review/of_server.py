"""What the server is set to: scrubbing, filters, owners, repositories."""

from buildtools.checks.review.check import Check, Look, absent, missing, seen, unknown
from buildtools.checks.review.told import told
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Endpoint
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import BOTH, NotShown
from buildtools.review.unseen import Unseen
from buildtools.texts.wording import count, listed

_FEW = 3
_INTEGRATED = "integrations:"
_SETTINGS = "settings"
_ON = {True: "on", False: "off"}


def _scrubbing(evidence: Evidence) -> Look:
    """Look at the settings in effect, organization's and project's together."""
    server = evidence.server
    if isinstance(server, Unseen):
        return missing(server)
    told_all = server.settings
    if isinstance(server.project, NotShown):
        return unknown(server.project.why)
    if "dataScrubber" not in told_all:
        return unknown("this server says nothing of data scrubbing")
    scrubs, defaults = (told_all.get(key) for key in ("dataScrubber", "dataScrubberDefaults"))
    addresses, fetches = (told_all.get(key) for key in ("scrubIPAddresses", "scrapeJavaScript"))
    above = server.organization
    if server.settings_of != BOTH and not (scrubs and defaults and addresses):
        why = above.why if isinstance(above, NotShown) else "it does not say"
        return unknown(f"the project alone has it off, and of the organization: {why}")
    value = {
        "scrubbing": _ON[bool(scrubs)],
        "defaults": _ON[bool(defaults)],
        "ip-addresses": "not stored" if addresses else "stored",
        "fetches-scripts": _ON[bool(fetches)],
    }
    faults = tuple(_scrubbing_faults(value))
    text = ", ".join(f"{key} {each}" for key, each in value.items())
    return seen(value, f"{text}; of {server.settings_of}", "server", faults, ruled=True)


def _scrubbing_faults(value: dict[str, str]) -> list[Finding]:
    faults: list[Finding] = []
    off = [key for key in ("scrubbing", "defaults") if value[key] == "off"]
    if off:
        names = {"scrubbing": "Data Scrubber", "defaults": "its default rules"}
        what = " and ".join(names[key] for key in off)
        faults.append(finding("scrubbing-off", Endpoint(_SETTINGS), f"{what} off, in effect"))
    if value["ip-addresses"] == "stored":
        faults.append(
            finding("ip-addresses-stored", Endpoint(_SETTINGS), "IP addresses are stored")
        )
    if value["fetches-scripts"] == "on":
        sentence = "scripts and maps may be fetched from the live site"
        faults.append(finding("scripts-fetched", Endpoint(_SETTINGS), sentence))
    return faults


def _repository(evidence: Evidence) -> Look:
    """Look whether a repository is linked and active."""
    every = told(evidence, lambda server: server.repositories)
    if isinstance(every, Look):
        return every
    if not every:
        return absent("no repository is connected", "server")
    active = [each for each in every if each.active]
    names = [each.name for each in active]
    if not active:
        text = f"none of {len(every)} connected repositories is active"
        fault = finding("repository-inactive", Endpoint("repositories"), text)
        return seen([], text, "server", (fault,))
    linked = [each for each in active if each.provider.startswith(_INTEGRATED)]
    how = "linked by an integration" if linked else "named by commits, without an integration"
    return seen(names, f"{listed(names, _FEW)}: {how}{_mappings(evidence)}", "server", ruled=True)


def _mappings(evidence: Evidence) -> str:
    mappings = told(evidence, lambda server: server.code_mappings)
    return "" if isinstance(mappings, Look) else f", {count(mappings, 'code mapping', none='no')}"


def _ownership(evidence: Evidence) -> Look:
    """Look whether issues have owners."""
    owners = told(evidence, lambda server: server.ownership)
    if isinstance(owners, Look):
        return owners
    files = owners.code_owners or 0
    if not owners.rules and not files:
        untold = "" if owners.code_owners is not None else "; code owners were not told"
        return absent(f"no ownership rules{untold}", "server")
    assigned = "assigned to their owners" if owners.assigns else "not assigned by themselves"
    others = "everybody" if owners.fallthrough else "nobody"
    text = (
        f"{count(owners.rules, 'rule')} and {count(files, 'CODEOWNERS file', none='no')};"
        f" issues are {assigned}, of others {others} is told"
    )
    return seen(owners.rules + files, text, "server", ruled=True)


def _filters(evidence: Evidence) -> Look:
    """Look which inbound filters are on."""
    every = told(evidence, lambda server: server.filters)
    if isinstance(every, Look):
        return every
    on = sorted(name for name, is_on in every.items() if is_on)
    off = sorted(name for name, is_on in every.items() if not is_on)
    if not on:
        return absent("no inbound filter is on", "server")
    rest = f"; off: {', '.join(off)}" if off else ""
    return seen(on, f"on: {', '.join(on)}{rest}", "server")


CHECKS: tuple[Check, ...] = (
    Check("repository", "a repository is linked and active", "server", ("server",), _repository),
    Check("ownership", "issues have owners", "server", ("server",), _ownership),
    Check("filters", "inbound filters as planned", "server", ("server",), _filters),
    Check(
        "server-scrubbing",
        "the server scrubs, stores no IP addresses and fetches no scripts",
        "privacy",
        ("server",),
        _scrubbing,
    ),
)
