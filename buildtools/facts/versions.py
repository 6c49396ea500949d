"""Release versions: which names a server takes, and how one is found or composed.

`auto` asks the variables that hosts and CI systems set, in the order people know from other tools,
then git. A template such as `web@{package.version}+{git.short}` is filled from facts.
Source: docs/wire.md#versions.
"""

import logging
import re
from collections.abc import Iterator, Mapping

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.facts.ci import COMMIT_VARIABLES, of_pull_request
from buildtools.texts.wording import listed

log = logging.getLogger("buildtools")

LONGEST_VERSION = 200
"""Characters in a version that the server takes when it creates a release."""
LONGEST_DIST = 64
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029/\\]+")
_RESERVED = (".", "..", "latest")
_PATH_LIKE = re.compile(r"[/\\]|\.(js|map|json)$|^\.")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

PLACEHOLDERS: dict[str, str] = {
    "package.name": "the name in package.json, a scope's slash written as a dash",
    "package.version": "the version in package.json",
    "git.sha": "the full commit",
    "git.short": "the first seven digits of the commit",
    "git.branch": "the branch, slashes written as dashes",
    "git.tag": "the tag that stands exactly on the commit, slashes written as dashes",
    "env.NAME": "the variable NAME",
}
"""What a template may name; `env.NAME` stands for any variable."""

_PROPOSERS = (
    "SENTRY_RELEASE",
    "SOURCE_VERSION",
    "HEROKU_BUILD_COMMIT",
    "HEROKU_SLUG_COMMIT",
    "CODEBUILD_RESOLVED_SOURCE_VERSION",
    "CIRCLE_SHA1",
    "CF_PAGES_COMMIT_SHA",
    "GAE_DEPLOYMENT_ID",
)
_ORDER = tuple(dict.fromkeys((*_PROPOSERS, *COMMIT_VARIABLES)))
_TOLD = tuple(dict.fromkeys(("SENTRY_RELEASE", "GITHUB_SHA", "CI_COMMIT_SHA", *_ORDER)))
"""The same, with those first that most people have."""


class Proposal(msgspec.Struct, frozen=True):
    """A version that may be used, and where it comes from: a variable, git HEAD, the template."""

    version: str
    source: str


class Facts(msgspec.Struct, frozen=True):
    """What a template can be filled with; None and absent keys mean "there is none"."""

    package: Mapping[str, object] = {}
    """The project's package.json."""
    sha: str | None = None
    short: str | None = None
    branch: str | None = None
    tag: str | None = None
    environ: Mapping[str, str] = {}
    without_git: str = ""
    """Why git told nothing; empty when it did."""


def fault_of(version: str) -> str:
    """Return the rule that a version breaks; empty where it can be used."""
    return _fault(version) or ""


def check(version: str, source: str = "") -> str:
    """Return the version when Sentry and its tools take it.

    The rules are all of the client's and all of the server's, so that nothing is refused late.

    Raises ConfigurationError that names the rule and proposes a version that would do.
    """
    fault = _fault(version)
    if fault is None:
        return version
    raise ConfigurationError(
        f"{version[:LONGEST_VERSION]!r} cannot be a release version: {fault}",
        evidence=(f"it comes from {source}",) if source else (),
        remedy=f"use {cleaned(version)!r}, by {_setting(source)}"
        if cleaned(version)
        else f"set {_setting(source)}",
    )


def _setting(source: str) -> str:
    """Name what has to be set: the variable where one gave the version, as it goes before."""
    variable, _, place = source.partition(" ")
    if place.startswith("(") and variable.isupper():
        return f"{source}, which goes before release in sentry.yml"
    return "release in sentry.yml, or SENTRY_RELEASE"


def cleaned(version: str) -> str:
    """Propose the nearest version that may be used; empty when nothing is left of it."""
    text = _FORBIDDEN.sub("-", version.strip()).strip("- ")[:LONGEST_VERSION].strip()
    if text.lower() == "latest":
        return "latest-1"
    return "" if text in _RESERVED else text


def check_dist(dist: str) -> str:
    """Return the dist when a server takes it; a doubtful one is told in the log.

    Raises ConfigurationError.
    """
    fault = _dist_fault(dist)
    if fault:
        raise ConfigurationError(
            f"{dist[:LONGEST_DIST]!r} cannot be a dist: {fault}",
            remedy="set dist to a short build number, or leave it out: debug IDs need none",
        )
    if _PATH_LIKE.search(dist):
        log.warning("dist is %r, which looks like a path: it names a build, not a folder", dist)
    return dist


def propose(environ: Mapping[str, str], head: str | None, without_git: str = "") -> Proposal:
    """Find a version for `release: auto`: SENTRY_RELEASE, hosts and CI systems, then git HEAD.

    `head` is the commit that git (or the pull request's event) tells, `without_git` why git tells
    none. GitHub's own variable is passed over on pull requests, where it names a merge commit that
    nobody made.

    Raises ConfigurationError when there is none, or when the first one found cannot be used.
    """
    for name, text, counts in told_by(environ, head):
        if counts:
            return Proposal(check(text, name), name)
    if head:
        return Proposal(check(head, "git HEAD"), "git HEAD")
    raise ConfigurationError(
        "no release version can be found for release: auto",
        evidence=(
            f"not set: {listed(_TOLD, 3)} of CI systems and hosts",
            f"git: {without_git or 'no commit here'}",
        ),
        remedy="set SENTRY_RELEASE, or release in sentry.yml",
    )


def told_by(environ: Mapping[str, str], head: str | None) -> Iterator[tuple[str, str, bool]]:
    """Return each variable that proposes a version, its text, and whether it counts.

    The first that counts is taken. Of a pull request GitHub's own does not, where `head` is known.
    """
    for name in _ORDER:
        text = environ.get(name, "").strip()
        merged = name == "GITHUB_SHA" and head is not None and of_pull_request(environ)
        if text and text != "HEAD":
            yield name, text, not merged


def render(template: str, facts: Facts, origin: str = "sentry.yml") -> Proposal:
    """Fill a template, such as `web@{package.version}+{git.short}`, which stands at an origin.

    Raises ConfigurationError that names every placeholder without a value and where it was looked
    for, or when the filled template cannot be a version.
    """
    names = tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))
    values = {name: _value(name, facts) for name in names}
    faults = (
        *template_faults(template),
        *(
            f"{{{name}}}: {_where(name, facts.without_git)}"
            for name in names
            if _known(name) and not values[name]
        ),
    )
    if faults:
        raise ConfigurationError(
            f"release {template!r} cannot be filled",
            evidence=faults,
            remedy=f"supply what is missing, take it out of release ({origin}),"
            " or set SENTRY_RELEASE",
        )
    version = _PLACEHOLDER.sub(lambda found: values[found[1]] or "", template)
    source = f"template {template}" if names else origin
    where = f"{source} ({origin})" if names else origin
    return Proposal(check(version, where), source)


def template_faults(template: str) -> tuple[str, ...]:
    """Return what is wrong with a template whatever the facts: unknown names, stray braces."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = [name for name in _PLACEHOLDER.findall(template) if not _known(name)]
    faults = [f"{{{name}}}: no such placeholder; known are {known}" for name in unknown]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", template)):
        faults.append("a brace without its partner")
    return tuple(faults)


def _fault(version: str) -> str | None:
    if version != version.strip():
        return "it has space around it"
    if not version:
        return "it is empty"
    if version.lower() in _RESERVED:
        return "the name is reserved"
    if len(version) > LONGEST_VERSION:
        return f"it has {len(version)} characters, {LONGEST_VERSION} are allowed"
    if _FORBIDDEN.search(version):
        return "slashes, backslashes and line breaks, tabs or control characters are not allowed"
    return None


def _dist_fault(dist: str) -> str | None:
    if not dist.strip():
        return "it is empty"
    if dist != dist.strip():
        return "it has space around it"
    if dist.lower() == "none":
        return "it is what a script prints for no value"
    if len(dist) > LONGEST_DIST:
        return f"it has {len(dist)} characters, {LONGEST_DIST} are allowed"
    if any(not letter.isprintable() for letter in dist):
        return "line breaks, tabs and control characters are not allowed"
    return None


def _value(name: str, facts: Facts) -> str | None:
    """Find the value of one placeholder; an empty one is none."""
    kind, _, key = name.partition(".")
    if kind == "env":
        return facts.environ.get(key, "").strip() or None
    if kind == "package":
        text = facts.package.get(key)
        # "@acme/web": an at sign would end the package part of the version, a slash is refused.
        return _dashed(text.removeprefix("@")) if isinstance(text, str) else None
    known = {"sha": facts.sha, "short": facts.short, "branch": facts.branch, "tag": facts.tag}
    return _dashed(known.get(key) or "") if kind == "git" else None


def _dashed(text: str) -> str | None:
    return text.strip().replace("/", "-") or None


def _known(name: str) -> bool:
    return name in PLACEHOLDERS or re.fullmatch(r"env\.[A-Za-z_]\w*", name) is not None


def _where(name: str, without_git: str) -> str:
    """Return where a known placeholder's value was looked for; of git, why it told nothing."""
    kind, _, key = name.partition(".")
    git = {
        "tag": "no tag stands on this commit",
        "branch": "neither git nor CI tells it: HEAD is on no branch",
    }.get(key, "neither git nor CI tells it")
    places = {
        "package": f"package.json of the app has no {key}, or there is no package.json",
        "env": f"the variable {key} is not set, or empty",
        "git": f"neither git nor CI tells it: {without_git}" if without_git else git,
    }
    return places[kind]
