"""The outputs that a build will leave, by the layout of its bundler that holds for the app."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator

import msgspec

from buildtools.bundlers.framework import Framework, Layout
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.detect.values import Found, Values, path_of

_NAME = re.compile(r"\{(\w+)\}")


class Expected(msgspec.Struct, frozen=True):
    """What will come of one build."""

    outputs: tuple[Said[Output], ...] = ()
    doubts: tuple[str, ...] = ()


def expected(
    framework: Framework,
    values: Values,
    text: str,
    dependencies: Collection[str],
    has: Callable[[str], bool],
    folder: str = "",
) -> Expected:
    """Return the outputs of one build.

    `text` is the command as it is started, `has` whether a pattern of a path is in the app's
    folder, `folder` the one that the command is run in, relative to the app.
    """
    doubts: list[str] = []
    for layout in framework.layouts:
        if layout.packages and not any(each in dependencies for each in layout.packages):
            continue
        if layout.files and not any(has(each) for each in layout.files):
            continue
        if layout.words and not re.search(layout.words, text):
            continue
        conditions = [(values.of_key(key), pattern) for key, pattern in layout.says]
        open_ones = [found.open for found, _ in conditions if found.open]
        if open_ones:
            doubts += open_ones
            continue
        if all(re.fullmatch(pattern, found.value or "") for found, pattern in conditions):
            return _filled(framework, layout, values, folder, doubts, conditions)
    return Expected(doubts=tuple(dict.fromkeys(doubts)))


def _filled(
    framework: Framework,
    layout: Layout,
    values: Values,
    folder: str,
    doubts: list[str],
    conditions: list[tuple[Found, str]],
) -> Expected:
    found: list[Said[Output]] = []
    for output in layout.outputs:
        names = _NAME.findall(f"{output.path} {output.url}")
        needed = [values.get(name) for name in dict.fromkeys(names)]
        if any(each.value is None for each in needed):
            doubts += [each.open for each in needed if each.open] or [
                f"where {framework.bundler.name} writes to: nothing says it"
            ]
            continue
        path = posixpath.normpath(posixpath.join(folder, values.folder(output.path)))
        mine = [each.open for each in needed if each.open]
        doubts += mine
        said = [each for each, _ in conditions] + needed
        sure = not mine and not layout.doubt and not doubts and all(each.sure for each in needed)
        url = _url(output.url, values, folder)
        origin = _origin(framework, said)
        found.append(Said(Output(path, url, output.kind), origin, sure))
    if layout.doubt and found:
        doubts.append(layout.doubt)
    return Expected(tuple(found), tuple(dict.fromkeys(doubts)))


def _origin(framework: Framework, said: list[Found]) -> str:
    places = dict.fromkeys(each.origin for each in said if each.origin and each.value)
    stated = [each for each in places if not each.startswith("default of ")]
    guessed = [each for each in places if ": " in each and each.startswith("default of ")]
    return ", ".join(stated or guessed) or f"default of {framework.bundler.name}"


def _url(template: str, values: Values, folder: str) -> str:
    """Fill a URL: a base is cut to its path, and slashes stand once."""
    if template.startswith("~"):
        filled = _NAME.sub(lambda found: path_of(values.get(found[1]).value or ""), template[1:])
        path = re.sub(r"/{2,}", "/", f"/{filled}").rstrip("/")
        return f"~{path}" if path else "~/"
    scheme, _, rest = template.partition(":///")
    parts = posixpath.join(folder, values.folder(rest)).split("/")
    inside = "/".join(each for each in parts if each not in ("", ".", ".."))
    return f"{scheme}:///{inside}"


def joined(several: Iterator[Expected]) -> Expected:
    """Join what comes of several builds; of one folder the first counts."""
    found: dict[str, Said[Output]] = {}
    doubts: list[str] = []
    for each in several:
        for said in each.outputs:
            found.setdefault(said.value.path, said)
        doubts += each.doubts
    return Expected(tuple(found.values()), tuple(dict.fromkeys(doubts)))
