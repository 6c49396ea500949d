"""Turns: a bundle that was begun is gone on with as it was begun, or begun anew."""

import pytest

from buildtools.api.upload.throughput import FAR, Throughput
from buildtools.sourcemaps.bundle.deflate import Density, fitting, mix
from buildtools.state.upload_cache import Switch
from buildtools.steps.upload.compression_plan import CompressionPlan


def plan(
    *taken: Switch, takes_zstd: bool = True
) -> tuple[CompressionPlan, list[tuple[Switch, ...]]]:
    """Make them for a server that is far away; the list gets what is written down."""
    throughput = Throughput(near=True)
    throughput.answered(1.0, takes_zstd=takes_zstd)
    noted: list[tuple[Switch, ...]] = []
    made = CompressionPlan(taken, "auto", throughput, lambda: noted.append(made.taken))
    return made, noted


def turn(density: Density) -> Switch:
    return Switch(0, density, mix(density).name)


@pytest.mark.parametrize("density", ["fast", "stored", "small"])
def test_what_was_begun_is_followed(density: Density) -> None:
    """The chunks of a killed run are those of the next, whatever one would choose now."""
    made, noted = plan(turn(density))

    assert made.hold()
    assert mix(density).name == made.begin()(0).name
    assert ([], (turn(density),)) == (noted, made.taken)


@pytest.mark.parametrize(
    "taken",
    [Switch(0, "fast", "another-9"), Switch(0, "denser than ever", "isal-2")],
    ids=["another library", "another version of ours"],
)
def test_what_cannot_be_followed_here_is_begun_anew(taken: Switch) -> None:
    """Other bytes under the name of known ones would be sent for nothing."""
    made, noted = plan(taken)

    assert not made.hold()
    assert mix("stored").name == made.begin()(0).name
    assert [(turn("stored"),)] == noted


def test_files_are_not_stored_for_a_server_that_takes_no_zstd() -> None:
    """They would go over the wire four times as large."""
    made, noted = plan(turn("stored"), takes_zstd=False)
    deflated = fitting(FAR)

    assert mix(deflated).name == made.begin()(0).name
    assert [(turn(deflated),)] == noted
    assert not made.stored


def test_what_was_begun_before_the_answer_must_suit_it() -> None:
    """Packing begins while the server is asked; nothing of that was sent yet."""
    throughput = Throughput(near=True)
    made = CompressionPlan((), "auto", throughput, lambda: None)
    begun = made.begin()(0).name
    throughput.answered(1.0, takes_zstd=True)

    assert mix("fast").name == begun
    assert not made.hold()
    assert mix("stored").name == made.begin()(0).name
    assert made.hold()
