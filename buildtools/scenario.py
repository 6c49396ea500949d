"""Scenario: how an error is raised on purpose, as sentry.yml says it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Where = Literal["browser", "worker", "server", "edge"]
"""Where the code runs that an error is raised in."""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an error is raised whose line is marked in the sources."""

    page: Annotated[
        str | None, Meta(description="path of the page that a browser opens, else /")
    ] = None
    click: Annotated[
        tuple[str, ...], Meta(description="selectors of what is clicked there, one after the other")
    ] = ()
    request: Annotated[
        str | None, Meta(description="path that is asked for, without a browser")
    ] = None
    where: Annotated[
        Where | None,
        Meta(description="whose code fails, where it is not the browser's or the server's"),
    ] = None
    cannot_resolve: Annotated[
        str | None, Meta(description="why no frame of it can show its line")
    ] = None

    @property
    def runs_in(self) -> Where:
        """Where its code runs: as it says, else by how it is raised."""
        return self.where or ("server" if self.request else "browser")

    @property
    def by_page(self) -> bool:
        """Whether its event is sent by a page; workers hand their errors to one."""
        return self.runs_in in ("browser", "worker")
