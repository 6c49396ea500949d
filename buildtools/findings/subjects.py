"""What a finding is about: a file, an address, an ID, a setting, each as its own small value.

`str()` of one is the text that people read and that `accept:` compares. Nothing is ever opened by
what stands here: a path may be shown with escapes, for a name that is not UTF-8.
"""

from collections.abc import Sequence

import msgspec


class _Subject(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """What all of them have: in JSON, `kind` says which one it is."""


class File(_Subject, frozen=True, tag="file"):
    """A file of the project, and perhaps a place in it; line and column count from one."""

    path: str
    line: int | None = None
    column: int | None = None
    """In UTF-16 code units; only where there is a line."""

    def __str__(self) -> str:
        place = (each for each in (self.line, self.column) if each is not None)
        return ":".join((self.path, *map(str, place)))


class Folder(_Subject, frozen=True, tag="folder"):
    """A folder of the project, such as an output."""

    path: str

    def __str__(self) -> str:
        return self.path


class Url(_Subject, frozen=True, tag="url"):
    """The URL of a script or a map, as frames and bundles name it: `~/` stands for any host."""

    url: str

    def __str__(self) -> str:
        return self.url


class Source(_Subject, frozen=True, tag="source"):
    """A source, as a map names it."""

    name: str

    def __str__(self) -> str:
        return self.name


class DebugId(_Subject, frozen=True, tag="debug-id"):
    """A debug ID, the one file of its pair that `role` names, or what a project has of it."""

    id: str
    role: str = ""
    project: str = ""

    def __str__(self) -> str:
        if self.project:
            return f"debug ID {self.id} in {self.project}"
        return f"the {self.role} of {self.id}" if self.role else self.id


class Bundle(_Subject, frozen=True, tag="bundle"):
    """An artifact bundle, by its ID, and the project it is looked for in."""

    id: str
    project: str = ""

    def __str__(self) -> str:
        return f"bundle {self.id} of {self.project}" if self.project else f"bundle {self.id}"


class Event(_Subject, frozen=True, tag="event"):
    """A test event, by its ID."""

    id: str

    def __str__(self) -> str:
        return f"event {self.id}"


class Release(_Subject, frozen=True, tag="release"):
    """A release, by its version."""

    version: str

    def __str__(self) -> str:
        return self.version


class Environment(_Subject, frozen=True, tag="environment"):
    """An environment of sentry.yml, or the one that a deploy is recorded for."""

    name: str

    def __str__(self) -> str:
        return self.name


class Repository(_Subject, frozen=True, tag="repository"):
    """A repository whose commits a release has, as Sentry knows it: mostly `owner/name`."""

    name: str

    def __str__(self) -> str:
        return self.name


class Setting(_Subject, frozen=True, tag="setting"):
    """A setting of sentry.yml, with dots, and the one value of several that is meant."""

    name: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.value}" if self.value else self.name


class Endpoint(_Subject, frozen=True, tag="endpoint"):
    """Something that a server is asked, in our words, and the project it is asked for."""

    name: str
    project: str = ""

    def __str__(self) -> str:
        return f"{self.name} of {self.project}" if self.project else self.name


class Exposed(_Subject, frozen=True, tag="exposed"):
    """Something in a file that nobody should see: its kind, and the source or the file it is in."""

    what: str
    place: str

    def __str__(self) -> str:
        return f"{self.what} in {self.place}"


Subject = (
    File
    | Folder
    | Url
    | Source
    | DebugId
    | Bundle
    | Event
    | Release
    | Environment
    | Repository
    | Setting
    | Endpoint
    | Exposed
)


def outputs(scripts: Sequence[str]) -> list[Subject]:
    """Return all scripts of a build; of one that has none, the setting that says where they are."""
    return [File(path) for path in scripts] or [Setting("build.outputs")]
