"""What other Sentry tools are told in a project today: the same in our settings' terms."""

import msgspec

from buildtools.found.said import Said
from buildtools.settings import Output


class Tool(msgspec.Struct, frozen=True):
    """One use of another tool, at one place."""

    name: str
    """sentry-cli, getsentry/action-release, withSentryConfig."""
    place: str
    """`.github/workflows/release.yml:31`."""
    does: str
    """A clause for people: `uploads dist to ~/static and deletes its maps`."""
    instead: str
    """What takes its place: the line of sentry.yml, the command, or what to take out."""


class Existing(msgspec.Struct, frozen=True):
    """All of it together; where two places differ the stronger one counts, and `differ` says so.

    A value that only a variable has is written as sentry.yml has it: `${SENTRY_ORG}`; in the
    template of a release, `{env.SENTRY_ORG}`.
    """

    url: Said[str] | None = None
    org: Said[str] | None = None
    projects: Said[tuple[str, ...]] | None = None
    token_variable: Said[str] | None = None
    """Name of the variable that holds the token; its value is never read."""
    release: Said[str] | None = None
    """As our template: `{package.version}`, `{env.GITHUB_SHA}`, `web@{git.short}`."""
    dist: Said[str] | None = None
    environments: tuple[Said[str], ...] = ()
    """Names that deploys were recorded for."""
    outputs: tuple[Said[Output], ...] = ()
    """Paths relative to the app's folder."""
    ignore: tuple[Said[str], ...] = ()
    """Patterns of files that were left alone, as the tool has them."""
    command: Said[str] | None = None
    """What built it before an upload."""
    commits: Said[str] | None = None
    """auto, refs, local or off."""
    repository: Said[str] | None = None
    """owner/name, where commits were set by hand."""
    site: Said[str] | None = None
    """URL that deploys were recorded with."""
    strip: Said[bool] | None = None
    """Whether maps were deleted after the upload."""
    tools: tuple[Tool, ...] = ()
    differ: tuple[str, ...] = ()
    """Places that say different things, a sentence each."""
    unread: tuple[str, ...] = ()
    """What was found and could not be read as data, each with why."""
    secrets: tuple[str, ...] = ()
    """Places where a secret stands as it is, each with what to do; never the secret."""
