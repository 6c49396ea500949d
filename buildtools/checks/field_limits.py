"""Values of commits and deploys at the limits of Sentry's own fields: cut or left out, and noted.

One value that is too long makes Sentry refuse the whole list (400). What has a meaning when it is
shorter is cut; what has none, such as an address, is left out. Servers that are older take less:
what they name in their refusal is left out, too.
Source: docs/wire.md#commits, docs/wire.md#releases, docs/wire.md#deploys.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from buildtools.settings import Deploy
from buildtools.values import Commit, Patch

LONGEST_REPOSITORY = 64
LONGEST_NAME = 128
LONGEST_EMAIL = 200
LONGEST_PATH = 510
LONGEST_MESSAGE = 16_384
"""Ours: Sentry's field has no limit, the request has one."""
MOST_CHANGES = 3000
"""Ours: as many changed files as GitHub tells of one commit."""
MOST_CHANGES_IN_ALL = 50_000
"""Ours: what one request can carry."""
LONGEST_DEPLOY_NAME = 64
LONGEST_DEPLOY_URL = 200

_TOO_MANY = ("patch_set", f"over {MOST_CHANGES} changes, cut")
_TOO_MANY_IN_ALL = ("patch_set", f"over {MOST_CHANGES_IN_ALL} changes in all, left out")
_PATH_LEFT_OUT = ("path", f"over {LONGEST_PATH} characters, or blank; the change is left out")

_OLDER = {"repository": 64, "author_name": 128, "author_email": 75}
_OLDER_PATH = 255
"""Characters that servers of earlier years took."""
_FIELDS = {
    **{name: name for name in ("id", *_OLDER, "message", "timestamp", "patch_set")},
    **dict.fromkeys(("path", "type"), "patch_set"),
}
"""Names that a refusal uses, and the field of a commit that each is about."""
_NAMED = re.compile(rf"\b({'|'.join(_FIELDS)})\b")
_EVERY = -1


class Note(NamedTuple):
    """What was done to one field, and the IDs of the commits it was done to."""

    field: str
    done: str
    commits: tuple[str, ...]
    ours: bool = False
    """Whether only our own limit of changes was met, about which nobody can do anything."""


class Fitted(NamedTuple):
    """Commits that fit, and what that took."""

    commits: tuple[Commit, ...]
    notes: tuple[Note, ...] = ()


def fit(commits: Sequence[Commit]) -> Fitted:
    """Make every field fit before it is sent."""
    fitted: list[Commit] = []
    notes: list[Note] = []
    left = MOST_CHANGES_IN_ALL
    for commit in commits:
        changed, done = _fit_one(commit)
        if len(changed.patch_set) > left:
            done.append((*_TOO_MANY_IN_ALL, True))
            changed = msgspec.structs.replace(changed, patch_set=())
        left -= len(changed.patch_set)
        fitted.append(changed)
        notes += [Note(field, what, (commit.id,), ours) for field, what, ours in done]
    return Fitted(tuple(fitted), _gathered(notes))


def without(commits: Sequence[Commit], said: object) -> Fitted:
    """Leave out the fields that a refusal names, in the commits it names.

    `said` is the body of the refusal. Where it does not say which commits, those whose value is
    longer than older servers take; where there are none, all. The same commits come back when
    nothing that can be left out is named.
    """
    named = _named(said, len(commits))
    fitted, notes = [*commits], []
    for field, places in sorted(named.items()):
        chosen = _chosen(fitted, field, places)
        for place in chosen:
            fitted[place] = _left_out(fitted[place], field)
        if chosen:
            ids = tuple(fitted[place].id for place in chosen)
            notes.append(Note(field, "refused by the server, left out", ids))
    return Fitted(tuple(fitted), tuple(notes))


def without_changes(commits: Sequence[Commit]) -> Fitted:
    """Leave out what the commits changed: most of a request that is too large."""
    heavy = tuple(commit.id for commit in commits if commit.patch_set)
    light = tuple(msgspec.structs.replace(commit, patch_set=()) for commit in commits)
    note = Note("patch_set", "too large for the server, left out", heavy)
    return Fitted(light, (note,) if heavy else ())


def fit_deploy(deploy: Deploy, url: str | None) -> tuple[Deploy, str | None, tuple[Note, ...]]:
    """Make name and URL of a deploy fit: a name is cut, a URL is left out."""
    notes = []
    if deploy.name and len(deploy.name) > LONGEST_DEPLOY_NAME:
        deploy = msgspec.structs.replace(deploy, name=deploy.name[:LONGEST_DEPLOY_NAME])
        notes.append(Note("name", f"over {LONGEST_DEPLOY_NAME} characters, cut", ()))
    if url and len(url) > LONGEST_DEPLOY_URL:
        url = None
        notes.append(Note("url", f"over {LONGEST_DEPLOY_URL} characters, left out", ()))
    elif url and urlsplit(url).username is not None:
        url = None
        notes.append(Note("url", "with a user's name in it, left out", ()))
    return deploy, url, tuple(notes)


def shorter(repository: str) -> str:
    """Shorten a name such as `group/sub/web` from the left, whole parts first."""
    parts = repository.split("/")
    while len(parts) > 1 and len("/".join(parts)) > LONGEST_REPOSITORY:
        parts = parts[1:]
    return "/".join(parts)[:LONGEST_REPOSITORY]


def _fit_one(commit: Commit) -> tuple[Commit, list[tuple[str, str, bool]]]:
    """Make one commit fit; return field and act of each change, and whether the limit is ours."""
    done = []
    values: dict[str, Any] = {}
    for field, longest, fewer in _TEXTS:
        text = _clean(getattr(commit, field) or "", field)
        if len(text) > longest:
            text = fewer(text)
            what = "cut" if text else "left out"
            what += f" to {text}" if field == "repository" else ""
            done.append((field, f"over {longest} characters, {what}", False))
        values[field] = text or None
    kept = tuple(patch for patch in commit.patch_set if _fits(patch))
    if len(kept) < len(commit.patch_set):
        done.append((*_PATH_LEFT_OUT, False))
    if len(kept) > MOST_CHANGES:
        done.append((*_TOO_MANY, True))
    return msgspec.structs.replace(commit, **values, patch_set=kept[:MOST_CHANGES]), done


def _clean(text: str, field: str) -> str:
    """Take out what no text field takes; a message keeps its space."""
    text = text.replace("\0", "")
    return text if field == "message" else text.strip()


def _fits(patch: Patch) -> bool:
    return bool(patch.path.strip()) and len(patch.path) <= LONGEST_PATH


_TEXTS: tuple[tuple[str, int, Callable[[str], str]], ...] = (
    ("repository", LONGEST_REPOSITORY, shorter),
    ("author_name", LONGEST_NAME, lambda text: text[:LONGEST_NAME]),
    ("author_email", LONGEST_EMAIL, lambda text: ""),
    ("message", LONGEST_MESSAGE, lambda text: text[:LONGEST_MESSAGE]),
)


def _gathered(notes: Sequence[Note]) -> tuple[Note, ...]:
    """One note for what was done alike to many commits."""
    alike: dict[tuple[str, str, bool], list[str]] = {}
    for note in notes:
        alike.setdefault((note.field, note.done, note.ours), []).extend(note.commits)
    return tuple(Note(field, done, tuple(ids), ours) for (field, done, ours), ids in alike.items())


def _named(said: object, count: int) -> Mapping[str, set[int]]:
    """Find the fields that a refusal names, with the places in the list of commits it is about."""
    found: dict[str, set[int]] = {}
    for field, place in _walk(said, None, count):
        found.setdefault(field, set()).add(_EVERY if place is None else place)
    return found


def _walk(node: object, place: int | None, count: int) -> Iterator[tuple[str, int | None]]:
    """Go through a refusal: `{"commits": {"3": {"author_email": ["…"]}}}` and its other forms."""
    match node:
        case dict():
            for key, value in node.items():
                if key in _FIELDS:
                    yield _FIELDS[key], place
                elif place is None and str(key).isdecimal() and int(key) < count:
                    yield from _walk(value, int(key), count)
                else:
                    yield from _walk(value, place, count)
        case list():
            listed = place is None and len(node) == count and any(node) and _objects(node)
            for turn, value in enumerate(node):
                yield from _walk(value, turn if listed else place, count)
        case str():
            yield from ((_FIELDS[name], place) for name in _NAMED.findall(node))


def _objects(node: list[Any]) -> bool:
    return all(isinstance(value, dict) for value in node)


def _chosen(commits: Sequence[Commit], field: str, places: set[int]) -> list[int]:
    """Choose the commits that a field is left out of; none where it has nothing to leave out."""
    able = [place for place, one in enumerate(commits) if field != "id" and getattr(one, field)]
    if _EVERY not in places:
        return [place for place in able if place in places]
    return [place for place in able if _is_long(commits[place], field)] or able


def _is_long(commit: Commit, field: str) -> bool:
    if field == "patch_set":
        return any(len(patch.path) > _OLDER_PATH for patch in commit.patch_set)
    return field in _OLDER and len(getattr(commit, field)) > _OLDER[field]


def _left_out(commit: Commit, field: str) -> Commit:
    if field != "patch_set":
        return msgspec.structs.replace(commit, **{field: None})
    short = tuple(patch for patch in commit.patch_set if len(patch.path) <= _OLDER_PATH)
    kept = short if len(short) < len(commit.patch_set) else ()
    return msgspec.structs.replace(commit, patch_set=kept)
