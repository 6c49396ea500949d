"""Which files are looked into, in which order: what calls comes before what is called."""

import posixpath
from collections.abc import Iterator
from pathlib import Path

from buildtools.setup.existing import plugins, settings_files
from buildtools.setup.existing.building import Building
from buildtools.setup.existing.command_line import uses_of
from buildtools.setup.existing.deleting import of_deletion
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.readers import READERS, Reader
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.step import Step
from buildtools.setup.existing.told import Told
from buildtools.setup.existing.use import VARIABLE, VARIABLES, Saying, Use
from buildtools.sources import app_config


class Looking:
    """One look at a project."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root)
        self.scope = Scope()
        self._uses: list[Use] = []

    def all(self, app: str) -> list[Use]:
        """Return all uses of other tools, as they are read for the app in a folder."""
        files = self.project.files()
        for reader in READERS:
            for name in files:
                if self._is_read(reader, name):
                    self._take(reader.read(self.project, self.scope, name))
        self._configured(app)
        return self._uses

    def _is_read(self, reader: Reader, name: str) -> bool:
        if name in self.project.followed or not reader.files.search(name):
            return False
        text = self.project.text(name, silent=not reader.is_certain)
        if text is None or not reader.signs.search(text):
            return False
        self.project.followed.add(name)
        return True

    def _take(self, found: Iterator[Step | Use]) -> None:
        """Keep what has to do with Sentry, and what was built before."""
        building = Building()
        for each in found:
            use = each if isinstance(each, Use) else uses_of(each) or of_deletion(each)
            if isinstance(each, Step):
                building.see(each)
            if use is None:
                continue
            self._uses.append(use)
            built = building.before(each) if isinstance(each, Step) else None
            if built and any(fact.key in {"output", "injected"} for fact in use.facts):
                self._uses.append(built)

    def _configured(self, app: str) -> None:
        """Read the app's configuration, by the variables of CI files, and settings files."""
        scope = Scope(self.scope)
        for name, every in self.project.variables.items():
            for told, place in every:
                scope.put(name, told, place, maybe=True)
        config = app_config.read(self.project.root / app, self.project.root)
        self._uses += plugins.uses(config, scope, app, self.project.version_of(app))
        folders = list(dict.fromkeys((app, *_above(app))))
        self._uses += settings_files.uses(self.project, scope, folders)
        seen = {(fact.key, fact.place) for use in self._uses for fact in use.facts}
        self._uses += _variables(self.project, seen)


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
            does = "is told to what runs there"
            yield Use(name, place, does, instead, ".", tuple(saying.facts), tuple(saying.unread))
