"""Command lines of sentry-cli as data, and what takes the place of each.

Source: docs/wire.md#settings-of-other-tools, and what its `--help` says, of 2.28 and 3.8.
"""

import re
from collections.abc import Sequence

from buildtools.setup.existing.arguments import ANY, Line, matched, parsed
from buildtools.setup.existing.step import Step
from buildtools.setup.existing.told import Told, shown
from buildtools.setup.existing.use import Saying, Use, output_folder

_PROGRAM = re.compile(
    r"\{env\.\w*SENTRY_?CLI\w*\}|(?:.*/)?(?:sentry-cli(?:[-\w.]*\.exe)?|sentry-upload-sourcemaps"
    r"|@sentry/cli(?:@\S+)?|getsentry/sentry-cli(?::\S+)?)"
)
_COMMANDS = frozenset(
    (
        *(
            "releases",
            "release",
            "files",
            "deploys",
            "sourcemaps",
            "sourcemap",
            "upload-sourcemaps",
            "info",
        ),
        *("login", "send-event", "send-envelope", "debug-files", "dif", "upload-dif", "monitors"),
        *("upload-dsym", "proguard", "upload-proguard", "organizations", "repos"),
        *("projects", "issues", "events", "bash-hook", "difutil", "dart-symbol-map", "build"),
        *("logs", "code-mappings", "snapshots", "update", "completions"),
    )
)
_NATIVE = frozenset(
    (
        *("debug-files", "dif", "upload-dif", "difutil", "upload-dsym", "proguard"),
        *("upload-proguard", "dart-symbol-map", "build", "snapshots"),
    )
)


def uses_of(step: Step) -> Use | None:
    """Return what a command is where it starts sentry-cli; None for any other."""
    at = _program_at(step.words)
    if at is None:
        return None
    for each in step.words[:at]:  # docker run -e NAME=value
        name, equals, value = each.text.partition("=")
        if equals and re.fullmatch(r"[A-Z_]+", name):
            step.scope.put(name, each._replace(text=value), step.place)
    rest = step.words[at + 1 :]
    if step.words[at].text.endswith(_OF_BUILD):
        return _of_build(step, parsed(rest))
    if not any(each.text in _COMMANDS or each.text.endswith("-native") for each in rest):
        return _of_program(step)
    line = parsed(rest)
    for names, make in _ROWS:
        held = matched(names, line.words)
        if held is not None:
            return make(step, line, held)
    words = " ".join(each.text for each in line.words[:2])
    if line.words[0].text in _NATIVE or line.words[0].text.endswith("-native"):
        does, instead = "sends what is no JavaScript", "keep it: native symbols are not sent here"
    else:
        does, instead = f"does {shown(words)}", "keep it, or take it out: no part of a release"
    return Use("sentry-cli", step.place, does, instead, step.folder)


_OF_NEWER = frozenset({"sourcemap", "release"})
"""Commands of the program that is called `sentry`."""
_OF_BUILD = "sentry-upload-sourcemaps"
"""A program that an SDK brings: it creates, sends and finalizes, with these flags."""


def _of_build(step: Step, line: Line) -> Use:
    options = {"url-prefix": line.options.get("urlPrefix", [Told("~/build/")])}
    paths = line.options.get("buildPath", [Told("public/build")])
    line = line._replace(options=line.options | options, server=line.one("url") or line.server)
    saying = _saying(step, line, None)
    saying.output(paths[-1], line.one("url-prefix"), step.folder)
    does = f"creates the release, uploads {shown(paths[-1].text)} and finalizes it"
    use = _use(step, saying, does, "`build.outputs` of sentry.yml; `invoke release`")
    return use._replace(name=_OF_BUILD)


def is_program(text: str) -> bool:
    """Whether a word starts sentry-cli."""
    return _PROGRAM.fullmatch(text) is not None


def _program_at(words: Sequence[Told]) -> int | None:
    if words[0].text in {"echo", "printf", "grep", "which", "type", "test", "[", "rm", "ls"}:
        return None
    every = [
        at
        for at, each in enumerate(words)
        if is_program(each.text)
        or (each.text == "sentry" and at + 1 < len(words) and words[at + 1].text in _OF_NEWER)
    ]
    # `dlx --package @sentry/cli sentry-cli …`: the one that is given a command.
    last = [at for at in every if any(each.text in _COMMANDS for each in words[at + 1 :])]
    return last[-1] if last else next(iter(every), None)


def _of_program(step: Step) -> Use | None:
    words = {each.text for each in step.words}
    if not words & {"install", "add", "i", "ci", "--version", "--help", "-V", "-D", "-g"}:
        return None
    return Use(
        "sentry-cli", step.place, "installs it", "take out: nothing of ours needs it", step.folder
    )


def _saying(step: Step, line: Line, release: Told | None) -> Saying:
    saying = Saying(step.place)
    saying.say("url", line.server)
    saying.say("org", line.one("org"))
    for each in line.options.get("project", []):
        for name in each.text.split(",") if not each.why else [""]:
            saying.say("projects", each._replace(text=name))
    token = line.one("auth-token") or line.one("api-key")
    if token is not None and token.variable:
        saying.say("token", Told(token.variable))
    elif token is not None and not token.why and token.text:
        step.scope.secrets.append(step.place)
    saying.say("release", release or line.one("release"))
    saying.say("dist", line.one("dist"))
    saying.variables(step.scope, ("url", "org", "projects", "token", "release", "dist"))
    return saying


def _use(step: Step, saying: Saying, does: str, instead: str) -> Use:
    facts, unread = tuple(saying.facts), tuple(saying.unread)
    return Use("sentry-cli", step.place, does, instead, step.folder, facts, unread)


def _new(step: Step, line: Line, held: Sequence[Told]) -> Use:
    organization, slash, version = held[0].text.partition("/")
    if slash and not held[0].why:  # the newer program names both in one word
        line = line._replace(options={"org": [Told(organization)]} | line.options)
        held = (held[0]._replace(text=version), *held[1:])
    saying = _saying(step, line, held[0])
    does = "creates the release" + (" and finalizes it" if "finalize" in line.options else "")
    return _use(step, saying, does, "`release:` of sentry.yml; `invoke create`")


def _finalize(step: Step, line: Line, held: Sequence[Told]) -> Use:
    saying = _saying(step, line, held[0])
    return _use(
        step, saying, "finalizes the release", "`invoke finalize`, which asks for the proof"
    )


def _set_commits(step: Step, line: Line, held: Sequence[Told]) -> Use:
    saying = _saying(step, line, held[0])
    mode = _mode(line, saying)
    depth = line.one("initial-depth")
    if depth and depth.text.isdigit():
        saying.add("depth", depth.text)
    return _use(
        step, saying, "sets its commits", f"`commits: {{mode: {mode}}}`; `invoke set-commits`"
    )


def _mode(line: Line, saying: Saying) -> str:
    for spec in line.options.get("commit", []):
        repository = spec.text.partition("@")[0]
        if repository and not spec.why and "{" not in repository:
            saying.add("repository", repository)
    by_hand = "refs" if "commit" in line.options else "auto"
    mode = "local" if "local" in line.options else by_hand
    saying.add("commits", mode)
    return mode


def _deploy(step: Step, line: Line, held: Sequence[Told]) -> Use:
    saying = _saying(step, line, held[0] if held else None)
    environment = line.one("env")
    saying.say("environment", environment)
    saying.say("deploy_name", line.one("name"))
    saying.say("site", line.one("url"))
    name = shown(environment.text) if environment and not environment.why else "its environment"
    return _use(
        step,
        saying,
        f"records a deploy to {name}",
        f"a section `{name}` below `environments`; `invoke finalize`",
    )


def _upload(step: Step, line: Line, held: Sequence[Told]) -> Use:
    release = line.one("release")
    paths = list(held)
    if line.words[1].text == "files" and line.words[2].text not in _UPLOADS:
        release, paths = release or paths[0], paths[1:]
    saying = _saying(step, line, release)
    prefix = line.one("url-prefix")
    for path in paths or [Told(".")]:
        saying.output(path, prefix, step.folder)
    _left_alone(line, saying)
    first = output_folder(paths[0], step.folder) if paths else "."
    to = f" to {shown(prefix.text)}" if prefix and prefix.text else ""
    does = f"uploads {first or 'a folder'}{to}"
    return _use(step, saying, does, "`build.outputs` of sentry.yml; `invoke upload`")


def _upload_to(step: Step, line: Line, held: Sequence[Told]) -> Use:
    words = (line.words[0], Told("files"), held[0], Told("upload-sourcemaps"), *held[1:])
    return _upload(step, line._replace(words=words), held)


_UPLOADS = frozenset({"upload-sourcemaps", "upload"})


def _left_alone(line: Line, saying: Saying) -> None:
    for each in line.options.get("ignore", []):
        saying.say("ignore", each)
    for name, why in _NOT_FOLLOWED.items():
        if name in line.options:
            saying.unread.append(f"{saying.place}: --{name}: {why}")


_NOT_FOLLOWED = {
    "url-suffix": "no URL of ours has a suffix; debug IDs need none",
    "ignore-file": "put its lines into `build.ignore`",
    "bundle": "bundles of native apps are not released here",
}


def _inject(step: Step, line: Line, held: Sequence[Told]) -> Use:
    saying = _saying(step, line, None)
    _left_alone(line, saying)
    for path in held:
        if folder := output_folder(path, step.folder):
            saying.add("injected", folder)
    return _use(step, saying, "puts debug IDs into scripts and maps", "`invoke inject`")


def _propose(step: Step, line: Line, _: Sequence[Told]) -> Use:
    saying = _saying(step, line, None)
    return _use(step, saying, "proposes a release", "`release: auto` in sentry.yml")


def _delete_files(step: Step, line: Line, held: Sequence[Told]) -> Use:
    return _use(
        step,
        _saying(step, line, held[0] if len(held) > 1 else None),
        "deletes files of a release",
        "take out: what is sent again replaces nothing that is needed",
    )


def _ask(step: Step, line: Line, _: Sequence[Told]) -> Use:
    return _use(step, _saying(step, line, None), "asks who it is", "`invoke doctor`")


_ROWS = (
    (("releases|release", "new|create", ANY), _new),
    (("releases|release", "set-commits", ANY), _set_commits),
    (("releases|release", "finalize", ANY), _finalize),
    (("releases|release", "propose-version"), _propose),
    (("releases|release", "upload-sourcemaps", ANY), _upload_to),
    (("releases|release", "files", "upload-sourcemaps|upload"), _upload),
    (("releases|release", "files", ANY, "upload-sourcemaps|upload"), _upload),
    (("releases|release", "files", ANY, "delete"), _delete_files),
    (("releases|release", "deploys", ANY, "new"), _deploy),
    (("releases|release", "deploys", "new"), _deploy),
    (("files", "upload-sourcemaps|upload"), _upload),
    (("files", "delete"), _delete_files),
    (("deploys", ANY, "new"), _deploy),
    (("deploys", "new"), _deploy),
    (("sourcemaps|sourcemap", "upload"), _upload),
    (("sourcemaps|sourcemap", "inject"), _inject),
    (("info",), _ask),
)
"""Words of commands; one that may be anything is handed over, with all that follow."""
