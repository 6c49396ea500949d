"""Plugins of Sentry's in the configuration of a framework or bundler, in terms of our settings.

Source: the options of `@sentry/bundler-plugin-core` and of the SDKs that hand them on, of today and
of the versions before 2, as their own pages have them.
"""

import re
from collections.abc import Iterator, Mapping

from buildtools.found.app_config import AppConfig, Plugin, Spot
from buildtools.review.evidence.sources import Code, Value
from buildtools.setup.existing.printed import asked
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told, joined, unknown
from buildtools.setup.existing.use import OPTION, Saying, Use

_HANDED_ON = re.compile(r"Options$|^sentry$")
"""Keys of SDKs whose value is what the plugin below is given."""
_PACKAGE = re.compile(
    r"(?:\w*[pP](?:ac)?k(?:a?ge?)?\w*|require\(['\"][./]*package\.json['\"]\))\.(version|name)"
)
_GIT = re.compile(r"exec(?:File)?Sync\(\s*['\"`](git [^'\"`$]*)['\"`]")


def uses(config: AppConfig, scope: Scope, app: str, version: str = "") -> Iterator[Use]:
    """Return what each plugin is told.

    `app` is the app's folder, from the project's, and `version` what its package.json says.
    """
    for plugin in config.plugins:
        yield _use(plugin, scope, app, version)


def _use(plugin: Plugin, scope: Scope, app: str, version: str) -> Use:
    file = plugin.file if app == "." else f"{app}/{plugin.file}"
    place = f"{file}:{plugin.line}"
    saying = Saying(place, OPTION)
    reading = _Reading(plugin, saying, scope, app, version)
    options = _flattened(plugin.options)
    reading.all(options)
    saying.variables(scope, ("url", "org", "projects", "release", "token"))
    does, instead = reading.told(options)
    facts, unread = tuple(saying.facts), tuple(saying.unread)
    return Use(plugin.name, place, does, instead, app, facts, unread)


def _flattened(options: Mapping[str, Value]) -> dict[str, Value]:
    """Lay what is handed on to the plugin below under what is said beside it."""
    made: dict[str, Value] = {}
    for key, each in options.items():
        if isinstance(each, dict) and _HANDED_ON.search(key):
            made |= _flattened(each)
    return made | {key: each for key, each in options.items() if each is not None}


class _Reading:
    def __init__(
        self, plugin: Plugin, saying: Saying, scope: Scope, app: str, version: str
    ) -> None:
        self._plugin, self._saying, self._scope = plugin, saying, scope
        self._app, self._version = app, version
        self._file = plugin.file if app == "." else f"{app}/{plugin.file}"

    def all(self, options: Mapping[str, Value]) -> None:
        self._say("org", options, "org")
        self._say("url", options, "url")
        self._say("url", options, "sentryUrl")
        for each in _list(options.get("project")):
            self._saying.say("projects", self._told(each), self._place("project"))
        self._token(options.get("authToken"))
        release = options.get("release")
        if isinstance(release, dict):
            self._release(release)
        elif release is not None:
            self._saying.say("release", self._named("release", release), self._place("release"))
        self._release({k: v for k, v in options.items() if k in {"dist", "deploy", "setCommits"}})
        self._maps(options)

    def _say(self, key: str, options: Mapping[str, Value], name: str) -> None:
        if name in options:
            self._saying.say(key, self._told(options[name]), self._place(name))

    def _token(self, value: Value) -> None:
        told = self._told(value) if value is not None else None
        if told is not None and told.variable:
            self._saying.say("token", Told(told.variable), self._place("authToken"))
        elif isinstance(value, str) and value:
            self._scope.secrets.append(self._place("authToken"))

    def _release(self, release: Mapping[str, Value]) -> None:
        if "name" in release:
            self._saying.say("release", self._named("name", release["name"]), self._place("name"))
        self._say("dist", release, "dist")
        deploy = release.get("deploy")
        if isinstance(deploy, dict):
            self._say("environment", deploy, "env")
            self._say("site", deploy, "url")
        commits = release.get("setCommits")
        if isinstance(commits, dict):
            self._saying.add("commits", "auto" if commits.get("auto") else "refs")
            self._say("repository", commits, "repo")
        elif commits is False:
            self._saying.add("commits", "off")
        self._legacy(release.get("uploadLegacySourcemaps"))

    def _maps(self, options: Mapping[str, Value]) -> None:
        maps = options.get("sourcemaps")
        maps = maps if isinstance(maps, dict) else {}
        for each in _list(maps.get("assets")):
            told = self._told(each)
            if not told.text.startswith("!"):
                self._saying.output(told, None, self._app)
        for each in (*_list(maps.get("ignore")), *_list(options.get("ignore"))):
            self._saying.say("ignore", self._told(each))
        deleted = maps.get("filesToDeleteAfterUpload") or maps.get("deleteFilesAfterUpload")
        deleted = deleted or maps.get("deleteSourcemapsAfterUpload")
        if deleted:
            self._saying.add("strip", True, sure=not isinstance(deleted, Code))
        elif maps.get("deleteSourcemapsAfterUpload") is False:
            self._saying.add("strip", False)
        prefix = self._told(options["urlPrefix"]) if "urlPrefix" in options else None
        self._legacy(options.get("include"), prefix)

    def _legacy(self, include: Value, prefix: Told | None = None) -> None:
        """Note folders whose files are sent by URL: a path, several, or objects with paths."""
        for each in _list(include):
            if isinstance(each, dict):
                own = self._told(each["urlPrefix"]) if "urlPrefix" in each else prefix
                for path in _list(each.get("paths")):
                    self._saying.output(self._told(path), own, self._app)
                for pattern in _list(each.get("ignore")):
                    self._saying.say("ignore", self._told(pattern))
            else:
                self._saying.output(self._told(each), prefix, self._app)

    def told(self, options: Mapping[str, Value]) -> tuple[str, str]:
        """Return what the plugin does, and what takes its place."""
        maps = options.get("sourcemaps")
        off = isinstance(maps, dict) and maps.get("disable")
        if off is True or options.get("autoUploadSourceMaps") is False:
            return "builds Sentry in, and sends nothing", "keep it: its uploads are off"
        if self._saying.has("strip"):
            does = "sends source maps while it builds, and deletes them"
        else:
            does = "sends source maps while it builds"
        return does, "`server` and `release` of sentry.yml; its uploads off, its maps kept"

    def _told(self, value: Value) -> Told:
        if isinstance(value, str):
            return Told(value)
        if isinstance(value, Code):
            return _of_code(value, self._scope)
        if isinstance(value, bool | int | float):
            return Told(str(value).lower() if isinstance(value, bool) else str(value))
        return unknown("it is no text")

    def _named(self, key: str, value: Value) -> Told:
        """Return a release, of which a part may come from package.json as it is today."""
        told, spot = self._told(value), self._spot(key)
        if not isinstance(value, str) or spot is None:
            return told
        written = self._plugin.text.encode()[spot.start : spot.end].decode("utf-8", "replace")
        if re.fullmatch(r"(['\"`])[^$]*\1", written):
            return told
        of_code = _of_code(Code(written), self._scope)
        if not of_code.why:
            return of_code
        return Told(value.replace(self._version, "{package.version}")) if self._version else told

    def _spot(self, key: str) -> Spot | None:
        spots = self._plugin.spots.items()
        return next((each for name, each in spots if name.split(".")[-1] == key), None)

    def _place(self, key: str) -> str:
        spot = self._spot(key)
        return f"{self._file}:{spot.line if spot else self._plugin.line}"


def _list(value: Value) -> list[Value]:
    if value is None or value is False:
        return []
    return value if isinstance(value, list) else [value]


def _of_code(code: Code, scope: Scope) -> Told:
    """Return what an expression gives, where it is a variable, a part of package.json or git's."""
    text = code.text.strip()
    if code.kind == "variable":
        return scope.told(text)
    if text.startswith("`") and text.endswith("`"):
        pieces = re.split(r"\$\{([^{}]*)\}", text[1:-1])
        parts = (
            _of_code(Code(each), scope) if at % 2 else Told(each) for at, each in enumerate(pieces)
        )
        return joined(parts)
    if found := re.fullmatch(r"(?:process\.env|import\.meta\.env|env)\.(\w+)", text):
        return scope.told(found[1])
    if found := re.fullmatch(r"(.+?)\s*(?:\|\||\?\?)\s*(.+)", text):
        return _either(found[1], found[2], scope)
    if found := _PACKAGE.fullmatch(text):
        return Told(f"{{package.{found[1]}}}")
    if found := _GIT.search(text):
        return asked(found[1].strip(), found[1])
    if literal := re.fullmatch(r"(['\"])(.*)\1", text):
        return Told(literal[2])
    return unknown(f"only running `{text}` would tell")


def _either(first: str, second: str, scope: Scope) -> Told:
    """Return the first, where anything sets it, else the second."""
    one, other = _of_code(Code(first), scope), _of_code(Code(second), scope)
    if one.why or (one.variable and scope.find(one.variable) is None and not other.why):
        return other._replace(others=(one.text,) if one.text else (), sure=False)
    return one
