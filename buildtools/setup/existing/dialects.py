"""Scripts of Windows, and justfiles, as the same in a shell of Unix or a Makefile, line by line."""

import re


def of_powershell(text: str) -> str:
    """Return a script of PowerShell: its variables and assignments, and lines that go on."""
    return "\n".join(map(_of_powershell, text.split("\n")))


def _of_powershell(written: str) -> str:
    line = re.sub(r"`\s*$", r"\\", written)
    line = re.sub(r"(?<=[\w.])\\(?=[\w.*])", "/", line)
    line = re.sub(r"\$\{?env:(\w+)\}?", r"${\1}", line)
    found = re.fullmatch(r"\s*\$\{?(\w+)\}?\s*=\s*(.+)", line)
    if found:
        return f"{found[1]}={_assigned(found[2].strip())}"
    return re.sub(r"^\s*&\s*", "", line)


def _assigned(value: str) -> str:
    if re.fullmatch(r"\".*\"|'.*'|\$[\w{}]+", value):
        return value
    inner = re.fullmatch(r"\$?\((.*)\)(?:\.Trim\(\))?", value)
    return f"$({inner[1] if inner else value})"


def of_batch(text: str) -> str:
    """Return a batch file: `set`, `%NAME%`, `call`, what `for /f` reads of a command."""
    return "\n".join(map(_of_batch, text.split("\n")))


_READ = re.compile(
    r"(?i)for\s+/f\s+.*?%%(\w)\s+in\s*\(['`](.*?)['`]\)\s*do\s+"
    r"\(?\s*set\s+\"?(\w+)=%%\1\"?\s*\)?"
)


def _of_batch(written: str) -> str:
    line = re.sub(r"(?i)^call\s+", "", written.strip().removeprefix("@"))
    goes_on = line.endswith("^")
    line = line.removesuffix("^")
    if re.match(r"(?i)(?:rem\b|::|echo off|setlocal|endlocal|if errorlevel)", line):
        return ""
    if read := _READ.fullmatch(line):
        return f"{read[3]}=$({read[2]})"
    if found := re.fullmatch(r"(?i)set\s+\"?(\w+)=(.*?)\"?", line):
        line = f'{found[1]}="{found[2]}"'
    line = re.sub(r"%~?(\d)", r"${\1}", line.replace("\\", "/"))
    return re.sub(r"%(\w+)%", r"${\1}", line) + ("\\" if goes_on else "")


def of_just(text: str) -> str:
    """Return a justfile as a Makefile."""
    return "\n".join(map(_of_just, text.split("\n")))


def _of_just(written: str) -> str:
    line = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"$(\1)", written)
    if re.match(r"[ \t]+\S", line):
        return "\t" + re.sub(r"\$(?!\(\w+\))", "$$$$", line.lstrip())
    if found := re.fullmatch(r"(?:export\s+)?([\w-]+)\s*:=\s*`([^`]*)`\s*", line):
        return f"{found[1]} := $(shell {found[2]})"
    if found := re.fullmatch(r"(?:export\s+)?([\w-]+)\s*:=\s*['\"](.*)['\"]\s*", line):
        return f"{found[1]} := {found[2]}"
    return line
