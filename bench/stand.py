"""A project beside a sandbox of its own, which is another process and is measured apart."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from bench.checkout import Checkout
from bench.measure import Measured, measure, tool

Environment = Callable[[Checkout | None], dict[str, str]]

_CHECKING = ("build", "verify")
"""Steps that judge scripts and maps: what they notice may not become less."""


class SandboxStand:
    """A project, and the sandbox that serves it."""

    def __init__(
        self, root: Path, pid: int, facts: Mapping[str, str], environment: Environment
    ) -> None:
        self.url, self.org, self.project = facts["url"], facts["org"], facts["project"]
        self._root, self._pid, self._environment = root, pid, environment
        self._variables = {
            "BENCH_URL": facts["url"],
            "BENCH_DSN": facts["dsn"],
            "BENCH_TOKEN": facts["token"],
            "SENTRY_AUTH_TOKEN": facts["token"],
        }

    def run(self, command: tuple[str, ...], by: Checkout | None = None) -> Measured:
        """Measure a command in the project, and the sandbox meanwhile."""
        before = processor_seconds(self._pid)
        measured = measure((tool(command[0]), *command[1:]), self._root, self._environ(by))
        return measured._replace(server_seconds=processor_seconds(self._pid) - before)

    def tried(self, by: Checkout) -> dict[str, int]:
        """Ask `status` of the release what it has tried and noticed."""
        ended = subprocess.run(
            by.invoke("status", "--json"),
            cwd=self._root,
            env=os.environ | self._environ(by),
            stdout=subprocess.PIPE,
            check=True,
        )
        return told(json.loads(ended.stdout))

    def _environ(self, by: Checkout | None) -> dict[str, str]:
        return self._environment(by) | self._variables


def told(status: Mapping[str, Any]) -> dict[str, int]:
    """Read counts off what `invoke status --json` prints: of the proof, and of what was noticed."""
    noticed = {
        f"{line['step']}_findings": sum(_subjects(found) for found in line["findings"])
        for line in status["lines"]
        if line["step"] in _CHECKING
    }
    return {**status["counts"], **noticed}


def _subjects(found: Mapping[str, Any]) -> int:
    """Count what one finding is said of."""
    return 1 + len(found.get("also", ())) + int(found.get("unnamed", 0))


def processor_seconds(pid: int) -> float:
    """Return the processor time that a running process has taken, all its threads together.

    Source: proc_pid_stat(5), fields 14 and 15.
    """
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    by: Checkout, root: Path, kept: Path, environment: Environment
) -> Iterator[SandboxStand]:
    """Serve a project by a sandbox that keeps what it stores in a folder, until the end."""
    kept.mkdir()
    command = (by.program("buildtools"), "sandbox", "--json", "--directory", str(kept))
    variables = os.environ | environment(by)
    with subprocess.Popen(
        command, cwd=kept, env=variables, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            facts = json.loads(cast(IO[str], server.stdout).readline())
            yield SandboxStand(root, server.pid, facts, environment)
        finally:
            server.send_signal(signal.SIGTERM)
