"""Asking one thing of a server, and saying why there is no answer: 403 and 404 are two things."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from buildtools.api.endpoints.settings import QUESTIONS, Question, SettingsEndpoints
from buildtools.api.http.foreign_answers import ForeignAnswer
from buildtools.api.http.response import NotFound, Refused
from buildtools.api.models.capabilities import Name
from buildtools.errors import BuildtoolsError, NotAuthenticated, NotPermitted, ServerUnreachable
from buildtools.review.evidence.server import NotShown, Told

T = TypeVar("T")

_OF_ORG = "sntrys_"
_NEVER = "which an organization token never has: set review.token"
_OTHER = "give it that scope, or set review.token"

_ABSENT: dict[Name, int] = {"bugsink": 404, "glitchtip": 200, "sentry-old": 404}
"""What a server of that make answers where it has no such endpoint, in whichever form."""


class Asking:
    """One server, and how its refusals are to be read."""

    def __init__(self, account: SettingsEndpoints, make: Name) -> None:
        self.account = account
        self.make = make
        self._down: NotShown | None = None

    @property
    def project(self) -> str:
        """The slug of the first project."""
        return self.account.connection.projects[0]

    def told(self, name: str, ask: Callable[[], T]) -> Told[T]:
        """Ask one question; a server that cannot be reached is not asked again."""
        if self._down is not None:
            return self._down
        question = QUESTIONS[name]
        try:
            return ask()
        except NotPermitted:
            return NotShown(403, forbidden(question, self._is_org_token))
        except NotFound:
            return NotShown(404, absent(question, self.project))
        except ForeignAnswer as other:
            if _ABSENT.get(self.make) == other.status:
                return NotShown(404, absent(question, self.project))
            return self._failed(other, other.status, question.about)
        except ServerUnreachable as failure:
            self._down = self._failed(failure, 0)
            return self._down
        except NotAuthenticated as refused:
            return self._failed(refused, 401)
        except BuildtoolsError as failure:
            status = failure.status if isinstance(failure, Refused) else 0
            return self._failed(failure, status, question.about)

    def _failed(self, failure: BuildtoolsError, status: int, about: str = "") -> NotShown:
        said = without_address(failure.what, self.account.connection.url)
        return NotShown(status, f"{about} cannot be read: {said}" if about else said)

    @property
    def _is_org_token(self) -> bool:
        return self.account.connection.token.reveal().startswith(_OF_ORG)


def without_address(text: str, url: str) -> str:
    """Return a sentence without the server's address: what a review leaves is kept with code."""
    parts = urlsplit(url)
    for address in (url, parts.netloc, parts.hostname or ""):
        text = text.replace(address, "the server") if address else text
    return text


def forbidden(question: Question, is_org_token: bool = False) -> str:
    """Return the clause of a 403: which scope would tell, and whose tokens can have it.

    What was asked is not in it, so that all that one scope would tell stand under one reason.
    """
    scopes = " or ".join(question.scopes)
    possible = is_org_token and "org:ci" not in question.scopes
    return f"the token may not read it: that needs {scopes}, {_NEVER if possible else _OTHER}"


def absent(question: Question, project: str = "") -> str:
    """Return the clause of a 404: it is not there, whoever asks."""
    match question.name:
        case "organization" | "release":
            return f"this server does not know {question.about}"
        case "project":
            return f"this server has no project {project} that the token can see"
        case _:
            return f"this server has no {question.about}"
