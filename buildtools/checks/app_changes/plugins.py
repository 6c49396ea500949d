"""Whether Sentry's plugins leave uploads, releases and deletions to us. Pure."""

import re
from collections.abc import Iterator

from buildtools.bundlers import all_of, declared
from buildtools.bundlers.wanted import Switch, Written
from buildtools.checks.app_changes.change import Change
from buildtools.checks.app_changes.editing import Edited, edited
from buildtools.found.app_config import AppConfig, Document, Plugin, Spot
from buildtools.review.evidence.sources import Code, Value

_NEWEST = 99
"""What a package is taken for whose version nothing tells."""
_SWITCHES: tuple[Switch, ...] = tuple(declared("SWITCHES"))


def plugins(config: AppConfig) -> Iterator[Change]:
    """Return one change for each plugin, with all of its options that must be said."""
    for plugin in config.plugins:
        switches = tuple(_of(plugin, config))
        if switches:
            yield _judged(plugin, switches, config)


def _of(plugin: Plugin, config: AppConfig) -> Iterator[Switch]:
    major = config.major(plugin.package)
    for each in _SWITCHES:
        low, high = each.majors
        is_its = re.fullmatch(each.plugins, f"{plugin.package} {plugin.name}")
        if is_its and low <= (_NEWEST if major is None else major) < high:
            yield each


def _judged(plugin: Plugin, switches: tuple[Switch, ...], config: AppConfig) -> Change:
    judged = [(each, *_said(plugin, each)) for each in switches]
    lacking = [each for each, done, _ in judged if done is False]
    open_ = [(each, doubt) for each, done, doubt in judged if done is None]
    puts = tuple(dict.fromkeys(put for each in lacking for put in each.puts))
    wanted = puts or tuple(dict.fromkeys(put for each in switches for put in each.puts))
    setting = f"{', '.join(f'{key}: {value}' for key, value in wanted)} in {plugin.name}"
    why = "; ".join(dict.fromkeys(each.why for each in lacking or [each for each, _ in open_]))
    if not lacking:
        done = None if open_ else True
        doubt = open_[0][1] if open_ else ""
        return Change("uploads", plugin.file, plugin.line, setting, why, done=done, doubt=doubt)
    found = _edited(plugin, puts, config)
    if found is None:
        return Change("uploads", plugin.file, plugin.line, setting, why, done=False)
    return Change(
        "uploads",
        plugin.file,
        found.line,
        setting,
        why,
        found.before,
        found.after,
        done=False,
        text=found.text,
    )


def _said(plugin: Plugin, switch: Switch) -> tuple[bool | None, str]:
    """Return whether an option of it says so, and why that is not known."""
    doubt = ""
    for key, wanted in switch.does:
        value = plugin.value(key)
        unsure = value if isinstance(value, Code) else plugin.doubt(key) if value is None else None
        if unsure is not None:
            doubt = doubt or unsure.text
        elif _is(value, wanted):
            return True, ""
    return (None, doubt) if doubt else (False, "")


def _is(value: Value, wanted: Written) -> bool:
    if value == [] and wanted == "[]":
        return True
    return type(value) is type(wanted) and value == wanted


def _edited(plugin: Plugin, puts: tuple[tuple[str, str], ...], config: AppConfig) -> Edited | None:
    if "" in plugin.spots:
        return edited(plugin.text, plugin.spots, puts, is_json=False)
    if "()" in plugin.spots:
        return _given(plugin, plugin.spots["()"], puts)
    key = dict(all_of(lambda each: each.named)).get(plugin.name, "")
    document = next((each for each in config.documents if each.file == plugin.file), None)
    if document is None or not key:
        return None
    return _under(document, key, puts)


def _under(document: Document, key: str, puts: tuple[tuple[str, str], ...]) -> Edited | None:
    several = tuple((f"{key}.{name}", value) for name, value in puts)
    return edited(document.text, document.spots, several, is_json=False)


def _given(plugin: Plugin, arguments: Spot, puts: tuple[tuple[str, str], ...]) -> Edited | None:
    """Put options into a call that has none."""
    data = plugin.text.encode()
    inside = data[arguments.start + 1 : arguments.end - 1].strip().rstrip(b",")
    is_around = plugin.name in all_of(lambda each: each.around)
    if (inside and not is_around) or not data[arguments.start : arguments.end].endswith(b")"):
        return None
    made = b"(" + inside + (b", " if inside else b"") + b"{})"
    start = arguments.start + len(made) - 3
    text = data[: arguments.start] + made + data[arguments.end :]
    spots = {"": Spot(arguments.line, start, start + 2)}
    found = edited(text.decode("utf-8", "replace"), spots, puts, is_json=False)
    if found is None:
        return None
    lines = plugin.text.split("\n")
    ends = plugin.text.encode()[: arguments.end].count(b"\n")
    return found._replace(before="\n".join(lines[found.line - 1 : ends + 1]))
