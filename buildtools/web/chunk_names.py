"""The names that a runtime puts together for its chunks. Pure.

The runtime has a function of a chunk's ID, `r.u`, whose text depends on how many chunks there are
and on who minified it: tables of hashes and of names, choices between IDs, templates. It is read as
the expression that it is and worked out for each known ID, so that no name has to be guessed.
How such a function begins is a fact of its bundler.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from buildtools.bundlers import all_of
from buildtools.web.js_tokens import Tokens, Unreadable, spelled

Value = str | bool | None
_Term = Callable[[str], Value]

_RUNTIMES = all_of(lambda each: each.runtimes)
_MOST_LETTERS = 1_000_000
_DEEPEST = 60


class Names(msgspec.Struct, frozen=True):
    """What a runtime says of its chunks."""

    ids: frozenset[str]
    """The IDs that its own tables and choices name."""
    name_of: Callable[[str], str]
    """The file of a chunk's ID, relative to the public path; empty where there is none."""
    public_path: str | None
    """Where names begin; None where the runtime finds it out when it runs."""

    def of(self, more: Iterable[str]) -> list[str]:
        """Return the names of all chunks that are known here, and of these."""
        ids = dict.fromkeys((*sorted(self.ids), *more))
        return [name for each in ids if (name := self.name_of(each)).endswith(("js", "mjs"))]


class _NoSuchChunk(Exception):
    """A table has no entry for an ID."""


def runtimes(text: str) -> list[Names]:
    """Read each function of chunk names in a script; those that cannot be read are left out."""
    found = []
    for runtime in _RUNTIMES:
        public = runtime.public_path.search(text)
        path = public["path"] if public else None
        for head in runtime.names.finditer(text):
            parameter = next(group for group in head.groups() if group)
            reader = _Reader(text[head.end() : head.end() + _MOST_LETTERS], parameter)
            try:
                term = reader.function()
            except (Unreadable, RecursionError):
                continue
            found.append(Names(frozenset(reader.ids), _named(term), path))
    return found


def loaded(text: str) -> set[str]:
    """Find the IDs of chunks that a script loads: `n.e(710)`, `n.e("checkout")`."""
    found = (each for runtime in _RUNTIMES for each in runtime.loads.finditer(text))
    return {next(group for group in each.groups() if group) for each in found}


def _named(term: _Term) -> Callable[[str], str]:
    def name(chunk: str) -> str:
        try:
            value = term(chunk)
        except _NoSuchChunk:
            return ""
        return value if isinstance(value, str) else ""

    return name


def _joined(value: Value) -> str:
    """Return a value as it is joined to a text.

    JavaScript would write `undefined` for what a table lacks, and no file is called so.
    """
    if value is None:
        raise _NoSuchChunk
    return str(value)


class _Reader:
    """Reads one expression of strings, tables, choices and the parameter."""

    def __init__(self, text: str, parameter: str) -> None:
        self._tokens = Tokens(text)
        self._parameter = parameter
        self._depth = 0
        self.ids: set[str] = set()

    def function(self) -> _Term:
        """Read an arrow's expression, or a body of returns."""
        if self._tokens.take("{"):
            return self._body()
        return self._choice()

    def _body(self) -> _Term:
        """Read `if (A) return B; … return C`."""
        branches: list[tuple[_Term, _Term]] = []
        while self._tokens.take("if"):
            self._tokens.need("(")
            condition = self._choice()
            self._tokens.need(")")
            block = self._tokens.take("{")
            self._tokens.need("return")
            branches.append((condition, self._choice()))
            self._tokens.take(";")
            if block:
                self._tokens.need("}")
        self._tokens.need("return")
        last = self._choice()

        def chosen(chunk: str) -> Value:
            return next((then for ask, then in branches if ask(chunk)), last)(chunk)

        return chosen

    def _choice(self) -> _Term:
        self._depth += 1
        if self._depth > _DEEPEST * 20:
            raise Unreadable
        condition = self._either()
        if not self._tokens.take("?"):
            self._depth -= 1
            return condition
        yes = self._choice()
        self._tokens.need(":")
        no = self._choice()
        self._depth -= 1
        return lambda chunk: yes(chunk) if condition(chunk) else no(chunk)

    def _either(self) -> _Term:
        left = self._equal()
        while self._tokens.take("||") or self._tokens.take("??"):
            left = _first(left, self._equal())
        return left

    def _equal(self) -> _Term:
        left = self._sum()
        for sign in ("===", "=="):
            if self._tokens.take(sign):
                right = self._sum()
                self._note_id(left, right)
                return _same(left, right)
        return left

    def _sum(self) -> _Term:
        terms = [self._looked_up()]
        while self._tokens.take("+"):
            terms.append(self._looked_up())
        if len(terms) == 1:
            return terms[0]
        return lambda chunk: "".join(_joined(term(chunk)) for term in terms)

    def _looked_up(self) -> _Term:
        term, table = self._primary()
        while self._tokens.take("["):
            key = self._choice()
            self._tokens.need("]")
            term, table = _entry(table, key), None
        return term

    def _primary(self) -> tuple[_Term, Mapping[str, str] | None]:
        """Read the smallest piece; a table in brackets stays a table."""
        kind, word = self._tokens.next()
        if kind == "sign" and word == "(":
            return self._bracketed()
        if kind == "sign" and word == "{":
            table = self._table()
            self.ids |= set(table)
            return lambda chunk: None, table
        if kind == "word" and word == self._parameter:
            return lambda chunk: chunk, None
        if kind == "template":
            return self._template(word), None
        if kind in ("string", "number"):
            text = spelled(word)
            return lambda chunk: text, None
        raise Unreadable

    def _bracketed(self) -> tuple[_Term, Mapping[str, str] | None]:
        if self._tokens.peek() == "{":
            self._tokens.next()
            table = self._table()
            self.ids |= set(table)
            if self._tokens.take(")"):
                return lambda chunk: None, table
            self._tokens.need("[")
            key = self._choice()
            self._tokens.need("]")
            term = _entry(table, key)
            while self._tokens.take("||") or self._tokens.take("??"):
                term = _first(term, self._equal())
            while self._tokens.take("+"):
                term = _sum_of(term, self._looked_up())
            self._tokens.need(")")
            return term, None
        term = self._choice()
        self._tokens.need(")")
        return term, None

    def _table(self) -> dict[str, str]:
        table = {}
        while not self._tokens.take("}"):
            key = spelled(self._tokens.next()[1])
            self._tokens.need(":")
            table[key] = spelled(self._tokens.next()[1])
            self._tokens.take(",")
        return table

    def _template(self, word: str) -> _Term:
        """Read a template by the pieces around its places."""
        text, at, terms = word[1:-1], 0, list[_Term]()
        while (start := text.find("${", at)) >= 0:
            plain = text[at:start]
            inner = _Reader(text[start + 2 :], self._parameter)
            inner._depth = self._depth + 1
            term = inner._choice()
            inner._tokens.need("}")
            self.ids |= inner.ids
            terms += [_constant(plain), term]
            at = start + 2 + inner._tokens.at
        terms.append(_constant(text[at:]))
        return lambda chunk: "".join(_joined(term(chunk)) for term in terms)

    def _note_id(self, left: _Term, right: _Term) -> None:
        """Remember the ID that the parameter is compared with."""
        for term in (left, right):
            value = _named(term)("\0")
            if value and "\0" not in value:
                self.ids.add(value)


def _constant(text: str) -> _Term:
    return lambda chunk: text


def _first(left: _Term, right: _Term) -> _Term:
    return lambda chunk: left(chunk) or right(chunk)


def _sum_of(left: _Term, right: _Term) -> _Term:
    return lambda chunk: _joined(left(chunk)) + _joined(right(chunk))


def _same(left: _Term, right: _Term) -> _Term:
    return lambda chunk: left(chunk) == right(chunk)


def _entry(table: Mapping[str, str] | None, key: _Term) -> _Term:
    if table is None:
        raise Unreadable
    return lambda chunk: table.get(_joined(key(chunk)))
