"""Values that are known in part: what an unknown member makes doubtful, what stays code. Pure."""

import math

from buildtools.review.evidence.sources import Code, Value

_EXACT = 2**53


def unsettle(made: dict[str, Value], code: Code) -> None:
    """Note members that nobody knows; whatever stood before them may be another value now."""
    for name, value in made.items():
        if not (isinstance(value, Code) and value.kind == "spread"):
            shown = value.text if isinstance(value, Code) else str(value)
            made[name] = Code(f"{shown[:40]}, unless {code.text}"[:80], "spread")
    made[f"...{len(made)} {code.text}"] = Code(code.text, "spread")


def called_so(value: Code, name: str) -> Code:
    """Show code by the name that it was used by; an environment variable by its own."""
    return value if value.kind == "variable" else Code(name, value.kind)


def part(value: Value, path: tuple[str, ...], code: Code) -> Value:
    for each in path:
        if not isinstance(value, dict):
            return code
        if each not in value:
            spread = any(isinstance(one, Code) and one.kind == "spread" for one in value.values())
            return code if spread else None
        value = value[each]
    return value


def number(written: str) -> int | float | None:
    """Read a number as JavaScript has it; None for one that JSON has not."""
    digits = written.replace("_", "")
    try:
        read: int | float = int(digits, 0)
    except ValueError:
        try:
            read = float(digits)
        except ValueError:
            return None
    if isinstance(read, int):
        return read if abs(read) <= _EXACT else None
    return read if math.isfinite(read) else None
