"""Shell commands that stand as texts in programs of other languages: `sh 'npx sentry-cli …'`.

Jenkins' Groovy, Ruby of fastlane and Rake, JavaScript, Python: the texts of each are told apart,
and those that are handed to a shell. Nothing else of a program is understood.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TEXT = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/|(?<![\w$\"'{])#(?!\{)[^\n]*)"
    r"|(?P<quote>'''|\"\"\"|'|\"|`)",
    re.DOTALL,
)
_SHELL = re.compile(
    r"(?:\b(?:sh|bat|pwsh|powershell|system|exec|execSync|execaCommand(?:Sync)?|command|run|check_call|"
    r"check_output|Popen|popen|shell|\$)|%x)\s*\(?\s*\[?\s*(?:\w+:\s*[\w\"']+,\s*)*(?:script:\s*|command:\s*|f|r)?$"
)
_NAMED = re.compile(
    r"(?:\b(?:def|const|let|var|final|String)\s+)?(?:env\.|ENV\[['\"])?([A-Za-z_]\w*)(?:['\"]\])?\s*[:=]\s*f?$"
)
_PRINTED = re.compile(
    r"(?:\b(?:def|const|let|var|String)\s+)?(?:env\.)?([A-Za-z_]\w*)\s*=\s*"
    r"(?:sh|[\w.]*(?:execSync|\.run|check_output|popen)|`)\s*\(?\s*(?:returnStdout:\s*true,\s*)?(?:script:\s*)?$"
)
_SECRET = re.compile(r"([A-Za-z_]\w*)\s*=\s*credentials\(\s*$")
_BOUND = re.compile(r"(?:variable|passwordVariable):\s*$")
_FOLDER = re.compile(r"\bdir\s*\(?\s*$")
_HOLE = {
    "groovy": re.compile(r"\\\$|\$\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\$([A-Za-z_]\w*(?:\.\w+)*)"),
    "script": re.compile(r"\\\$|\$\{([^{}]*)\}"),
    "ruby": re.compile(r"#\{([^{}]*)\}"),
    "python": re.compile(r"(?<!\{)\{([\w.\[\]'\"()]+)\}(?!\})"),
}
_OF_ENVIRONMENT = re.compile(
    r"(?:process\.env\.|env\.|ENV\[['\"]|ENV\.fetch\(['\"]|os\.environ\[['\"]|os\.getenv\(['\"])(\w+).*"
)


OF_PROGRAM = "program__"
"""How names of a program begin, so that none is taken for a variable of the environment."""


class Text(NamedTuple):
    """One text of a program that matters."""

    kind: str
    """run, set, secret, folder or end: of a folder."""
    text: str
    """Shell text; what a program would fill in is `${NAME}`."""
    line: int
    """The line that it begins at, from one."""


def read(program: str, language: str) -> Iterator[Text]:
    """Return the texts of a program, in their order."""
    yield from _known(program, language)
    at, depth, folders = 0, 0, list[int]()
    while found := _TEXT.search(program, at):
        between = program[at : found.start()]
        for brace in re.findall(r"[{}]", between):
            depth += 1 if brace == "{" else -1
            if brace == "}" and folders and depth < folders[-1]:
                folders.pop()
                yield Text("end", "", 0)
        if found["comment"] is not None:
            is_comment = language in {"ruby", "python"} if found[0].startswith("#") else True
            at = found.end() if is_comment else found.start() + 1
            continue
        quote = found["quote"]
        end = _end(program, found.end(), quote)
        inner = program[found.end() : end]
        line = program.count("\n", 0, found.start()) + 1
        before = program[max(0, found.start() - 200) : found.start()]
        more, at = _added(program, end + len(quote), language)
        for each in _kinds(before, quote, inner, language, line):
            if each.kind == "folder":
                folders.append(depth + 1)
            yield each._replace(text=each.text + more) if each.kind == "run" else each


_ASSIGNED = re.compile(
    r"^[ \t]*(?:export )?(?:const |let |var |final )?(\w+)\s*=\s*"
    r"((?:process\.env\.|ENV|os\.environ|os\.getenv)[\w.\[\]'\"()]*|\w*(?:pkg|[pP]ackage\w*)\.\w+)",
    re.MULTILINE,
)


def _known(program: str, language: str) -> Iterator[Text]:
    """Return names that stand for variables of the environment, or parts of package.json."""
    for found in _ASSIGNED.finditer(program):
        line = program.count("\n", 0, found.start()) + 1
        yield Text("set", f'{_own(found[1], language)}="{_hole(found[2], language)}"', line)


def _end(program: str, start: int, quote: str) -> int:
    at = start
    while at < len(program):
        if program[at] == "\\":
            at += 2
        elif program.startswith(quote, at) or (
            program[at] == "\n" and len(quote) == 1 and quote != "`"
        ):
            return at
        else:
            at += 1
    return len(program)


_ADDED = re.compile(r"\s*\+\s*(?:([A-Za-z_][\w.]*)|(['\"`]))")


def _added(program: str, at: int, language: str) -> tuple[str, int]:
    """Return what is added to a text behind it, as shell text, and where that ends."""
    made = ""
    while found := _ADDED.match(program, at):
        if found[1]:
            made += _hole(found[1], language)
            at = found.end()
        else:
            end = _end(program, found.end(), found[2])
            made += _filled(program[found.end() : end], found[2], language)
            at = end + 1
    return made, at


def _kinds(before: str, quote: str, inner: str, language: str, line: int) -> Iterator[Text]:
    text = _filled(inner, quote, language)
    if found := _SECRET.search(before):
        yield Text("secret", found[1], line)
    elif _BOUND.search(before):
        yield Text("secret", inner, line)
    elif _FOLDER.search(before) and language == "groovy":
        yield Text("folder", inner, line)
    elif found := _PRINTED.search(before):
        yield Text("set", f"{_own(found[1], language)}=$({text.strip()})", line)
    elif _SHELL.search(before) or (quote == "`" and language == "ruby"):
        yield Text("run", text, line)
    elif re.match(r"[A-Z_]{3,}=", inner) and re.search(r"withEnv\s*\(?\s*\[[^\]]*$", before):
        name, _, value = text.partition("=")
        yield Text("set", f'{name}="{value}"', line)
    elif (found := _NAMED.search(before)) and "\n" not in inner:
        value = text.replace('"', '\\"')
        yield Text("set", f'{_own(found[1], language)}="{value}"', line)


def _filled(inner: str, quote: str, language: str) -> str:
    """Return a text with what the program fills in as variables of a shell."""
    plain = quote.startswith("'") and language in {"groovy", "script", "ruby"}
    if plain or (quote == '"' and language == "script"):
        return inner.replace(f"\\{quote}", quote)

    def fill(found: re.Match[str]) -> str:
        if found[0].startswith("\\"):
            return "$"
        return _hole(next((each for each in found.groups() if each), "").strip(), language)

    return _HOLE[language].sub(fill, inner).replace(f"\\{quote}", quote)


def _hole(held: str, language: str) -> str:
    """Return what a program fills in as a shell has it; what only it knows has no name there."""
    if known := _OF_ENVIRONMENT.fullmatch(held):
        return f"${{{known[1]}}}"
    if printed := re.fullmatch(r"sh\s*\(.*script:\s*['\"](.*?)['\"].*", held, re.DOTALL):
        return f"$({printed[1]})"
    if package := re.fullmatch(r"\w*(?:pkg|package|[pP]ackageJson)\w*\.(version|name)", held):
        return f"${{npm_package_{package[1]}}}"
    name = held.removeprefix("params.").removesuffix(".trim()")
    if re.fullmatch(r"\w+", name):
        return f"${{{_own(name, language)}}}"
    return "${!" + re.sub(r"\W+", "_", held) + "}"


def _own(name: str, language: str) -> str:
    """Return how a name of a program is called here: in Groovy the environment's are its own."""
    return name if language == "groovy" else f"{OF_PROGRAM}{name}"
