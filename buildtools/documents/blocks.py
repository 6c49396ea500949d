"""Generated blocks in a document that people write: put in, replaced, or refused.

What stands outside of the blocks is kept byte for byte. A checksum over what a reader sees of a
block tells whether another hand was in it, and then it is refused instead of lost.
"""

from collections.abc import Mapping

from buildtools.documents.checksum import checksum, seen
from buildtools.documents.lines import lines
from buildtools.documents.markers import Block, Document, Refused, is_marker, parse
from buildtools.documents.structure import Open, Scanner


def update(
    text: str,
    prefix: str,
    blocks: Mapping[str, str],
    *,
    headings: Mapping[str, str] | None = None,
    force: bool = False,
    file: str = "the document",
) -> str:
    """Write blocks into a document; all else stays byte for byte, blocks of other names too.

    A block that says the same to a reader keeps its bytes. Those that are missing come at the end,
    in their order, each below its heading where `headings` has one. With `force` words that were
    written into a block are lost. Raises Refused where a word would be lost, or a block not seen.
    """
    _look_at_texts(prefix, blocks)
    document = parse(text, prefix, file)
    missing = [name for name in blocks if name not in document.blocks]
    if not force:
        _look_at_hands(document, blocks, file)
    _look_at_the_open(document, blocks, missing, file)
    written = "".join(
        part if isinstance(part, str) else _written(part, prefix, blocks) for part in document.parts
    )
    for name in missing:
        title = (headings or {}).get(name)
        block = _heading(title) + _whole(prefix, name, blocks[name])
        written = _below(written, document.end) + block.replace("\n", document.end)
    return written


def differing(
    text: str, prefix: str, blocks: Mapping[str, str], file: str = "the document"
) -> tuple[str, ...]:
    """Name the blocks that a document lacks, or that say something else to a reader.

    Raises Refused as `parse` does.
    """
    there = parse(text, prefix, file).blocks
    return tuple(
        name for name, new in blocks.items() if name not in there or not _same(there[name], new)
    )


def empty(prefix: str, name: str) -> str:
    """Return the two markers of a block that nothing is in yet, a line each."""
    return f"<!-- {prefix}:{name} begin -->\n<!-- {prefix}:{name} end -->\n"


def _same(block: Block, new: str) -> bool:
    return seen(block.body) == seen(new)


def _opening(prefix: str, name: str, new: str) -> str:
    return f"<!-- {prefix}:{name} begin sha={checksum(new)} -->\n"


def _body(new: str) -> str:
    """Return what stands between the markers, as formatters leave it: blank lines around."""
    text = new.strip("\n")
    return f"\n{text}\n\n" if text else ""


def _whole(prefix: str, name: str, new: str) -> str:
    return f"{_opening(prefix, name, new)}{_body(new)}<!-- {prefix}:{name} end -->\n"


def _heading(title: str | None) -> str:
    return f"## {title}\n\n" if title else ""


def _below(text: str, end: str) -> str:
    """Return a text after which a blank line has come."""
    if not text or text.endswith(end * 2):
        return text
    return text + (end if text.endswith(("\n", "\r")) else end * 2)


def _written(block: Block, prefix: str, blocks: Mapping[str, str]) -> str:
    """Return a block as it is to be; nothing of it changes where a reader would see no change."""
    new = blocks.get(block.name)
    if new is None or (_same(block, new) and block.sha == checksum(new)):
        return block.opening + block.body + block.closing
    end = "\r\n" if block.opening.endswith("\r\n") else block.opening[-1]
    opening = _opening(prefix, block.name, new).replace("\n", end)
    body = block.body if _same(block, new) else _body(new).replace("\n", end)
    return opening + body + block.closing


def _look_at_hands(document: Document, blocks: Mapping[str, str], file: str) -> None:
    """Refuse what would lose words; one that says what is to be written loses none."""
    changed = [
        block
        for name, block in document.blocks.items()
        if name in blocks and block.is_changed and not _same(block, blocks[name])
    ]
    if changed:
        first, *others = changed
        raise Refused(
            "changed",
            first.name,
            first.line,
            f"{file}:{first.line}: block {first.name} was changed by hand",
            "move your words out of the markers, or lose them by --force",
            *(f"{file}:{each.line}: block {each.name} too" for each in others),
        )


def _look_at_the_open(
    document: Document, blocks: Mapping[str, str], missing: list[str], file: str
) -> None:
    """Refuse where a block is swallowed, or would be."""
    for block in document.blocks.values():
        if block.open and block.name not in blocks:
            raise _swallowed(block.name, block.open, file, "never ends in it")
    for name in missing:
        if name in document.swallowed:
            line, within = document.swallowed[name]
            raise _swallowed(name, within, file, f"holds it, in line {line}")
        if document.open:
            raise _swallowed(name, document.open, file, "never ends, and would hold it")


def _swallowed(name: str, within: Open, file: str, how: str) -> Refused:
    return Refused(
        "swallowed",
        name,
        within.line,
        f"{file}:{within.line}: nobody would see block {name}: the {within.kind} that begins here "
        f"{how}",
        f"end the {within.kind} where it should",
    )


def _look_at_texts(prefix: str, blocks: Mapping[str, str]) -> None:
    """Refuse a text that would end its block, or go on behind it."""
    for name, new in blocks.items():
        scanner = Scanner()
        for number, (line, _) in enumerate(lines(new), 1):
            scanner.feed(line, number)
            if is_marker(line, prefix):
                what = f"line {number} of what block {name} is to say is a marker"
                raise Refused("text", name, number, what, "write it so that it is none")
        if scanner.open:
            what = f"the {scanner.open.kind} in what block {name} is to say never ends"
            raise Refused("text", name, scanner.open.line, what, "end it")
