"""The project's git repository, asked through the git program.

Everything is read with machine forms of output, so that neither the user's configuration nor odd
names of files change an answer. Where git is not there, `ci` tells some of it.

    program  one question in a clean environment      opening  which repository, and why none
    history  commits and what they changed            repository  all of it, as a step asks
    tags     annotated ones, made and pushed

Source: git(1), git-log(1), git-diff-tree(1).
"""

from buildtools.project.git.history import Listing
from buildtools.project.git.opening import why_none
from buildtools.project.git.repository import SHORT_DIGITS, Repository, pull_request_head
from buildtools.project.git.tags import Tags

__all__ = ["SHORT_DIGITS", "Listing", "Repository", "Tags", "pull_request_head", "why_none"]
