"""Combinations of a matrix: what one job is run for."""

from collections.abc import Mapping

from buildtools.config.nodes import Node
from buildtools.setup.existing.yaml_nodes import flat, mapping

MOST = 24
"""Combinations that are looked at."""

Combination = dict[str, Node]


def combinations(node: Node) -> list[Combination]:
    """Return the combinations of a job's matrix; none where it has none, or works it out."""
    found = []
    parallel = node.child("parallel", "matrix")
    for each in (node.child("strategy", "matrix"), *(flat(parallel) if parallel else ())):
        found += _of_one(mapping(each))
    return [_with_members(each) for each in found if each][:MOST]


def _of_one(matrix: Mapping[str, Node]) -> list[Combination]:
    made: list[Combination] = [{}]
    for name, each in matrix.items():
        values = each.value if isinstance(each.value, tuple) else (each,)
        if name not in {"include", "exclude"} and values and not isinstance(each.value, dict):
            made = [{**before, name: one} for before in made for one in values]
        if len(made) > 10 * MOST:
            return made
    included = matrix.get("include")
    for one in flat(included) if included else ():
        _include(made, mapping(one))
    return made


def _include(made: list[Combination], extra: Mapping[str, Node]) -> None:
    """Add to the combinations that it fits, else as one of its own."""
    fitting = [at for at, each in enumerate(made) if _fits(each, extra)]
    for at in fitting:
        made[at] = {**made[at], **extra}
    if not fitting:
        made.append(dict(extra))


def _fits(combination: Combination, extra: Mapping[str, Node]) -> bool:
    shared = combination.keys() & extra.keys()
    return bool(shared) and all(combination[key].value == extra[key].value for key in shared)


def _with_members(combination: Combination) -> Combination:
    """Name the members of values that are mappings: `app.folder`."""
    members = {
        f"{name}.{key}": each
        for name, node in combination.items()
        for key, each in mapping(node).items()
    }
    return combination | members
