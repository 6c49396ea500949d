"""Variables that nobody sets in a project: what CI systems, package managers and git's tools give.

Source: the table of systems in facts/ci.py; npm's documentation on scripts (`npm_package_version`).
"""

from buildtools.facts.ci import COMMIT_VARIABLES, SYSTEMS
from buildtools.setup.existing.told import Told

_WHOLE_REFERENCES = frozenset({"GITHUB_REF", "BUILD_SOURCEBRANCH", "HEAD"})
"""They begin with `refs/heads/` or `refs/tags/`, or mean something else too."""
_COMMITS = (
    *COMMIT_VARIABLES,
    *("SOURCE_VERSION", "CIRCLE_SHA1", "TRAVIS_COMMIT", "CI_COMMIT_SHA", "GITHUB_SHA"),
)
_TAGS = {name for system in SYSTEMS for name in system.tag} - _WHOLE_REFERENCES
_BRANCHES = {name for system in SYSTEMS for name in system.branch} - _WHOLE_REFERENCES
_SHORT = frozenset({"GITHUB_SHA_SHORT", "DRONE_COMMIT_SHORT", "SHORT_SHA"})
"""Seven digits, as the systems say."""

VARIABLES: dict[str, str] = {
    **dict.fromkeys(_BRANCHES, "{git.branch}"),
    **dict.fromkeys(_TAGS, "{git.tag}"),
    **dict.fromkeys(_SHORT, "{git.short}"),
    **dict.fromkeys(_COMMITS, "{git.sha}"),
    "CI_COMMIT_REF_NAME": "{git.branch}",
    "BUILD_SOURCEBRANCHNAME": "{git.branch}",
    "COMMIT_SHA": "{git.sha}",
    "npm_package_version": "{package.version}",
    "npm_package_name": "{package.name}",
}
"""Name -> the placeholder that gives the same."""

PLACES: dict[str, str] = {
    **dict.fromkeys(
        (
            *("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "CIRCLE_WORKING_DIRECTORY", "WORKSPACE"),
            *("BITBUCKET_CLONE_DIR", "TRAVIS_BUILD_DIR", "BUILDKITE_BUILD_CHECKOUT_PATH"),
            *("BUILD_SOURCESDIRECTORY", "SYSTEM_DEFAULTWORKINGDIRECTORY", "DRONE_WORKSPACE"),
            *("CODEBUILD_SRC_DIR", "BITRISE_SOURCE_DIR", "PWD", "INIT_CWD"),
        ),
        ".",
    )
}
"""Variables for the folder that a build begins in."""


def told_of(name: str) -> Told:
    """Return what a variable is that nothing in the project sets."""
    upper = name.replace(".", "_").upper()
    for known in (name, upper):
        if known in PLACES:
            return Told(PLACES[known])
        if known in VARIABLES:
            return Told(VARIABLES[known])
    return Told(f"{{env.{upper if '.' in name else name}}}")
