"""What one level of a CI file says for all below it: variables, inputs, the folder."""

import posixpath
from collections.abc import Mapping

from buildtools.config.nodes import Node
from buildtools.setup.existing.expressions import value
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.running import Running
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.step import Where
from buildtools.setup.existing.told import Told, unknown
from buildtools.setup.existing.yaml_nodes import as_text, line_of, mapping, pairs

VARIABLES = ("variables", "vars", "env", "environment", "env_variables", "parameters")
"""Keys whose members are variables."""
_WITHIN = frozenset({"variables", "secrets-manager", "parameter-store", "exported-variables"})
"""Keys below them that hold variables themselves."""
_KEPT = _WITHIN - {"variables", "exported-variables"}
_FOLDERS = ("working-directory", "working_directory", "workingDirectory", "workingDir", "dir")
_RELEASE_EVENTS = frozenset({"release", "tag"})


def set_variables(
    node: Node, scope: Scope, project: Project, *, macros: bool, kept: bool = False
) -> None:
    """Set the variables of a level; those of Sentry are noted for whatever else reads them.

    The values of `kept` ones name what a store of secrets has.
    """
    for key in VARIABLES:
        for name, each in pairs(node.child(key)):
            if isinstance(each.value, dict) and name in _WITHIN:
                below = Node({key: each}, each.place)
                kept_there = name in _KEPT
                set_variables(below, scope, project, macros=macros, kept=kept_there)
                continue
            if key == "parameters" and isinstance(each.value, dict):
                given = scope.find(f"parameters.{name}")
                told = given.told if given else _default(name, each, scope)
                scope.put(f"parameters.{name}", told, each.place)
                continue
            told = _value(name, each, scope, project, macros=macros, is_kept=kept)
            scope.put(name, told, each.place)
            if name.startswith("SENTRY_"):
                known = project.variables.setdefault(name, [])
                known.append((scope.told(name), each.place))
            if key == "parameters":
                scope.put(f"parameters.{name}", scope.told(name), each.place)


def _value(
    name: str, node: Node, scope: Scope, project: Project, *, macros: bool, is_kept: bool
) -> Told:
    printed = node.text("sh")
    if printed is not None:  # a variable that a command gives
        running = Running(project, Scope(scope), ".")
        list(running.run(f"value=$({printed})", Where("", line_of(node))))
        return running.scope.told("value")
    if isinstance(node.value, dict) or is_kept:  # a secret, by the name that a system has for it
        return Told(f"{{env.{name}}}")
    return value(as_text(node), scope, macros=macros)


def folder_of(node: Node, scope: Scope, folder: str, *, macros: bool) -> str:
    """Return the folder that a level runs in; the one around it where it says none."""
    asked = node.text("defaults", "run", "working-directory")
    inputs = node.child("inputs") or node
    for key in _FOLDERS:
        asked = node.text(key) or inputs.text(key) or asked
    if not asked or asked.startswith("~"):
        return folder
    told = value(asked, scope, macros=macros)
    if told.why or "{" in told.text:
        return folder
    return posixpath.normpath(told.text.removeprefix("/")) or "."


def set_inputs(root: Node, scope: Scope, given: Mapping[str, Told]) -> None:
    """Set what a file is given by the one that calls it, or its defaults."""
    asked = [root.child("inputs"), root.child("parameters"), root.child("spec", "inputs")]
    triggers = mapping(root.child("on") or root.child("true"))
    asked += [each.child("inputs") for each in triggers.values()]
    for inputs in asked:
        for name, each in pairs(inputs):
            told = given.get(name) or _default(name, each, scope)
            for key in (f"inputs.{name}", f"parameters.{name}"):
                scope.put(key, told, each.place)


def _default(name: str, node: Node, scope: Scope) -> Told:
    default = node.child("default")
    options = node.child("options") or node.child("values") or node.child("enum")
    if options is not None and isinstance(options.value, tuple) and options.value:
        every = [as_text(each) for each in options.value]
        return Told(every[0], others=tuple(every[1:]), sure=False)
    if default is None or default.value in {None, ""}:
        return unknown(f"the input {name} is given from outside")
    return value(as_text(default), scope)


def set_reference(root: Node, scope: Scope) -> None:
    """Tell what the name of the reference is, where only tags start the file, or branches."""
    on = root.child("on") or root.child("true")
    if on is None:
        return
    push = on.child("push")
    tags = push is not None and push.child("tags") is not None
    branches = push is not None and push.child("branches") is not None
    events = {on.value} if isinstance(on.value, str) else {*mapping(on)}
    if (tags and not branches) or events & _RELEASE_EVENTS:
        told = Told("{git.tag}")
    elif branches and not tags:
        told = Told("{git.branch}")
    else:
        return
    for name in ("GITHUB_REF_NAME", "github.ref_name"):
        scope.put(name, told, on.place)


def hand_on(
    node: Node, running: Running, outer: Scope, inner: Scope, path: tuple[str, ...]
) -> None:
    """Let later steps have what this one handed on, and later jobs what this one gives."""
    identity = node.text("id") or node.text("name") or node.text("step") or ""
    for name, told in running.outputs.items():
        for key in (name, f"steps.{identity}.outputs.{name}"):
            outer.put(key, told, node.place)
    for name, each in pairs(node.child("outputs")):
        told = value(as_text(each.child("value") or each), inner)
        if not told.why:
            job = path[-1] if path else ""
            for key in ("outputs", f"needs.{job}.outputs", f"steps.{identity}.outputs"):
                outer.put(f"{key}.{name}", told, each.place)
