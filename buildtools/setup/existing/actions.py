"""Actions and pipes of CI systems that release to Sentry: their inputs in terms of our settings.

Source: action.yml and src/options.ts of getsentry/action-release; the pipe's own README.
"""

import re
from collections.abc import Mapping

from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import AUTO, Told, changed, joined, shown
from buildtools.setup.existing.use import Saying, Use, output_folder

_ACTION = re.compile(r"getsentry/action-(?:release|github-app-release)(?:@.*)?")
_PIPE = re.compile(r"(?:docker://)?sentryio/sentry-new-release(?::.*)?")
_FALSE = frozenset({"false", "0"})


def read(
    name: str,
    inputs: Mapping[str, Told],
    places: Mapping[str, str],
    place: str,
    scope: Scope,
    folder: str,
) -> Use | None:
    """Return what an action of a name does; None where it has nothing to do with Sentry."""
    if _ACTION.fullmatch(name):
        return _release(name, inputs, places, place, scope)
    if _PIPE.fullmatch(name):
        return _pipe(name, inputs, place, scope, folder)
    if "sentry" in name.lower() and not name.startswith("./"):
        saying = Saying(place)
        _by_names(saying, inputs, places, folder)
        saying.variables(scope)
        why = f"{place}: {name}: its inputs are not known here"
        does = "does what its own page says"
        return Use(name, place, does, "see its page", folder, tuple(saying.facts), (why,))
    return None


_NAMED = {
    **dict.fromkeys(("org", "organization", "sentry_org", "organization_slug"), "org"),
    **dict.fromkeys(("project", "projects", "sentry_project", "project_slug"), "projects"),
    **dict.fromkeys(("release", "version", "release_name", "sentry_release", "tagName"), "release"),
    **dict.fromkeys(("environment", "env"), "environment"),
    **dict.fromkeys(("url", "sentry_url"), "url"),
    "dist": "dist",
}
_PATHS = ("sourcemaps", "sourcemap", "path", "paths", "source_map_path", "assets")


def _by_names(
    saying: Saying, inputs: Mapping[str, Told], places: Mapping[str, str], folder: str
) -> None:
    """Note inputs of an action that is not known, by what they are called everywhere."""
    for name, told in inputs.items():
        key = _NAMED.get(name.replace("-", "_"))
        if key:
            saying.say(key, told._replace(sure=False), places.get(name, ""))
        elif name in _PATHS:
            for path in _words(told):
                saying.output(path._replace(sure=False), inputs.get("url_prefix"), folder)


GIVES_VERSION = re.compile(
    r".*/[\w-]*(?:npm-get-version|package-version|get-version)[\w-]*(?:@.*)?"
)
"""Actions that give the version of package.json."""


def _release(
    name: str,
    inputs: Mapping[str, Told],
    places: Mapping[str, str],
    place: str,
    scope: Scope,
) -> Use:
    saying = Saying(place)
    folder = inputs["working_directory"].text if "working_directory" in inputs else "."
    _say_release(saying, inputs, places, place)
    saying.say("environment", inputs.get("environment"), places.get("environment", ""))
    saying.say("dist", inputs.get("dist"), places.get("dist", ""))
    for key in ("projects", "project"):
        for project in _words(inputs.get(key)):
            saying.say("projects", project, places[key])
    maps = _words(inputs.get("sourcemaps"))
    for path in maps:
        saying.output(path, inputs.get("url_prefix"), folder)
    mode = inputs.get("set_commits", Told("auto")).text.lower()
    repository = inputs.get("repo")
    if mode == "manual" and repository is not None:
        saying.say("repository", repository)
    saying.add("commits", {"skip": "off", "manual": "refs"}.get(mode, "auto"))
    # A variable that the step has counts where no input says it.
    saying.variables(scope, ("url", "org", "projects", "token"))
    does = _does(maps, inputs, folder)
    instead = (
        "`release`, `build.outputs` and a section of sentry.yml; the step runs `invoke release`"
    )
    return Use(_bare(name), place, does, instead, folder, tuple(saying.facts), tuple(saying.unread))


def _say_release(
    saying: Saying, inputs: Mapping[str, Told], places: Mapping[str, str], place: str
) -> None:
    key = next((each for each in ("release", "version") if each in inputs), "")
    told = inputs.get(key, Told(AUTO))
    if told.text == "{env.GITHUB_REF}":
        told = changed(told, "#refs/tags/")
    before = inputs.get("release_prefix") or inputs.get("version_prefix")
    saying.say("release", joined((before, told)) if before else told, places.get(key, place))


def _does(maps: list[Told], inputs: Mapping[str, Told], folder: str) -> str:
    parts = ["creates the release"]
    if maps:
        parts.append(f"uploads {output_folder(maps[0], folder) or 'a folder'}")
    if inputs.get("finalize", Told("true")).text.lower() not in _FALSE:
        parts.append("finalizes it")
    if "environment" in inputs:
        parts.append(f"records a deploy to {shown(inputs['environment'].text) or 'an environment'}")
    return ", ".join(parts)


def _pipe(name: str, inputs: Mapping[str, Told], place: str, scope: Scope, folder: str) -> Use:
    saying, inner = Saying(place), Scope(scope)
    for key, told in inputs.items():
        inner.put(key, told, place)
    saying.say("environment", inputs.get("ENVIRONMENT"))
    release = inputs.get("VERSION") or inputs.get("RELEASE") or Told("{git.sha}")
    saying.say("release", release)
    saying.variables(inner, ("url", "org", "projects", "token"))
    does = "creates the release and finalizes it"
    instead = "a step that runs `invoke release`"
    return Use(_bare(name), place, does, instead, folder, tuple(saying.facts), tuple(saying.unread))


def _bare(name: str) -> str:
    return re.split(r"[@:]", name.removeprefix("docker://"))[0]


def _words(told: Told | None) -> list[Told]:
    if told is None:
        return []
    if told.why:
        return [told]
    return [told._replace(text=each, others=()) for each in told.text.split()]
