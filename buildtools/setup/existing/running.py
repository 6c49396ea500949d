"""Commands of a script in the order they would run, with what their words and names stand for.

Nothing is run. Scripts of package.json, shell files and functions are followed to where they are
called, since there alone their parameters are known.
"""

import posixpath
import re
from collections.abc import Generator, Iterator, Sequence

from buildtools.setup.existing.calls import Called, called
from buildtools.setup.existing.printed import printed
from buildtools.setup.existing.project import Project
from buildtools.setup.existing.scope import Scope
from buildtools.setup.existing.step import Step, Where
from buildtools.setup.existing.told import Told, changed, joined, unknown
from buildtools.sources import shell
from buildtools.sources.statements import (
    Command,
    Function,
    Group,
    Loop,
    Part,
    Pipe,
    Ran,
    Statement,
    Variable,
    Word,
)

_DEEPEST = 8
_MOST = 5_000
_COMMANDS = frozenset({"pwd", "date", "hostname", "whoami", "nproc"})
_HOLE = re.compile(r"\$\{[A-Za-z_]\w*(?:\.\w+)+\}")
_MARK = re.compile("\ue000(\\d+)\ue001")
_HANDED_ON = re.compile(r"(?:export +)?([A-Za-z_][\w-]*)=(.*)", re.DOTALL)
_HANDED_ON_BY_TEXT = re.compile(
    r"(?:##vso\[task\.setvariable variable=|::set-(?:output|env) name=)"
    r"([\w.-]+)[^\]:]*(?:\]|::)(.*)",
    re.DOTALL,
)


class Running:
    """A script at work, in thought."""

    def __init__(self, project: Project, scope: Scope, folder: str, depth: int = 0) -> None:
        self.project = project
        self.scope = scope
        self.folder = folder
        self.outputs: dict[str, Told] = {}
        """What it hands on to later steps, by name."""
        self._functions: dict[str, Function] = {}
        self._arrays = {"@", "*"}
        """Names that stand for several words, in quotes too."""
        self._depth = depth
        self._count = 0
        self._where = Where("")
        self._unclear: int | None = None
        """A line whose commands may lack words, so that nothing is made of them."""
        self._inner = depth

    def run(self, text: str, where: Where) -> Iterator[Step]:
        """Return the commands of a text."""
        self._where = where
        script = shell.read(_HOLE.sub(self._mark, text), where.above)
        self._unclear = script.error
        if script.error is not None and "sentry" in text.lower():
            place = where.place(script.error)
            self.project.unread.append(f"{place}: what follows is not understood as shell")
        yield from self._body(script.body)

    def _mark(self, found: re.Match[str]) -> str:
        """Return what stands for a value that no shell could fill in: `${nextRelease.version}`."""
        told = unknown(f"{found[0]} is filled in by another tool")
        self.project.marks.append(told)
        return f"\ue000{len(self.project.marks) - 1}\ue001"

    def _body(self, body: Sequence[Statement], *, maybe: bool = False) -> Iterator[Step]:
        for statement in body:
            self._count += 1
            if self._count > _MOST:
                return
            match statement:
                case Command():
                    yield from self._command(statement, maybe)
                case Group(inner, apart):
                    yield from self._group(inner, apart, maybe)
                case Pipe(inner):
                    yield from self._piped(inner, maybe)
                case Loop(name, each, inner):
                    yield from self._loop(name, each, inner, maybe)
                case Function(name, _):
                    self._functions[name] = statement

    def _piped(self, body: Sequence[Statement], maybe: bool) -> Iterator[Step]:
        """Return the commands of a pipe; what `xargs` is given is named by the one before."""
        steps = list(self._body(body, maybe=maybe))
        yield from steps
        if any(each.words and each.words[0].text == "xargs" for each in steps):
            words = tuple(word for each in steps for word in each.words)
            yield steps[0]._replace(words=words)

    def _group(self, body: Sequence[Statement], apart: bool, maybe: bool) -> Iterator[Step]:
        folder, scope = self.folder, self.scope
        if apart:
            self.scope = Scope(scope)
        yield from self._body(body, maybe=maybe)
        if apart:
            self.folder, self.scope = folder, scope

    def _loop(
        self, name: str, each: Sequence[Word], body: Sequence[Statement], maybe: bool
    ) -> Iterator[Step]:
        for word in self._split(each)[:20] or [unknown(f"what ${name} stands for")]:
            self.scope.put(name, word, self._where.place(1))
            yield from self._body(body, maybe=maybe)

    def _command(self, command: Command, maybe: bool) -> Iterator[Step]:
        if command.line == self._unclear:
            return
        maybe = maybe or command.maybe
        place = self._where.place(command.line)
        words = self._split(command.words)
        alone = not words or words[0].text in {"export", "declare", "local", "readonly", "typeset"}
        outer = self.scope
        scope = outer if alone else Scope(outer)
        for name, word in command.assigned:
            if len(word.parts) > 2 and not word.quoted and " " in word.parts:
                self._arrays.add(name)
            scope.put(name, self.told(word), place, maybe=maybe and alone)
        if alone:
            return
        self._hand_on(command, words, place)
        call = called(words, self.folder, self.project)
        for name, told in call.given:
            scope.put(name, told, place)
        if words[0].text in {"cd", "pushd"} and len(words) > 1:
            self.folder = self._at(words[1])
            return
        step = Step(call.words, place, call.folder, scope, maybe, self._depth)
        if call.script:
            yield step
        self.scope = outer if call.here else scope
        followed = yield from self._followed(call, words)
        self.scope = outer
        if not followed:
            yield step

    def _followed(self, call: Called, words: Sequence[Told]) -> Generator[Step, None, bool]:
        """Read what a command runs of the project, in its place; give whether there is any."""
        if self._inner > _DEEPEST:
            return False
        self._inner += 1
        function = self._functions.get(words[0].text)
        found = False
        if function:
            found = True
            yield from self._with_parameters(words[1:], function)
        elif call.script:
            for script in call.scripts:
                found = True
                yield from self._script(call, script)
        elif call.lines:
            found = True
            yield from self.apart(call.file, call.folder, call.lines)
        elif call.text or call.file:
            text = call.text or self.project.text(call.file) or ""
            found = bool(text)
            yield from self._text(call, text)
        self._inner -= 1
        return found

    def _with_parameters(self, given: Sequence[Told], function: Function) -> Iterator[Step]:
        scope = self.scope
        self.scope = _parameters(scope, given, self._where.place(1))
        yield from self._body(function.body)
        self.scope = scope

    def _script(self, call: Called, name: str) -> Iterator[Step]:
        script = self.project.scripts(call.folder)[name]
        file, _, line = script.place.rpartition(":")
        self.project.followed.add(f"{file}#{name}")
        scope = Scope(self.scope)
        for key, value in (("npm_package_name", "name"), ("npm_package_version", "version")):
            scope.put(key, Told(f"{{package.{value}}}"), script.place)
        inner = Running(self.project, scope, call.folder, self._inner)
        more = " ".join(each.text for each in call.rest) if name == call.script else ""
        yield from inner.run(f"{script.text} {more}".strip(), Where(file, int(line) - 1, True))

    def _text(self, call: Called, text: str) -> Iterator[Step]:
        file = call.file or self._where.file
        if call.file:
            self.project.followed.add(call.file)
        scope = self.scope if call.here else _parameters(self.scope, call.rest, file)
        inner = Running(self.project, scope, self.folder, self._inner)
        if call.here:
            inner._functions = self._functions
            for number, each in enumerate(call.rest, start=1):
                scope.put(str(number), each, file)
        yield from inner.run(text, Where(file) if call.file else self._where)

    def apart(self, file: str, folder: str, lines: Sequence[tuple[int, str]]) -> Iterator[Step]:
        """Return the commands of lines each of which has a shell of its own, but for variables."""
        scope = Scope(self.scope)
        for line, text in lines:
            inner = Running(self.project, scope, folder, self._inner)
            yield from inner.run(text, Where(file, line - 1))

    def _hand_on(self, command: Command, words: Sequence[Told], place: str) -> None:
        """Note what a step writes for later ones: `echo "NAME=value" >> $GITHUB_ENV`."""
        if words[0].text not in {"echo", "printf"}:
            return
        text = joined([p for each in words[1:] for p in (Told(" "), each)][1:])
        into = self.told(command.into).text if command.into else ""
        if into.startswith("{env.") or not into:
            for form in (_HANDED_ON_BY_TEXT, _HANDED_ON) if into else (_HANDED_ON_BY_TEXT,):
                if found := form.fullmatch(text.text):
                    value = found[2].strip()
                    told = text._replace(text=value.strip("\"'"), others=())
                    told = self._evaluated(value) if "$" in value else told
                    self.outputs[found[1]] = told
                    self.scope.put(found[1], told, place)
                    return

    def _at(self, word: Told) -> str:
        """Return the folder that `cd` leads to; one that cannot be told is where we are."""
        if word.why or "{" in word.text or word.text in {"-", "~"}:
            return self.folder
        if word.text.startswith("/"):
            return "."
        return posixpath.normpath(posixpath.join(self.folder, word.text))

    def told(self, word: Word) -> Told:
        """Return what a word stands for."""
        return joined([self._part(each) for each in word.parts], quoted=word.quoted)

    def _part(self, part: Part) -> Told:
        if isinstance(part, str):
            pieces = _MARK.split(part)
            marks = self.project.marks
            return joined(
                marks[int(each)] if at % 2 else Told(each) for at, each in enumerate(pieces)
            )
        if isinstance(part, Ran):
            return self._printed(part)
        if part.change[:1] in {":", "-"} and "$" in part.change and not self.scope.find(part.name):
            fallback = self._evaluated(part.change.lstrip(":").removeprefix("-"))
            name = Told(f"{{env.{part.name}}}")
            return fallback._replace(sure=False, others=(name.text,)) if fallback.text else name
        told = self.scope.told(part.name)
        if part.name in {"0"}:
            told = Told(self._where.file)
        if part.change.startswith("?"):
            return unknown(f"${{{part.name}}} is beyond what a template can say")
        return changed(told, part.change)

    def _evaluated(self, text: str) -> Told:
        body = shell.read(f"x={text}").body
        assigned = body[0].assigned if body and isinstance(body[0], Command) else ()
        return self.told(assigned[0][1]) if assigned else Told(text)

    def _printed(self, part: Ran) -> Told:
        # A variable of some CI systems is written like a command: $(Build.SourceVersion).
        if re.fullmatch(r"[A-Za-z_][\w.-]*", part.written):
            is_command = part.written in self._functions or part.written in _COMMANDS
            if self.scope.find(part.written) or not is_command:
                return self.scope.told(part.written)
        if self._inner > _DEEPEST:
            return unknown("it is nested too deep")
        self._inner += 1
        told = printed(part.body, self._split, self.folder, part.written)
        self._inner -= 1
        return told

    def _split(self, words: Sequence[Word]) -> tuple[Told, ...]:
        """Return words as they are given: an unquoted variable may stand for several."""
        every: list[Told] = []
        for word in words:
            told = self.told(word)
            is_array = any(isinstance(e, Variable) and e.name in self._arrays for e in word.parts)
            is_plain = all(isinstance(each, str) for each in word.parts)
            is_one = bool(told.why) or is_plain or (word.quoted and not is_array)
            if is_one or " " not in told.text.strip():
                every.append(told)
            else:
                every += [told._replace(text=each, others=()) for each in told.text.split()]
        return tuple(every)


def _parameters(above: Scope, given: Sequence[Told], place: str) -> Scope:
    scope = Scope(above)
    for number, each in enumerate(given, start=1):
        scope.put(str(number), each, place)
    for number in range(len(given) + 1, 10):
        scope.put(str(number), unknown(f"what is given as ${number}"), place)
    every = joined([p for each in given for p in (Told(" "), each)][1:])
    scope.put("@", every, place)
    scope.put("*", every, place)
    return scope
