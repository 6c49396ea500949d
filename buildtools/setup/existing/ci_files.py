"""YAML files of CI systems: the commands in them, with the variables of all levels above.

No system has a reader of its own: a table says which keys hold variables, commands and folders, and
which call something else of the project.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from buildtools.config.document import read_text
from buildtools.config.nodes import Faults, Node, merge
from buildtools.errors import BuildtoolsError
from buildtools.setup.existing import actions, levels
from buildtools.setup.existing.dialects import of_powershell
from buildtools.setup.existing.expressions import marked, value
from buildtools.setup.existing.matrix import combinations
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.running import Running
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.step import Step, Where
from buildtools.setup.existing.templates import Templates
from buildtools.setup.existing.told import Told
from buildtools.setup.existing.use import Use
from buildtools.setup.existing.yaml_nodes import as_text, flat, line_of, mapping, pairs

_SCRIPTS = (
    *("before_install", "install", "before_script", "run", "script", "commands", "command"),
    *("bash", "pwsh", "powershell", "cmd", "customCommand", "inlineScript", "buildCommand"),
    *("after_success", "before_deploy", "deploy", "after_deploy", "after_script", "args", "cmds"),
)
"""In the order in which one shell runs them, where it runs several."""
_IMAGE = re.compile(r"(?:docker://)?(?:\S+/)?getsentry/sentry-cli(?::\S+)?")
_CALL = re.compile(r"sentry-cli |@sentry/cli[@ ]")
_NAMES = frozenset({"name", "image", "uses", "description", "label", "displayName", "key", "id"})


class Pipeline:
    """One file of a CI system."""

    def __init__(self, project: Project, file: str, root: Node | None = None) -> None:
        self._project = project
        self._root = root
        self._file = file
        self._text = project.text(file) or ""
        self._lines = self._text.split("\n")
        self._macros = bool(re.search(r"azure|\$\((?:Build|System|Agent)\.", file + self._text))
        self._doubles = file.startswith(".buildkite/")
        self.uses: list[Use] = []

    def steps(
        self, scope: Scope, folder: str = ".", given: Mapping[str, Told] = {}
    ) -> Iterator[Step]:
        """Return the commands of the file, in its order; `given` are its inputs."""
        root = self._root or self._read()
        if root is None or not isinstance(root.value, dict):
            return
        root = self._with_included(root)
        scope = Scope(scope)
        levels.set_inputs(root, scope, given)
        levels.set_reference(root, scope)
        self._templates = Templates(root)
        yield from self._node(self._templates.resolved(root), scope, folder, ())

    def _with_included(self, root: Node) -> Node:
        """Lay files of the project that it includes under it."""
        included = root.child("include")
        for each in flat(included) if included else ():
            name = each.value if isinstance(each.value, str) else each.text("local")
            file = self._called_file(f"./{name.lstrip('/')}") if name else ""
            other = Pipeline(self._project, file)._read() if file and file != self._file else None
            if other is not None:
                self._project.followed.add(file)
                root = merge(other, root)
        return root

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
        levels.set_variables(node, inner, self._project, macros=self._macros)
        folder = levels.folder_of(node, inner, folder, macros=self._macros)
        yield from self._calls(node, scope, inner, folder, path)
        running = Running(self._project, inner, folder)
        for key in sorted(keys, key=_rank):
            child = keys[key]
            if self._is_image(node) and key in {"args", "with"}:
                yield from self._arguments(running, node.child("with", "args") or child)
            elif key in _SCRIPTS and self._is_script(child):
                yield from self._scripts(running, child, key)
            elif self._holds_a_call(key, child):
                yield from self._texts(running, child)
            elif key == "outputs":
                continue
            elif path == ("jobs",) and (calls := self._templates.calls_of(key)):
                for given in calls:
                    yield from self._template(child, given, inner, folder)
            elif not self._is_passed_over(key, path):
                below = running.folder if key in _SCRIPTS else folder
                yield from self._node(child, inner, below, (*path, key))
        levels.hand_on(node, running, scope, inner, path)

    def _is_passed_over(self, key: str, path: tuple[str, ...]) -> bool:
        """What is read where it is called; and what only describes."""
        if not path and key in {"orbs", "inputs", "on", "true", "include", "workflow"}:
            return True
        is_template = len(path) == 1 and path[0] in {"commands", "jobs"}
        return key in levels.VARIABLES or (is_template and self._templates.is_called(path[0], key))

    def _is_script(self, node: Node) -> bool:
        if isinstance(node.value, str):
            return True
        return isinstance(node.value, tuple) and any(
            isinstance(each.value, str) for each in flat(node)
        )

    def _is_image(self, node: Node) -> bool:
        """Whether a step is the program itself, which is given words alone."""
        names = (node.text(key) or "" for key in ("uses", "image", "name"))
        return any(_IMAGE.fullmatch(each) for each in names) and node.child("entrypoint") is None

    def _arguments(self, running: Running, node: Node) -> Iterator[Step]:
        words = " ".join(each.value for each in flat(node) if isinstance(each.value, str))
        text = marked(f"sentry-cli {words}", running.scope, self._project.marks)
        yield from running.run(text, self._where(node)._replace(fixed=True))

    def _holds_a_call(self, key: str, node: Node) -> bool:
        """Whether a text under any other key is a command, as plugins of tools have them."""
        texts = [each.value for each in flat(node) if isinstance(each.value, str)]
        return key not in _NAMES and any(_CALL.search(each) for each in texts)

    def _texts(self, running: Running, node: Node) -> Iterator[Step]:
        """Read texts that may be commands; what is no shell was a sentence, then."""
        known = len(self._project.unread)
        yield from self._scripts(running, node, "")
        del self._project.unread[known:]

    def _scripts(self, running: Running, node: Node, key: str) -> Iterator[Step]:
        for each in flat(node):
            if isinstance(each.value, str):
                text = each.value.replace("$$", "$") if self._doubles else each.value
                text = of_powershell(text) if key in {"pwsh", "powershell"} else text
                text = marked(text, running.scope, self._project.marks, macros=self._macros)
                yield from running.run(text, self._where(each))
            else:
                yield from self._node(each, running.scope, running.folder, ("steps",))

    def _where(self, node: Node) -> Where:
        line, file = line_of(node), node.place.rpartition(":")[0]
        lines = self._lines if file == self._file else self._lines_of(file)
        first = lines[line - 1] if line <= len(lines) else ""
        block = re.search(r"([|>])[-+0-9]*\s*(?:#.*)?$", first)
        if block is None:
            return Where(file, line - 1, fixed=True)
        return Where(file, line, fixed=block[1] == ">")

    def _lines_of(self, file: str) -> list[str]:
        return (self._project.text(file) or "").split("\n")

    def _calls(
        self, node: Node, outer: Scope, scope: Scope, folder: str, path: tuple[str, ...]
    ) -> Iterator[Step]:
        """Follow what a step or a job calls of the project, and read known actions."""
        name = node.text("uses") or node.text("pipe") or node.text("template") or ""
        given = node.child("with") or node.child("variables") or node.child("parameters")
        identity = node.text("id")
        if identity and actions.GIVES_VERSION.fullmatch(name):
            told = Told("{package.version}", sure=False)
            outer.put(f"steps.{identity}", told, node.place)
        is_action = bool(name) and self._take_action(name, node, given, scope, folder)
        file = "" if is_action or not name else self._called_file(name)
        if file:
            inputs = {key: value(as_text(each), scope) for key, each in pairs(given)}
            yield from self._follow(file, scope, folder, inputs)
        for key, child in mapping(node).items() if path[-1:] == ("steps",) else ():
            if "/" in key and "sentry" in key.lower():  # an orb
                self._take_action(key, node, child, scope, folder)
            template = self._templates.command(key)
            if template:
                yield from self._template(template, child, scope, folder)

    def _take_action(
        self, name: str, node: Node, given: Node | None, scope: Scope, folder: str
    ) -> bool:
        """Note what an action does; give whether it is one that has to do with Sentry."""
        inputs = {key: value(as_text(each), scope) for key, each in pairs(given)}
        places = {key: each.place for key, each in pairs(given)}
        if _IMAGE.fullmatch(name):
            return True
        use = actions.read(name, inputs, places, node.place, scope, folder)
        self.uses += [use] if use else []
        return use is not None

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


def _rank(key: str) -> int:
    """Return when a key is read: set-up before scripts, in the order of the shell."""
    return _SCRIPTS.index(key) if key in _SCRIPTS else -1 if key == "default" else 0
