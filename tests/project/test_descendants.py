"""What a program started, and what it did not."""

import subprocess

from buildtools.project.descendants import Offspring


def test_a_program_that_has_gone_takes_no_child_of_ours_with_it() -> None:
    """All our children were taken for its orphans, where nobody knew since when it ran."""
    with subprocess.Popen(["sleep", "60"]) as ours:
        gone = subprocess.Popen(["true"])
        gone.wait()
        with Offspring(gone.pid) as offspring:
            offspring.stop(1.0)
        alive = ours.poll() is None
        ours.kill()

    assert alive
