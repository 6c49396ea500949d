"""How the package is built: modules, arrows, cycles, sizes, and how many files a change touches.

`python -m bench.house --against REVISION` prints the figures of a revision beside those of the
files that are here. Imports for types alone and inside functions count: whoever reads has to
open them too. The order that arrows are held against is the contract of layers in pyproject.toml.
"""

import argparse
import ast
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

PACKAGE = "buildtools"
LONG = 300
"""Lines, beyond which a module counts as long."""

READ = ("upload", "inject", "verify", "finalize")
"""The steps whose reading load is told."""

BUNDLERS = re.compile(
    r"turbopack|webpack|rspack|rolldown|rollup|vite|angular|ngsw|nitro|nuxt|esbuild|svelte|astro"
    r"|tanstack|workbox|serwist|phoenix|meteor|flutter|sprockets|next\.?js|react.router|standalone"
    r"|gatsby|docusaurus|qwik|solidstart|nestjs|electron|\bexpo\b|remix|wrangler|rsbuild|lerna|\brush\b|turborepo|\bnx\b|\btsup\b"
    r"|next\.config|next's|__next_|/_next|\.next/|\.next\b(?!\()|tsconfig|\.nft"
    r"|\b(?:tsc|bun|deno|hugo|rails|react|vue|mdx|pnpm|yarn)\b",
    re.IGNORECASE,
)
"""Names of bundlers, and of what they leave. "Next" and "Parcel" alone are words of English."""


class Module(NamedTuple):
    """One module: its tree, its length in lines, the own modules it imports, the words it says."""

    tree: ast.Module
    lines: int
    imports: frozenset[str]
    words: frozenset[str]
    """Names that it uses, and its strings."""


House = dict[str, Module]
"""The modules of the package by their dotted names."""

Layers = list[set[str]]
"""Modules from the top down; what stands in one layer knows nothing of each other."""


def read(root: Path) -> House:
    """Read all modules of the package below `root`."""
    texts = {_dotted(path, root): path.read_text("utf-8") for path in _files(root)}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    return {name: _module(name, trees[name], texts) for name in texts}


def layers(pyproject: str) -> Layers:
    """Read the order of the package's modules; none where no contract tells it."""
    linter = tomllib.loads(pyproject).get("tool", {}).get("importlinter", {})
    for contract in linter.get("contracts", ()):
        if contract["type"] == "layers" and contract["containers"] == [PACKAGE]:
            return [{name.strip() for name in re.split("[|:]", row)} for row in contract["layers"]]
    return []


def _module(name: str, tree: ast.Module, texts: dict[str, str]) -> Module:
    imports = frozenset(_imports(tree, set(texts)) - {name})
    return Module(tree, texts[name].count("\n"), imports, frozenset(_words(tree)))


def _files(root: Path) -> list[Path]:
    return sorted((root / PACKAGE).rglob("*.py"))


def _dotted(path: Path, root: Path) -> str:
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    return name.removesuffix(".__init__")


def _imports(tree: ast.AST, own: set[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update((inner & own) or {node.module})
    return found & own


def top(name: str) -> str:
    """Name the folder or module at the top of the package that a module belongs to."""
    return name.split(".")[1] if "." in name else ""


def arrows(house: House) -> set[tuple[str, str]]:
    """Return which of them imports which."""
    pairs = {(top(name), top(other)) for name in house for other in house[name].imports}
    return {(one, other) for one, other in pairs if one != other}


def upward(house: House, order: Layers) -> set[tuple[str, str]]:
    """Return the arrows that lead to a module of the same layer or a higher one."""
    depth = {name: at for at, layer in enumerate(order) for name in layer}
    known = ((one, other) for one, other in arrows(house) if one in depth and other in depth)
    return {(one, other) for one, other in known if depth[other] <= depth[one]}


def reached(house: House, start: str) -> set[str]:
    """Return the modules that one has to be able to open to read `start`, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        new = house[waiting.pop()].imports - seen
        seen |= new
        waiting += new
    return seen


def cycles(house: House) -> list[set[str]]:
    """Return the sets of modules that import each other in a circle."""
    reach = {name: reached(house, name) for name in house}
    in_circle = {
        name for name in house if any(name in reach[other] for other in house[name].imports)
    }
    circles = {frozenset(o for o in reach[name] if name in reach[o]) for name in in_circle}
    return [set(circle) for circle in circles]


def functions(house: House) -> list[int]:
    """Return the lengths of all functions, in lines."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for module in house.values() for node in ast.walk(module.tree))
    return [(node.end_lineno or 0) - node.lineno + 1 for node in nodes if isinstance(node, kinds)]


def naming(house: House, *words: str) -> set[str]:
    """Return the modules that hold one of these words as a whole string or as a name."""
    return {name for name, module in house.items() if module.words & set(words)}


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name


def figures(house: House, order: Layers) -> dict[str, str]:
    """Return the figures by their names, as they are printed; `order` may be empty."""
    sizes = [module.lines for module in house.values()]
    loads = {step: _load(house, step) for step in READ}
    return {
        "modules": f"{len(house)}",
        "lines": f"{sum(sizes)}",
        "lines of a module, median, 90 %, longest": _spread(sizes),
        f"modules of more than {LONG} lines": f"{sum(lines > LONG for lines in sizes)}",
        "lines of a function, median, 90 %, longest": _spread(functions(house)),
        "modules and folders at the top": f"{len({top(name) for name in house} - {''})}",
        "arrows between them": f"{len(arrows(house))}",
        "arrows that lead upward": f"{len(upward(house, order))}" if order else "no order",
        "circles of imports": f"{len(cycles(house))}",
        **{f"modules to read for {step}": load for step, load in loads.items()},
        "files that name a step (strip)": f"{len(naming(house, 'strip', 'Stripped'))}",
        "files that name a finding, at most": f"{_most_named(house)}",
        "files that name a bundler, outside its file": f"{len(_naming_a_bundler(house))}",
    }


def _naming_a_bundler(house: House) -> set[str]:
    """Return the modules outside bundlers/ in whose strings or names a bundler is named."""
    return {
        name
        for name, module in house.items()
        if top(name) != "bundlers" and any(BUNDLERS.search(word) for word in module.words)
    }


def _load(house: House, step: str) -> str:
    start = f"{PACKAGE}.steps.{step}"
    return f"{len(reached(house, start))}" if start in house else "no such step"


def _spread(values: list[int]) -> str:
    tenth = quantiles(values, n=10)[-1] if len(values) > 1 else values[0]
    return f"{median(values):.0f}, {tenth:.0f}, {max(values)}"


def _most_named(house: House) -> str:
    """Name the finding's code that most modules name, and how many do."""
    codes = _codes(house)
    counts = {code: len(naming(house, code)) for code in codes}
    most = max(counts, key=lambda code: counts[code], default="")
    return f"{counts.get(most, 0)} ({most})"


def _codes(house: House) -> set[str]:
    """Return the codes that anything makes a finding of."""
    nodes = (node for module in house.values() for node in ast.walk(module.tree))
    calls = (node for node in nodes if isinstance(node, ast.Call) and node.args)
    named = (call.args[0] for call in calls if _called(call) == "finding")
    return {
        arg.value for arg in named if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }


def _called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def at(revision: str) -> tuple[House, Layers]:
    """Read the package, and its order, as git has them at a revision."""
    command = ("git", "archive", revision, PACKAGE, "pyproject.toml")
    packed = subprocess.run(command, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
        return _here(Path(folder))


def _here(root: Path) -> tuple[House, Layers]:
    return read(root), layers((root / "pyproject.toml").read_text("utf-8"))


def table(columns: dict[str, dict[str, str]]) -> str:
    """Lay the figures out side by side, a column for each house."""
    names = list(next(iter(columns.values())))
    rows = [["", *columns], *([name, *(c[name] for c in columns.values())] for name in names)]
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ("  ".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="REVISION", help="a revision to stand beside")
    asked = parser.parse_args()
    columns = {asked.against: figures(*at(asked.against))} if asked.against else {}
    sys.stdout.write(table(columns | {"here": figures(*_here(Path.cwd()))}) + "\n")


if __name__ == "__main__":
    main()
