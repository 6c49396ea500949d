"""Standing: what is so beside the ledger, looked up for the next command. Writes nothing."""

from buildtools.config import Loaded
from buildtools.ledger import Ledger
from buildtools.next_command import Standing
from buildtools.pipeline.changes import changed, gone
from buildtools.pipeline.recovery import unfinished
from buildtools.state import quarantine


def standing(loaded: Loaded, ledger: Ledger | None) -> Standing:
    """Look at the settings, the built files and the quarantine of one target."""
    root, settings = loaded.root, loaded.settings
    must_see = settings.looking.required
    if ledger is None:
        return Standing(settings.wanted, must_see)
    stopped = unfinished(root, loaded.target, ledger)
    stripped = quarantine.standing(root, loaded.target)
    back = quarantine.changed(root, stripped)[0] if stripped and not stopped else ()
    return Standing(
        settings.wanted,
        must_see,
        changed=() if stopped else changed(root, ledger),
        back=back,
        stopped=stopped,
        stripped=stripped is not None,
        gone=gone(root, ledger),
    )
