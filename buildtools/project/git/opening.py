"""Which repository a folder lies in, and why git found none.

GIT_DIR and GIT_WORK_TREE are followed only together, where the folder lies in that work tree and no
repository is nearer to it: a deploy from a bare repository sets both. GIT_DIR alone is what hooks
leave behind, and may mean any repository.
Source: git(1), githooks(5), gitrepository-layout(5).
"""

import re
from collections.abc import Mapping
from pathlib import Path

from buildtools.project.git.program import GLANCE_SECONDS, Git, cleaned, words
from buildtools.project.shell import NOT_EXECUTABLE, NOT_FOUND, Captured

_EXCEPTION = re.compile(r"git config --global --add safe\.directory (\S.*)")
_POINTERS = ("GIT_DIR", "GIT_WORK_TREE")


def at(path: Path, environ: Mapping[str, str]) -> Git:
    """Return git as it is to be asked in this folder."""
    plain = Git(path, cleaned(environ))
    pointers = {name: environ[name] for name in _POINTERS if environ.get(name)}
    if len(pointers) < len(_POINTERS):
        return plain
    pointed = Git(path, cleaned(environ) | pointers)
    tree, nearest = _top(pointed), _top(plain)
    if tree is None or not path.resolve().is_relative_to(tree):
        return plain
    if plain.line("rev-parse", "--git-dir") is None:
        return pointed
    return pointed if nearest and tree != nearest and tree.is_relative_to(nearest) else plain


def why_none(path: Path, environ: Mapping[str, str]) -> str:
    """Return why there is no commit to be had from git in this folder, with what would help."""
    git = at(path, environ)
    told = git.ask("rev-parse", "--git-dir", timeout=GLANCE_SECONDS)
    if told.code == 0:
        return _without_head(git.ask("log", "-1", "--format=%H", timeout=GLANCE_SECONDS))
    if told.code in (NOT_FOUND, NOT_EXECUTABLE):
        return _not_run(path, told)
    said = told.error
    if "dubious ownership" in said or "safe.directory" in said:
        found = _EXCEPTION.search(said)
        place = found[1].strip() if found else '"$PWD", in its top folder'
        return (
            "git does not read a repository that another user owns:"
            f" git config --global --add safe.directory {place}"
        )
    if "cannot use bare repository" in said:
        return f"{words(told)}: set GIT_DIR and GIT_WORK_TREE, or safe.bareRepository to all"
    if "not a git repository" in said:
        return _none_here(path, environ, told)
    return f"git cannot read the repository here: {words(told) or f'it ended with {told.code}'}"


def _top(git: Git) -> Path | None:
    told = git.line("rev-parse", "--show-toplevel")
    return Path(told).resolve() if told else None


def _without_head(told: Captured) -> str:
    if told.code == 0 or "does not have any commits yet" in told.error:
        return "the git repository has no commit yet"
    return f"git cannot read the commit of HEAD ({words(told)}): git fsck tells more; clone it anew"


def _not_run(path: Path, told: Captured) -> str:
    if not path.is_dir():
        return f"the folder {path} is not there"
    if told.code == NOT_FOUND:
        return "there is no git program here: install git"
    return f"the git program cannot be run: {words(told)}"


def _none_here(path: Path, environ: Mapping[str, str], told: Captured) -> str:
    """Tell apart a variable that points elsewhere, a .git that is none, and no .git at all."""
    set_here = environ.get("GIT_DIR")
    if set_here:
        return (
            f"there is no repository here, and GIT_DIR={set_here} alone, as git sets it for hooks,"
            " is not followed: set GIT_WORK_TREE to this folder and GIT_DIR to the repository's"
            " full path"
        )
    folder = path.resolve()
    place = next((up for up in (folder, *folder.parents) if (up / ".git").exists()), None)
    ceiling = environ.get("GIT_CEILING_DIRECTORIES")
    if place and place != folder and ceiling:
        return f"GIT_CEILING_DIRECTORIES={ceiling} keeps git from looking up to {place}"
    if place:
        return (
            f"git does not take {place / '.git'} for a repository ({words(told)}):"
            " it is damaged, cannot be read, or leads to a folder that is not here"
        )
    return (
        "there is no .git folder here or above: in a container, copy it in"
        " and take .git out of .dockerignore"
    )
