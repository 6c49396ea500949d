"""Whose scrubbing settings are measured: those that a server shows, or a new project's. Pure."""

import msgspec

from buildtools.review.evidence.server import NotShown, ServerSeen, Switches
from buildtools.review.unseen import Unseen

_NEW = "the defaults of a new project"


class Theirs(msgspec.Struct, frozen=True):
    """What the server says of scrubbing, as far as it does."""

    organization: Switches = Switches()
    project: Switches = Switches()
    told: str = _NEW
    """Whose they are, and why not theirs."""
    of_server: bool = False


def theirs(server: ServerSeen | Unseen) -> Theirs:
    """Return the scrubbing settings that the server shows, or why there are none."""
    if isinstance(server, Unseen):
        return Theirs(told=f"{_NEW}; the server was not seen: {server.why}")
    project, organization = server.project, server.organization
    if isinstance(project, NotShown):
        return Theirs(told=f"{_NEW}; the project's are not known: {project.why}")
    if isinstance(organization, NotShown):
        told = f"the settings of the project alone; the organization's: {organization.why}"
        return Theirs(project=project.scrubbing, told=told, of_server=True)
    told = "the settings of the project and its organization"
    return Theirs(organization.scrubbing, project.scrubbing, told, of_server=True)
