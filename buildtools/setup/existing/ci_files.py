"""YAML files of CI systems: the commands in them, with the variables of all levels above.

No system has a reader of its own: a table says which keys hold variables, commands and folders, and
which call something else of the project.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from buildtools.config.document import read_text
from buildtools.config.nodes import Faults, Node
from buildtools.errors import BuildtoolsError
from buildtools.setup.existing import actions
from buildtools.setup.existing.expressions import marked, value
from buildtools.setup.existing.matrix import combinations
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.running import Running, Step, Where
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.templates import Templates
from buildtools.setup.existing.told import Told, unknown
from buildtools.setup.existing.use import Use
from buildtools.setup.existing.yaml_nodes import as_text, flat, line_of, mapping, pairs

_VARIABLES = ("variables", "env", "environment", "env_variables", "parameters", "env.global")
_SCRIPTS = (
    *("before_install", "install", "before_script", "run", "script", "commands", "command"),
    *("bash", "pwsh", "powershell", "cmd", "customCommand", "inlineScript", "buildCommand"),
    *("after_success", "before_deploy", "deploy", "after_deploy", "after_script", "args", "cmds"),
)
"""In the order in which one shell runs them, where it runs several."""
_FOLDERS = ("working-directory", "working_directory", "workingDirectory", "workingDir", "dir")
_RELEASE_EVENTS = frozenset({"release", "tag"})


class Pipeline:
    """One file of a CI system."""

    def __init__(self, project: Project, file: str, root: Node | None = None) -> None:
        self._project = project
        self._root = root
        self._file = file
        self._text = project.text(file) or ""
        self._lines = self._text.split("\n")
        self._macros = bool(re.search(r"azure|\$\((?:Build|System|Agent)\.", file + self._text))
        self.uses: list[Use] = []

    def steps(
        self, scope: Scope, folder: str = ".", given: Mapping[str, Told] = {}
    ) -> Iterator[Step]:
        """Return the commands of the file, in its order; `given` are its inputs."""
        root = self._root or self._read()
        if root is None or not isinstance(root.value, dict):
            return
        scope = Scope(scope)
        self._set_inputs(root, scope, given)
        self._set_reference(root, scope)
        self._templates = Templates(root)
        yield from self._node(self._templates.resolved(root), scope, folder, ())

    def _read(self) -> Node | None:
        # Several documents in one file are read one by one; tags of a system's own mean nothing.
        pieces = re.split(r"^---\s*$", self._text, flags=re.MULTILINE)
        nodes, above = [], 0
        for piece in pieces:
            text = re.sub(r"(?<=[\s\[-])!reference\b|!(?:Ref|Sub|Join|GetAtt)\b", "", piece)
            if text.strip():
                try:
                    nodes.append(read_text(text, self._file, Faults(), dates=True, above=above))
                except BuildtoolsError as failure:
                    why = "; ".join((failure.what, *failure.evidence[:1]))
                    self._project.unread.append(f"{self._file}: {why}")
            above += piece.count("\n")
        if len(nodes) > 1:
            every = {f"document {at}": node for at, node in enumerate(nodes)}
            return Node(every, nodes[0].place)
        return nodes[0] if nodes else None

    def _node(self, node: Node, scope: Scope, folder: str, path: tuple[str, ...]) -> Iterator[Step]:
        if isinstance(node.value, tuple):
            for each in node.value:
                yield from self._node(each, scope, folder, path)
            return
        if not isinstance(node.value, dict):
            return
        if several := combinations(node):
            for combination in several:
                inner = Scope(scope)
                for key, each in combination.items():
                    inner.put(f"matrix.{key}", value(as_text(each), inner), each.place)
                    inner.put(key, value(as_text(each), inner), each.place)
                yield from self._level(node, inner, folder, path)
            return
        yield from self._level(node, scope, folder, path)

    def _level(
        self, node: Node, scope: Scope, folder: str, path: tuple[str, ...]
    ) -> Iterator[Step]:
        keys = mapping(node)
        inner = Scope(scope)
        self._set_variables(node, inner)
        folder = self._folder(node, inner, folder)
        yield from self._calls(node, scope, inner, folder, path)
        running = Running(self._project, inner, folder)
        for key in sorted(keys, key=_rank):
            child = keys[key]
            if key in _SCRIPTS and self._is_script(child):
                yield from self._scripts(running, child)
            elif key == "outputs":
                continue
            elif not self._is_passed_over(key, path):
                below = running.folder if key in _SCRIPTS else folder
                yield from self._node(child, inner, below, (*path, key))
        self._hand_on(node, running, scope, inner, path)

    def _is_passed_over(self, key: str, path: tuple[str, ...]) -> bool:
        """What is read where it is called; and what only describes."""
        if not path and key in {"orbs", "inputs", "on", "true", "include", "workflow"}:
            return True
        is_template = len(path) == 1 and path[0] in {"commands", "jobs"}
        return key in _VARIABLES or (is_template and self._templates.is_called(path[0], key))

    def _is_script(self, node: Node) -> bool:
        if isinstance(node.value, str):
            return True
        return isinstance(node.value, tuple) and any(
            isinstance(each.value, str) for each in flat(node)
        )

    def _scripts(self, running: Running, node: Node) -> Iterator[Step]:
        for each in flat(node):
            if isinstance(each.value, str):
                text = marked(each.value, running.scope, self._project.marks, macros=self._macros)
                yield from running.run(text, self._where(each))
            else:
                yield from self._node(each, running.scope, running.folder, ("steps",))

    def _where(self, node: Node) -> Where:
        line = line_of(node)
        first = self._lines[line - 1] if line <= len(self._lines) else ""
        block = re.search(r"([|>])[-+0-9]*\s*(?:#.*)?$", first)
        if block is None:
            return Where(self._file, line - 1, fixed=True)
        return Where(self._file, line, fixed=block[1] == ">")

    def _set_variables(self, node: Node, scope: Scope) -> None:
        for key in _VARIABLES:
            child = node.child(key)
            for name, each in pairs(child) if child else ():
                told = value(as_text(each), scope, macros=self._macros)
                if isinstance(each.value, dict):  # a secret, by the name that the system has for it
                    told = Told(f"{{env.{name}}}")
                scope.put(name, told, each.place)
                if name.startswith("SENTRY_"):
                    known = self._project.variables.setdefault(name, [])
                    known.append((scope.told(name), each.place))
                if key in {"parameters"}:
                    scope.put(f"parameters.{name}", scope.told(name), each.place)

    def _folder(self, node: Node, scope: Scope, folder: str) -> str:
        asked = node.text("defaults", "run", "working-directory")
        inputs = node.child("inputs") or node
        for key in _FOLDERS:
            asked = node.text(key) or inputs.text(key) or asked
        if not asked or asked.startswith("~"):
            return folder
        told = value(asked, scope, macros=self._macros)
        if told.why or "{" in told.text:
            return folder
        return posixpath.normpath(told.text.removeprefix("/")) or "."

    def _calls(
        self, node: Node, outer: Scope, scope: Scope, folder: str, path: tuple[str, ...]
    ) -> Iterator[Step]:
        """Follow what a step or a job calls of the project, and read known actions."""
        name = node.text("uses") or node.text("pipe") or node.text("template") or ""
        given = node.child("with") or node.child("variables") or node.child("parameters")
        inputs = {key: value(as_text(each), scope) for key, each in pairs(given)} if given else {}
        places = {key: each.place for key, each in pairs(given)} if given else {}
        if name:
            use = actions.read(name, inputs, places, node.place, scope, folder)
            if use:
                self.uses.append(use)
            elif file := self._called_file(name):
                yield from self._follow(file, scope, folder, inputs)
        for key in [*node.value] if isinstance(node.value, dict) else ():
            template = self._templates.command(key) if path[-1:] == ("steps",) else None
            if template:
                yield from self._template(template, node.child(key), scope, folder)

    def _called_file(self, name: str) -> str:
        """Return the file that a step or a job calls of this project; empty for any other."""
        if name.startswith("./"):
            base = posixpath.normpath(name)
            every = [base, f"{base}/action.yml", f"{base}/action.yaml"]
        else:
            beside = posixpath.join(posixpath.dirname(self._file), name)
            every = [posixpath.normpath(beside), name]
        return next((each for each in every if (self._project.root / each).is_file()), "")

    def _follow(
        self, file: str, scope: Scope, folder: str, inputs: Mapping[str, Told]
    ) -> Iterator[Step]:
        if not file.endswith((".yml", ".yaml")) or file == self._file:
            return
        self._project.followed.add(file)
        other = Pipeline(self._project, file)
        yield from other.steps(scope, folder, inputs)
        self.uses += other.uses

    def _template(
        self, template: Node, given: Node | None, scope: Scope, folder: str
    ) -> Iterator[Step]:
        inner = Scope(scope)
        for name, each in pairs(template.child("parameters")):
            default = each.child("default")
            if default is not None:
                inner.put(f"parameters.{name}", value(as_text(default), scope), default.place)
        for name, each in pairs(given):
            inner.put(f"parameters.{name}", value(as_text(each), scope), each.place)
        below = {key: each for key, each in mapping(template).items() if key != "parameters"}
        yield from self._node(Node(below, template.place), inner, folder, ())

    def _set_inputs(self, root: Node, scope: Scope, given: Mapping[str, Told]) -> None:
        asked = [root.child("inputs"), root.child("parameters"), root.child("spec", "inputs")]
        triggers = mapping(root.child("on") or root.child("true"))
        asked += [each.child("inputs") for each in triggers.values()]
        for inputs in asked:
            for name, each in pairs(inputs):
                default = each.child("default")
                told = given.get(name) or (
                    value(as_text(default), scope)
                    if default is not None and default.value not in {None, ""}
                    else unknown(f"the input {name} is given from outside")
                )
                for key in (f"inputs.{name}", f"parameters.{name}"):
                    scope.put(key, told, each.place)

    def _set_reference(self, root: Node, scope: Scope) -> None:
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

    def _hand_on(
        self, node: Node, running: Running, outer: Scope, inner: Scope, path: tuple[str, ...]
    ) -> None:
        """Let later steps have what this one handed on, and later jobs what this one gives."""
        identity = node.text("id") or node.text("name") or node.text("step") or ""
        for name, told in running.outputs.items():
            for key in (name, f"steps.{identity}.outputs.{name}"):
                outer.put(key, told, node.place)
        for name, each in pairs(node.child("outputs")):
            text = as_text(each.child("value") or each)
            told = value(text, inner)
            if not told.why:
                job = path[-1] if path else ""
                outer.put(f"outputs.{name}", told, each.place)
                outer.put(f"needs.{job}.outputs.{name}", told, each.place)
                outer.put(f"steps.{identity}.outputs.{name}", told, each.place)


def _rank(key: str) -> int:
    """Return when a key is read: set-up before scripts, in the order of the shell."""
    return _SCRIPTS.index(key) if key in _SCRIPTS else -1 if key == "default" else 0
