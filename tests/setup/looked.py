"""What a look finds, made by hand: an app, a folder around it, and answers."""

from pathlib import Path
from typing import Any

from buildtools.found.app import App, Place
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.draft import drafted
from buildtools.setup.gathering import Gathered, Looks
from buildtools.setup.ground import Ground
from buildtools.setup.questions.given import Given
from buildtools.setup.questions.opened import Question

NOTHING = Existing()
DIST = Said(Output("dist", "~/"), "the bundler's default")


def app(directory: str = ".", **more: Any) -> App:
    """Make an app with a build and an output."""
    known: dict[str, Any] = {
        "name": "shop",
        "framework": Said("Toy", "package.json:4"),
        "package_manager": Said("npm", "package-lock.json"),
        "command": Said("npm run build", "package.json:7"),
        "outputs": (DIST,),
    }
    return App(directory, **(known | more))


def gathered(
    found: App | None = None,
    told: Existing = NOTHING,
    given: Given | None = None,
    **ground: Any,
) -> Gathered:
    """Make what comes of an app in /project, at the top of a repository."""
    found = found or app()
    around = Ground(**({"root": "/project", "top": "/project", "version": "1.0.0"} | ground))
    draft = drafted(found, told, given or Given(), around)
    return Gathered(Place((found,)), found, told, around, draft)


def looks(*apps: App, told: Existing = NOTHING) -> Looks:
    """Make looks that find these, whatever folder they are given."""

    def tools(root: Path, folder: Path) -> Existing:
        del root, folder
        return told

    return Looks(lambda root: Place(apps, left_out=(f"nothing in {root.name}",)), tools)


class Answers:
    """Somebody who has these answers, in this order, and keeps what was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.faults: list[str] = []

    def ask(self, question: Question, fault: str) -> str:
        self.asked.append(question.name)
        self.faults += [fault] if fault else []
        if not self._answers:
            raise EOFError
        return self._answers.pop(0)
