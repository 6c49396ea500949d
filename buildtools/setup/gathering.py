"""From a folder to the draft of a sentry.yml: looked at, asked where something stays open."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from buildtools.errors import ConfigurationError
from buildtools.found.app import App, Place
from buildtools.found.existing import Existing
from buildtools.setup import ground as grounds
from buildtools.setup.draft import Draft, drafted
from buildtools.setup.fitting import fitting_app, fitting_told
from buildtools.setup.ground import Ground
from buildtools.setup.questions.asking import Asker, Unanswered, ask
from buildtools.setup.questions.given import Given
from buildtools.setup.questions.opened import answered, chosen, of_app, of_place


class Looks(NamedTuple):
    """How a folder is looked at."""

    place: Callable[[Path], Place]
    existing: Callable[[Path, Path], Existing]


class Gathered(NamedTuple):
    """What was found, and what comes of it."""

    place: Place
    app: App
    told: Existing
    ground: Ground
    draft: Draft


def gather(
    root: Path,
    known: Given,
    environ: Mapping[str, str],
    looks: Looks,
    asker: Asker | None = None,
    environment: str | None = None,
    *,
    as_told: bool = False,
) -> Gathered:
    """Look into a folder, and ask what stays open; without an asker that is refused.

    Raises Unanswered with all that stays open, ConfigurationError for an app that is not there.
    """
    if grounds.is_no_project(root, environ) and not known.outputs:
        raise ConfigurationError(
            "this folder is no project: the root of a disk, or your home; nothing is written",
            evidence=[f"path {root}"],
            remedy="change into the app's folder, or name one: --file=shop/sentry.yml",
        )
    place = looks.place(root)
    app = fitting_app(_app(place, root, known, asker))
    told = fitting_told(looks.existing(root, root / app.directory), app.directory)
    if as_told and not told.tools:
        raise ConfigurationError(
            "no other tool of Sentry's is told anything here; nothing is written",
            evidence=told.unread,
            remedy="leave --from-existing out",
        )
    ground = grounds.look(root, app.directory, environ)
    known = _asked(app, told, known, ground, asker)
    draft = drafted(app, told, known, ground, environment, as_told=as_told)
    return Gathered(place, app, told, ground, draft)


def _app(place: Place, root: Path, known: Given, asker: Asker | None) -> App:
    if known.app is not None:
        return chosen(place, known.app)
    which = of_place(place)
    if which is None:
        return _only(place, root)
    if asker is None:
        raise Unanswered((which,))
    answer: App = ask(asker, which)
    return answer


def _only(place: Place, root: Path) -> App:
    """Return the one app; a folder without one may still be told by flags and answers."""
    if place.apps:
        return place.apps[0]
    return App(".", root.name, None, None, None, doubts=place.left_out)


def _asked(app: App, told: Existing, known: Given, ground: Ground, asker: Asker | None) -> Given:
    questions = tuple(of_app(app, told, known, ground))
    if asker is None:
        needed = [each for each in questions if each.default is None]
        if needed:
            raise Unanswered(needed)
        return known
    for question in questions:
        value = ask(asker, question)
        if value is not None:
            known = answered(known, app, question, value)
    return known
