"""Which files are looked into, in which order: what calls comes before what is called."""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from buildtools.setup.existing import plugins, settings_files
from buildtools.setup.existing.ci_files import Pipeline
from buildtools.setup.existing.command_line import uses_of
from buildtools.setup.existing.deleting import of_deletion
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.running import Running, Step, Where
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.told import Told, unknown
from buildtools.setup.existing.use import VARIABLE, VARIABLES, Saying, Use
from buildtools.sources import app_config

_SIGN = re.compile(r"sentry", re.IGNORECASE)


class Looking:
    """One look at a project."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root)
        self.scope = Scope()
        self.uses: list[Use] = []

    def all(self, app: str) -> list[Use]:
        """Return all uses of other tools, as they are read for the app in a folder."""
        files = self.project.files()
        for kind, read in _READERS:
            for name in files:
                if kind.search(name) and self._is_worth_it(name):
                    read(self, name)
        self._configured(app)
        return self.uses

    def _configured(self, app: str) -> None:
        """Read the app's configuration, by the variables of CI files, and settings files."""
        scope = Scope(self.scope)
        for name, every in self.project.variables.items():
            for told, place in every:
                scope.put(name, told, place, maybe=True)
        config = app_config.read(self.project.root / app, self.project.root)
        self.uses += plugins.uses(config, scope, app)
        folders = list(dict.fromkeys((app, *_above(app))))
        self.uses += settings_files.uses(self.project, scope, folders)
        self.uses += _variables(
            self.project, {(f.key, f.place) for u in self.uses for f in u.facts}
        )

    def _is_worth_it(self, name: str) -> bool:
        if name in self.project.followed:
            return False
        text = self.project.text(name)
        return text is not None and bool(_SIGN.search(text) or _CALLS.search(text))

    def take(self, steps: Iterator[Step]) -> None:
        """Keep what of some commands has to do with Sentry."""
        for step in steps:
            use = uses_of(step) or of_deletion(step)
            if use:
                self.uses.append(use)


def _above(folder: str) -> list[str]:
    """Return the folders above one, the nearest first."""
    found = []
    while folder not in {"", "."}:
        folder = posixpath.dirname(folder) or "."
        found.append(folder)
    return found


def _variables(project: Project, seen: set[tuple[str, str]]) -> Iterator[Use]:
    """Return variables of CI files that nothing read has taken."""
    keys = {name: key for key, names in VARIABLES.items() for name in names}
    for name, every in project.variables.items():
        for told, place in every:
            key = keys.get(name, "")
            if not key or (key, place) in seen:
                continue
            saying = Saying(place, VARIABLE)
            if key == "token":
                saying.say("token", Told(name))
            else:
                saying.say(key, Told(f"{{env.{name}}}") if told.variable else told)
            instead = "keep it: it goes before sentry.yml, too"
            does = f"is told to what runs there: {name}"
            yield Use(name, place, does, instead, ".", tuple(saying.facts), tuple(saying.unread))


_CALLS = re.compile(r"\brelease|\bdeploy|\bbuild|sourcemap|source-map|\.sh\b|run:", re.IGNORECASE)


def _pipeline(look: Looking, name: str) -> None:
    pipeline = Pipeline(look.project, name)
    look.take(pipeline.steps(look.scope))
    look.uses += pipeline.uses


def _package(look: Looking, name: str) -> None:
    folder = name.rpartition("/")[0] or "."
    scripts = look.project.scripts(folder)
    for each in scripts.values():
        file, _, line = each.place.rpartition(":")
        if f"{file}#{each.name}" in look.project.followed:
            continue
        running = Running(look.project, Scope(look.scope), folder)
        look.take(running.run(each.text, Where(file, int(line) - 1, fixed=True)))


def _shell(look: Looking, name: str) -> None:
    scope = Scope(look.scope)
    for number in range(1, 10):
        scope.put(str(number), unknown(f"what is given as ${number}"), name)
    running = Running(look.project, scope, ".")
    look.take(running.run(look.project.text(name) or "", Where(name)))


_READERS: tuple[tuple[re.Pattern[str], Callable[[Looking, str], None]], ...] = (
    (re.compile(r"^\.github/workflows/.*\.ya?ml$"), _pipeline),
    (
        re.compile(
            r"(?:^|/)(?:\.gitlab-ci|\.gitlab/.*|\.circleci/.*|bitbucket-pipelines|azure-pipelines.*"
            r"|\.azure/.*|\.travis|\.buildkite/.*|\.drone|buildspec.*|cloudbuild|amplify|appveyor"
            r"|\.semaphore/.*|codemagic|bitrise|wercker|\.cirrus|\.woodpecker.*|Taskfile.*"
            r"|\.ci/.*|ci/.*|.*pipeline.*|render|docker-compose.*|compose.*|action)\.ya?ml$"
        ),
        _pipeline,
    ),
    (re.compile(r"(?:^|/)package\.json$"), _package),
    (re.compile(r"\.(?:sh|bash|zsh)$|^\.husky/[\w-]+$|(?:^|/)(?:bin|scripts?|ci)/[\w-]+$"), _shell),
)
"""In the order of reading; a file that was followed from another is not read again."""
