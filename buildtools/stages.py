"""Stages: one row per step of a release, and all that is the same wherever a step is named.

The order, the sentence of its command, what it leaves, what `--undo` gives back, and how it stands
to the server and to the built files. Pure data, so that a command that only lists the steps reads
nothing else.
"""

from typing import NamedTuple


class Stage(NamedTuple):
    """What is known of one step without doing it."""

    name: str
    sentence: str
    """What its command does, for people."""
    result: str
    """The tag of what it leaves when it is not skipped, as `results` names it."""
    undo_sentence: str = ""
    """What `--undo` means to it; empty when it has none."""
    optional: bool = False
    """A release is complete without it."""
    remote: bool = False
    """It leaves something on a server, which a rehearsal's fresh one does not have yet."""
    needs_maps: bool = False
    """It reads source maps where they were built: refused while `strip` keeps them."""
    needs_files: bool = False
    """It reads what was built, so it is for the machine that has that."""


STAGES = (
    Stage("build", "Run the project's build and check the source maps it made.", "built"),
    Stage(
        "inject",
        "Give each script and its map one debug ID.",
        "injected",
        undo_sentence="give back every file that inject changed, as it was built",
        needs_maps=True,
        needs_files=True,
    ),
    Stage(
        "create",
        "Create the release on the server; twice is as good as once.",
        "created",
        remote=True,
    ),
    Stage(
        "set-commits",
        "Tell the release its commits since this environment's last one.",
        "commits-set",
        remote=True,
    ),
    Stage(
        "upload",
        "Send the artifact bundle and wait until the server has stored it.",
        "uploaded",
        remote=True,
        needs_maps=True,
        needs_files=True,
    ),
    Stage(
        "verify",
        "Prove that stack traces resolve: on disk, on the server, by test events.",
        "verified",
        remote=True,
        needs_files=True,
    ),
    Stage(
        "strip",
        "Take source maps out of what is deployed, after the proof; --undo gives them back.",
        "stripped",
        undo_sentence="give back what strip took away, as it was",
        optional=True,
        needs_files=True,
    ),
    Stage(
        "deploy",
        "Run the project's deploy command on what was proven.",
        "deployed",
        optional=True,
        needs_files=True,
    ),
    Stage(
        "live",
        "Look whether the live site serves what was released.",
        "looked",
        optional=True,
    ),
    Stage(
        "finalize",
        "Mark the proven release as released and record the deploy.",
        "finalized",
    ),
)

BY_NAME = {stage.name: stage for stage in STAGES}

ORDER = tuple(BY_NAME)
"""The steps as they follow each other."""

UNDO = {stage.name: stage.undo_sentence for stage in STAGES if stage.undo_sentence}
"""What `--undo` means to the steps that have it."""

OPTIONAL = frozenset(stage.name for stage in STAGES if stage.optional)
"""Steps that a release is complete without."""

REMOTE = frozenset(stage.name for stage in STAGES if stage.remote)
"""Steps that leave something on a server."""
