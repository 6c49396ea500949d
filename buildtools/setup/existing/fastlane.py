"""Calls of the Sentry plugin in a Fastfile: their parameters in terms of our settings.

Source: lib/fastlane/plugin/sentry/actions of getsentry/sentry-fastlane-plugin.
"""

import re
from collections.abc import Iterator

from buildtools.setup.existing.programs import OF_PROGRAM
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told, joined, unknown
from buildtools.setup.existing.use import Saying, Use

_CALL = re.compile(r"^[ \t]*sentry_(\w+)[ \t]*\(((?:[^()]|\([^()]*\))*)\)", re.MULTILINE)
_PARAMETER = re.compile(
    r"(\w+):\s*(\[[^\]]*\]|\"[^\"]*\"|'[^']*'|ENV\[[^\]]*\]|ENV\.fetch\([^)]*\)|[^,\n]+)"
)
_DOES = {
    "create_release": ("creates the release", "`invoke create`"),
    "finalize_release": ("finalizes the release", "`invoke finalize`"),
    "set_commits": ("sets its commits", "`commits` of sentry.yml; `invoke set-commits`"),
    "create_deploy": ("records a deploy", "a section of `environments`; `invoke finalize`"),
    "upload_sourcemap": ("uploads source maps", "`build.outputs`; `invoke upload`"),
    "upload_file": ("uploads a file", "`build.outputs`; `invoke upload`"),
    "check_cli_installed": ("looks for sentry-cli", "take out: nothing of ours needs it"),
}


def uses(text: str, file: str, scope: Scope, folder: str) -> Iterator[Use]:
    """Return what each call does; `folder` is the one that holds fastlane's."""
    for found in _CALL.finditer(text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        place = f"{file}:{text.count(chr(10), 0, start) + 1}"
        known = _DOES.get(found[1])
        if known is None:
            does = "sends what is no JavaScript"
            yield Use("fastlane", place, does, "keep it: native symbols are not sent here", folder)
            continue
        given = {each[1]: each[2].strip() for each in _PARAMETER.finditer(found[2])}
        saying = _said(given, place, scope, folder)
        facts, unread = tuple(saying.facts), tuple(saying.unread)
        yield Use("fastlane", place, *known, folder, facts, unread)


def _said(given: dict[str, str], place: str, scope: Scope, folder: str) -> Saying:
    saying = Saying(place)

    def one(name: str) -> Told | None:
        return _value(given[name], scope) if name in given else None

    saying.say("url", one("url"))
    saying.say("org", one("org_slug"))
    saying.say("projects", one("project_slug"))
    token = one("auth_token")
    if token is not None and token.variable:
        saying.say("token", Told(token.variable))
    elif token is not None and token.is_literal:
        scope.secrets.append(place)
    saying.say("release", _release(one("app_identifier"), one("version"), one("build")))
    saying.say("dist", one("dist"))
    saying.say("environment", one("env"))
    if given.get("auto") == "true":
        saying.add("commits", "auto")
    elif "commit" in given:
        saying.add("commits", "refs")
    for path in re.findall(r"\"[^\"]*\"|'[^']*'|ENV\[[^\]]*\]", given.get("sourcemap", "")):
        saying.output(_value(path, scope), one("url_prefix"), folder)
    saying.variables(scope, ("url", "org", "projects", "token"))
    return saying


def _release(identifier: Told | None, version: Told | None, build: Told | None) -> Told | None:
    """Put a version together as the plugin does: `identifier@version+build`."""
    if version is None:
        return None
    parts = [identifier, Told("@")] if identifier else []
    parts += [version]
    parts += [Told("+"), build] if build else []
    return joined(each for each in parts if each)


def _value(text: str, scope: Scope) -> Told:
    if found := re.match(r"ENV(?:\.fetch\(|\[)\s*['\"](\w+)", text):
        return scope.told(found[1])
    if found := re.fullmatch(r"(['\"])(.*)\1", text):
        pieces = re.split(r"#\{([^{}]*)\}", found[2])
        return joined(
            _value(each, scope) if at % 2 else Told(each) for at, each in enumerate(pieces)
        )
    if re.fullmatch(r"\w+", text) and scope.find(f"{OF_PROGRAM}{text}"):
        return scope.told(f"{OF_PROGRAM}{text}")
    return unknown(f"only running `{text[:60]}` would tell")
