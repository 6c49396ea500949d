"""Calls about what is uploaded and stored: chunks, bundles, look-ups.

Source: docs/wire.md#stored-artifacts, docs/wire.md#chunk-upload.
"""

from collections.abc import Sequence

import msgspec

from buildtools.api.endpoints.base import Endpoints, given
from buildtools.api.http.multipart import Form, Part
from buildtools.api.http.request import ANY_STATUS, OK, Request, Rules
from buildtools.api.http.response import Response
from buildtools.api.http.status_errors import refusal
from buildtools.api.http.urls import upload_url
from buildtools.api.models.answers import (
    STATES,
    Assembly,
    Bundle,
    BundleFile,
    BundleFiles,
    ChunkOptions,
    Found,
    Project,
)
from buildtools.api.upload.chunk_options import usable
from buildtools.api.upload.chunks import EncodedChunk
from buildtools.errors import ServerRefused
from buildtools.values import Digest


class StorageEndpoints(Endpoints):
    """Uploads and listings of one organization's projects."""

    def chunk_options(self) -> ChunkOptions:
        """Ask how the server takes uploads.

        Raises ServerRefused when no upload could follow that.
        """
        with self.explained():
            response = self.transport.send(Request("GET", self.of_org("chunk-upload")))
        return usable(response.read(ChunkOptions), self.connection.url)

    def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None:
        """Send chunks of one codec in one request, each under the SHA-1 of its raw bytes.

        The server must offer the codec that they are encoded in already. gzip has a
        field of its own, which older servers know too; zstd is named by the request, though it is
        the parts that are encoded. The token goes along when `upload_url` allows the address.
        """
        (codec,) = {chunk.codec for chunk in chunks}
        field = "file_gzip" if codec == "gzip" else "file"
        encoding = {"Content-Encoding": "zstd"} if codec == "zstd" else {}
        form = Form([Part(field, chunk.digest, chunk.body) for chunk in chunks])
        self.transport.send(
            Request(
                "POST",
                body=form,
                headers={"Content-Type": form.content_type} | encoding,
                url=upload_url(self.connection.url, options.url),
            ),
            Rules(setting="the server's system.url-prefix, which names this address for uploads,"),
        )

    def assemble(
        self,
        checksum: Digest,
        chunks: Sequence[Digest],
        projects: Sequence[str],
        version: str | None,
        dist: str | None,
    ) -> Assembly:
        """Ask the server to put a bundle together, or how far it is.

        Raises ServerRefused for a state that nobody knows: waiting for its end would not end.
        """
        body = given(
            checksum=checksum, chunks=list(chunks), projects=list(projects), version=version
        )
        if version is not None:
            body |= given(dist=dist)
        with self.explained():
            response = self.transport.send(
                Request.of_json("POST", self.of_org("artifactbundle", "assemble"), body)
            )
        return _known(response)

    def projects(self) -> tuple[Project, ...]:
        """List the organization's projects."""
        return self.pages(self.of_org("projects"), tuple[Project, ...])

    def project_numbers(self) -> dict[str, str]:
        """Return the number of each project of the settings, by slug.

        Raises ServerRefused where the list has none of one.
        """
        known = {each.slug: str(each.id) for each in self.projects()}
        missing = [slug for slug in self.connection.projects if not known.get(slug)]
        if missing:
            raise ServerRefused(
                f"the server's list of projects has no number of {missing[0]}",
                remedy="check server.projects, and that the token may read the project",
            )
        return {slug: known[slug] for slug in self.connection.projects}

    def bundles(self, project: str, query: str | None = None) -> tuple[Bundle, ...]:
        """List bundles, newest first; `query` is a release, dist, bundle ID or debug ID."""
        with self.explained(project=project):
            return self.pages(
                self.of_project(project, "files", "artifact-bundles"),
                tuple[Bundle, ...],
                query=query,
            )

    def bundle_files(
        self, project: str, bundle_id: str, query: str | None = None
    ) -> tuple[BundleFile, ...]:
        """List the files of one stored bundle; `query` is a part of a URL, or a debug ID."""
        where = self.of_project(project, "artifact-bundles", bundle_id, "files")
        with self.explained(project=project):
            return tuple(
                file
                for page in self.replies(where, query=query)
                for file in page.read(BundleFiles).files
            )

    def download(self, project: str, found: Found) -> bytes:
        """Read a bundle that a look-up has named; it takes a right of its own."""
        where = self.of_project(project, "artifact-lookup")
        # Bytes are no JSON, which an answer of the API is anywhere else.
        asked = Request("GET", where, params={"download": found.id})
        response = self.transport.send(asked, ANY_STATUS)
        if response.status not in OK:
            raise refusal(response)
        return response.body

    def look_up(
        self,
        project: str,
        *,
        debug_id: str | None = None,
        url: str | None = None,
        release: str | None = None,
        dist: str | None = None,
    ) -> tuple[Found, ...]:
        """Ask what symbolication would be given for a debug ID, or for a URL of a release."""
        params = {"debug_id": debug_id, "url": url, "release": release, "dist": dist}
        with self.explained(project=project):
            return self.transport.send(
                Request("GET", self.of_project(project, "artifact-lookup"), params=params)
            ).read(tuple[Found, ...])


def _known(response: Response) -> Assembly:
    answer = response.read(Assembly)
    if answer.state in STATES:
        return msgspec.structs.replace(answer, detail=response.shown(answer.detail or "") or None)
    raise ServerRefused(
        f"the server says that the bundle is “{response.shown(answer.state)}”, "
        "and no such state is known",
        evidence=response.evidence,
        remedy="look at the bundle on the server: a state of its own may ask for somebody's "
        "approval; or check whether a newer sentry-buildtools knows it",
    )
