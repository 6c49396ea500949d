"""A look at what is about to be deployed: it asks the ledger, and leaves it as it is."""

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools import acceptance
from buildtools.errors import OutOfOrder
from buildtools.pipeline.job import Job
from buildtools.pipeline.own_files import refuse_foreign_paths
from buildtools.results import Injected, Looked, Stripped

if TYPE_CHECKING:
    from buildtools.pipeline.run import Run


def look_at(run: "Run", path: Path) -> Looked:
    """Hold a folder, a tar or an image against what was released.

    Nothing is recorded: a release is live once its site shows it. Raises OutOfOrder and OutOfDate
    where `inject` is not done, NothingFound and DiskRefused where the files cannot be read.
    """
    from buildtools.inspections.live import by_server
    from buildtools.inspections.live.of_files import look_at_files

    ledger = run.ledger()
    if ledger is None or ledger.attempt:
        raise OutOfOrder("live", "build", run.loaded.environment)
    refuse_foreign_paths(run.loaded, ledger, copied=run.rehearsing)
    job = Job("live", ledger, run.loaded, run.checkout, lambda: run.client)
    build = job.settings.build
    outputs = [
        msgspec.structs.replace(each, path=posixpath.normpath(f"{build.directory}/{each.path}"))
        for each in build.outputs
    ]
    looked = look_at_files(
        path,
        outputs,
        job.release,
        job.need(Injected),
        job.root,
        job.since(Stripped),
        releases=by_server(job.connect),
    )
    return acceptance.applied(looked, job.settings.accept)
