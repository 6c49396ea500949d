"""The name of everything below `.buildtools`, relative to the project's root.

ledgers/<app>/<environment>/<release>.json    what CI carries from job to job, with the evidence
ledgers/<app>/<environment>/current           the file name of the release that is worked on
<environment>.json                            the same ledger once more, for older workflows
<environment>.lock   .files.lock              held by runs
quarantine/<environment>/                     what strip took away
uploads/   sandbox/   placing.jsonl           what uploads learned; the server; moves under way
right-maps.txt                                what was found right, by the bytes it was judged by
"""

from pathlib import Path
from urllib.parse import quote, unquote

from buildtools.target import ONLY_APP, Target, only
from buildtools.values import FOLDER

LEDGERS = f"{FOLDER}/ledgers"
QUARANTINE = f"{FOLDER}/quarantine"
UPLOADS = f"{FOLDER}/uploads"
RIGHT_MAPS = f"{FOLDER}/right-maps.txt"
SANDBOX = f"{FOLDER}/sandbox"
PLACING = f"{FOLDER}/placing.jsonl"
FILES_LOCK = f"{FOLDER}/.files.lock"
IGNORE = f"{FOLDER}/.gitignore"

_LONGEST = 180
"""Bytes of a name before its ending: file systems take 255 for a whole one."""


def encoded(name: str) -> str:
    """Write a name so that it is one file name on every system, and differs from every other one.

    Percent-encoded UTF-8; a dot in front too. Of what is too long a digest follows the beginning.
    """
    text = quote(name, safe="").replace("~", "%7E")
    if text.startswith("."):
        text = f"%2E{text[1:]}"
    if len(text) <= _LONGEST:
        return text
    import hashlib

    digest = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    return f"{text[: _LONGEST - len(digest) - 1]}~{digest}"


def ledgers_of(target: Target) -> str:
    """Name the folder of all ledgers of a target."""
    return f"{LEDGERS}/{encoded(target.app)}/{encoded(target.environment)}"


def ledger_of(target: Target, release: str) -> str:
    """Name the ledger of a release."""
    return f"{ledgers_of(target)}/{encoded(release)}.json"


def pointer_of(target: Target) -> str:
    """Name the file that says which release is worked on."""
    return f"{ledgers_of(target)}/current"


def trials_of(ledger: Path, of: str = "proof") -> Path:
    """Name the file of a ledger's trials, beside it: those of its proof, or of its live site."""
    return ledger.with_name(f"{ledger.name.removesuffix('.json')}.{of}.jsonl")


def scenarios_of(target: Target, release: str) -> str:
    """Name the file of what the last scenarios of a release showed, beside its ledger."""
    return f"{ledgers_of(target)}/{encoded(release or 'unknown')}.scenarios.jsonl"


def reviews_of(history: str, target: Target) -> str:
    """Name the folder of all reviews of a target: below `review.history`, which is committed."""
    return f"{history.rstrip('/')}/{_folder_of(target)}"


def earlier_ledger_of(target: Target) -> str | None:
    """Name the place of a ledger in versions that knew one app only; None for another app."""
    return f"{FOLDER}/{target.environment}.json" if target.app == ONLY_APP else None


def lock_of(target: Target) -> str:
    """Name the file that a run on a target locks."""
    return f"{FOLDER}/{_folder_of(target)}.lock"


def quarantine_of(target: Target) -> str:
    """Name the folder of what strip took away."""
    return f"{QUARANTINE}/{_folder_of(target)}"


def quarantined(folder: str) -> Target:
    """Return the target whose quarantine has this name."""
    app, plus, environment = folder.rpartition("+")
    return Target(unquote(app), unquote(environment)) if plus else only(unquote(folder))


def _folder_of(target: Target) -> str:
    """Name a target in one word; no encoded name has a plus sign."""
    app = "" if target.app == ONLY_APP else f"{encoded(target.app)}+"
    return app + encoded(target.environment)
