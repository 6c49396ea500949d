"""Which questions there are for an app: what was neither given, told nor found.

One with a default is asked on a terminal alone; one without ends the command elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.found.app import App, Place
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.ground import Ground
from buildtools.setup.questions import given
from buildtools.setup.questions.given import Given
from buildtools.texts.wording import meant

ANSWER = "your answer"
"""The origin of what a person typed."""


class Question(NamedTuple):
    """One question."""

    name: str
    asks: str
    """As a person is asked, without its default."""
    flag: str
    """The flag that answers it, as it is typed: `--org=SLUG`."""
    read: Callable[[str], Any]
    """Makes a value of an answer; raises ConfigurationError with what is wrong."""
    why: str = ""
    """Why it is open."""
    default: str | None = None
    """What Enter means; None: there has to be an answer. Empty: it may be left open."""


def of_place(place: Place) -> Question | None:
    """Ask which app of a workspace is meant, where several are there."""
    if len(place.apps) < 2:
        return None
    names = ", ".join(_called(place.apps))
    return Question(
        "app",
        f"Which app ({names})?",
        "--app=NAME",
        lambda text: chosen(place, text),
        f"there are {names}, and a sentry.yml is of one",
    )


def chosen(place: Place, name: str) -> App:
    """Return the app of this name or folder. Raises ConfigurationError where there is none."""
    name = name.strip()
    found = [each for each in place.apps if name in (each.directory, f"./{each.directory}")]
    found = found or [each for each in place.apps if name == each.name]
    if len(found) == 1:
        return found[0]
    known = _called(place.apps)
    if found:
        folders = ", ".join(each.directory for each in found)
        raise ConfigurationError(f"several apps are called {name}; name the folder: {folders}")
    there = f"there are {', '.join(known)}" if known else "there is no app here"
    raise ConfigurationError(f"no app is called {name!r}: {there}{meant(name, known)}")


def _called(apps: Sequence[App]) -> list[str]:
    names = [each.name for each in apps]
    return [each.directory if names.count(each.name) > 1 else each.name for each in apps]


def of_app(app: App, told: Existing, known: Given, ground: Ground) -> Iterator[Question]:
    """Return what is open for an app, in the order in which it is asked."""
    if not (known.outputs or told.outputs):
        yield from _outputs(app, has_package=ground.has_package)
    if not (known.release or told.release or ground.has_commit or ground.version):
        yield Question(
            "release",
            "What is a release called (a template of its version)?",
            "--release=TEMPLATE",
            given.release,
            "neither a commit nor a version in package.json names it",
        )
    yield from _server(told, known)
    if not (known.site or told.site or app.site):
        yield Question(
            "site",
            "URL of the live site? Enter leaves it open.",
            "--site=URL",
            given.site,
            "no file names it",
            "",
        )


def _outputs(app: App, *, has_package: bool) -> Iterator[Question]:
    for each in app.outputs:
        if app.doubts and not each.sure:
            yield Question(
                f"output:{each.value.path}",
                f"At which URL is {each.value.path} served (~/… is any host, app:///… a server)?",
                f"--output={each.value.path}=URL",
                given.address,
                "; ".join(app.doubts),
                each.value.url,
            )
    if not app.outputs:
        nothing = "nothing tells where the build puts its scripts"
        why = "; ".join(app.doubts) or (nothing if has_package else "no package.json is here")
        yield Question(
            "output",
            "Which folder does the build fill, and at which URL is it served (dist=~/)?",
            "--output=PATH=URL",
            given.output,
            why,
        )


def _server(told: Existing, known: Given) -> Iterator[Question]:
    if not (known.org or told.org):
        yield Question(
            "org",
            "Organization, its short name? Enter leaves it to SENTRY_ORG.",
            "--org=SLUG",
            given.slug,
            "nothing tells it",
            "",
        )
    if not (known.projects or told.projects):
        yield Question(
            "project",
            "Project, its short name? Enter leaves it to SENTRY_PROJECT.",
            "--project=SLUG",
            given.slugs,
            "nothing tells it",
            "",
        )


def answered(known: Given, app: App, question: Question, value: object) -> Given:
    """Return what is known with one more answer in it."""
    said: Said[Any] = Said(value, ANSWER)
    name, _, path = question.name.partition(":")
    match name:
        case "output":
            guessed = next((one.value for one in app.outputs if one.value.path == path), None)
            if guessed:
                said = Said(Output(path, str(value), given.kind_of(str(value))), ANSWER)
            return msgspec.structs.replace(known, outputs=(*known.outputs, said))
        case "project":
            return msgspec.structs.replace(known, projects=said)
        case _:
            return msgspec.structs.replace(known, **{name: said})
