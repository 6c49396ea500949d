"""What can be asked of a server, as a value; `api.capabilities` finds it out."""

from typing import Literal

import msgspec

Name = Literal["sentry", "sentry-old", "bugsink", "glitchtip", "unknown"]

_TITLES = {"sentry": "Sentry", "bugsink": "Bugsink", "glitchtip": "GlitchTip"}
_OLD = "this version of Sentry"
_LACKS = {
    "releases": "has no releases API, so there is no release to create, describe or finalize",
    "commits": "does not take commits, so issues will not name suspect commits",
    "deploys": "does not record deploys",
    "bundles": "does not take artifact bundles, so there is no way to upload source maps by ID",
    "listing": "does not list the bundles it stores",
    "look_up": "does not tell which files it would use for a debug ID",
    "events": "does not give events back, so a test event cannot be judged",
}


class Capabilities(msgspec.Struct, frozen=True):
    """What can be asked of a server."""

    name: Name
    releases: bool
    commits: bool
    deploys: bool
    bundles: bool
    final_states: frozenset[str]
    """States of an assembly after which nothing more comes."""
    listing: bool
    look_up: bool
    events: bool
    previous: bool = True
    """The server can be asked for the last release that has commits."""

    def why(self, name: str) -> str:
        """Return why a step is skipped, for the name of a capability that is missing.

        Raises KeyError for a name that is none.
        """
        return f"{self.title} {_LACKS[name]}"

    @property
    def title(self) -> str:
        """What people call such a server."""
        return _TITLES.get(self.name, _OLD if self.name == "sentry-old" else "this server")
