"""Overrides: the variables that Sentry users' hands know, laid over sentry.yml.

The first name of a row that has a value is taken. A value from a dotenv file counts like one from
the real environment.
Source: docs/wire.md#settings-of-other-tools, and those of fastlane and the Action.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from buildtools.config.nodes import Faults, Node, Unset
from buildtools.config.variables import Variables

NAMES: Mapping[str, tuple[str, ...]] = {
    "server.url": ("SENTRY_URL", "SENTRY_HOST"),
    "server.org": ("SENTRY_ORG", "SENTRY_ORG_SLUG"),
    "server.projects": ("SENTRY_PROJECT", "SENTRY_PROJECT_SLUG"),
    "server.token": ("SENTRY_AUTH_TOKEN", "SENTRY_TOKEN"),
    "server.dsn": ("SENTRY_DSN",),
    "server.retries": ("SENTRY_HTTP_MAX_RETRIES",),
    "server.headers": ("CUSTOM_HEADER", "SENTRY_CUSTOM_HEADERS"),
    "review.token": ("SENTRY_REVIEW_TOKEN",),
    "release": ("SENTRY_RELEASE",),
    "dist": ("SENTRY_DIST",),
    # The bundler plugins misspell VCS.
    "commits.remote": ("SENTRY_VCS_REMOTE", "SENTRY_VSC_REMOTE"),
}

BELOW: Mapping[str, tuple[str, ...]] = {
    "server.ca_bundle": (
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ),
}
"""Variables of the machine rather than of Sentry: they lie under sentry.yml."""


def overriding(variables: Mapping[str, str], key: str) -> str | None:
    """Name the variable that overrides a key, None when all are unset or empty."""
    names = NAMES.get(key) or BELOW[key]
    return next((name for name in names if variables.get(name, "").strip()), None)


def read_overrides(
    variables: Variables, faults: Faults, keys: Iterable[str] = NAMES
) -> dict[str, Node]:
    """Return the overridden keys as dotted key -> node."""
    found: dict[str, Node] = {}
    for key in keys:
        name = overriding(variables, key)
        if name is not None:
            place = f"{name} ({variables.place(name)})"
            found = add(found, key, spell(key, variables[name], place, faults))
    return found


def replaced(section: Node, variables: Variables) -> dict[str, str]:
    """Return keys that a section sets to another value than a variable does, and where."""
    above = read_overrides(variables, Faults())
    found = {}
    for key, node in above.items():
        own = section.child(*key.split("."))
        if own is not None and not isinstance(own.value, Unset) and _plain(own) != _plain(node):
            found[key] = own.place
    return found


def _plain(node: Node) -> object:
    """Return a value to compare: of a list its texts."""
    if isinstance(node.value, tuple):
        return tuple(each.value for each in node.value)
    return node.value


def add(found: dict[str, Node], key: str, spelled: dict[str, Node]) -> dict[str, Node]:
    """Put what a text was spelled as; an organization said beside a project is only a help."""
    return spelled | found | {key: spelled[key]}


def spell(key: str, text: str, place: str, faults: Faults) -> dict[str, Node]:
    """Read one text in the form that its key has outside sentry.yml.

    Projects are a list with commas or spaces, and may name the organization: `acme/web`. Headers
    are `Name: value`, several of them on lines or after semicolons.
    """
    reader: Callable[[str, str, Faults], dict[str, Node]] | None = _READERS.get(key)
    if reader is not None:
        return reader(text, place, faults)
    return {key: Node(text.strip(), place, loose=True)}


def _projects(text: str, place: str, faults: Faults) -> dict[str, Node]:
    words = [word for word in re.split(r"[\s,]+", text) if word]
    orgs = {word.partition("/")[0] for word in words if "/" in word}
    slugs = tuple(Node(word.rpartition("/")[2], place, loose=True) for word in words)
    if len(orgs) > 1:
        faults.add(place, "server.projects", f"two organizations: {', '.join(sorted(orgs))}")
    org = {"server.org": Node(min(orgs), place, loose=True)} if orgs else {}
    return {"server.projects": Node(slugs, place)} | org


def _headers(text: str, place: str, faults: Faults) -> dict[str, Node]:
    found: dict[str, Node] = {}
    # A semicolon ends a header only where another one begins: cookies have semicolons.
    for line in re.split(r"\n|;\s*(?=[\w-]+\s*:)", text):
        name, colon, value = line.partition(":")
        if colon and name.strip():
            found[name.strip()] = Node(value.strip(), place, loose=True)
        elif line.strip():
            faults.add(place, "server.headers", "expected `Name: value`")
    return {"server.headers": Node(found, place)}


_READERS = {"server.projects": _projects, "server.headers": _headers}
