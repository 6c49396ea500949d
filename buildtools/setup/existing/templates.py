"""Parts of a CI file that other parts call: commands of their own, and jobs that extend others."""

from collections.abc import Mapping

from buildtools.config.nodes import Node, merge
from buildtools.setup.existing.yaml_nodes import flat, mapping


class Templates:
    """What of a file other parts of it call: anchors are done by YAML itself."""

    def __init__(self, root: Node) -> None:
        self._root = root

    def command(self, name: str) -> Node | None:
        """Return the steps that a name stands for."""
        commands = self._root.child("commands")
        return commands.child(name) if commands and isinstance(commands.value, dict) else None

    def calls_of(self, job: str) -> list[Node]:
        """Return what workflows give a job that has parameters, each time that they call it."""
        if self._root.child("jobs", job, "parameters") is None:
            return []
        workflows = mapping(self._root.child("workflows")).values()
        jobs = [each.child("jobs") for each in workflows if isinstance(each.value, dict)]
        entries = [entry for each in jobs if each for entry in flat(each)]
        return [mapping(each)[job] for each in entries if job in mapping(each)]

    def is_called(self, kind: str, name: str) -> bool:
        """Whether it is read where it is called."""
        return kind == "commands" and self.command(name) is not None

    def resolved(self, root: Node) -> Node:
        """Lay the jobs that others extend under them, and leave those alone that only serve so."""
        jobs = dict(mapping(root))
        made = {}
        for name, job in jobs.items():
            if not name.startswith("."):
                made[name] = self._extended(job, jobs, 0)
        return Node(made, root.place)

    def _extended(self, job: Node, jobs: Mapping[str, Node], depth: int) -> Node:
        extends = job.child("extends")
        if extends is None or depth > 10:
            return job
        names = [extends] if isinstance(extends.value, str) else list(flat(extends))
        below = Node({}, job.place)
        for each in names:
            if isinstance(each.value, str) and each.value in jobs:
                below = merge(below, self._extended(jobs[each.value], jobs, depth + 1))
        return merge(below, job)
