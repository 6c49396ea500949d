"""The outputs that a build will leave, by the layout of its bundler that holds for the app."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

import msgspec

from buildtools.bundlers.framework import Framework, Layout
from buildtools.found.said import Said
from buildtools.settings import Output
from buildtools.setup.detect.values import Found, Values, path_of

_NAME = re.compile(r"\{(\w+)\}")


class Doubt(msgspec.Struct, frozen=True):
    """What stays open, as a clause."""

    text: str
    about: Literal["folder", "url", "kind", "nothing"]
    """`nothing`: where to is said nowhere, which is right for what only checks."""


class Expected(msgspec.Struct, frozen=True):
    """What will come of one build."""

    outputs: tuple[Said[Output], ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_kind_open(self) -> bool:
        """Whether nothing tells where the scripts run."""
        return any(each.about == "kind" for each in self.doubts)


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
    doubts: list[Doubt] = []
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
            doubts += [Doubt(each, "folder") for each in open_ones]
            continue
        if all(re.fullmatch(pattern, found.value or "") for found, pattern in conditions):
            return _filled(framework, layout, values, folder, doubts, conditions)
    return Expected(doubts=tuple(dict.fromkeys(doubts)))


def _filled(
    framework: Framework,
    layout: Layout,
    values: Values,
    folder: str,
    doubts: list[Doubt],
    conditions: list[tuple[Found, str]],
) -> Expected:
    found: list[Said[Output]] = []
    for output in layout.outputs:
        names = dict.fromkeys(_NAME.findall(f"{output.path} {output.url}"))
        needed = {name: values.get(name) for name in names}
        for name, each in needed.items():
            if each.open:
                doubts.append(Doubt(each.open, "folder" if name in output.path else "url"))
        if lacks := [name for name, each in needed.items() if each.value is None]:
            if not any(needed[name].open for name in lacks):
                nothing = f"where {framework.bundler.name} writes to: nothing says it"
                doubts.append(Doubt(nothing, "nothing"))
            continue
        path = posixpath.normpath(posixpath.join(folder, values.folder(output.path)))
        said = [*(each for each, _ in conditions), *needed.values()]
        sure = not layout.doubt and not doubts and all(each.sure for each in needed.values())
        url = _url(output.url, values, folder)
        found.append(Said(Output(path, url, output.kind), _origin(framework, said), sure))
    if layout.doubt and found:
        doubts.append(Doubt(layout.doubt, "kind" if layout.open_kind else "folder"))
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
    doubts: list[Doubt] = []
    for each in several:
        for said in each.outputs:
            found.setdefault(said.value.path, said)
        doubts += each.doubts
    kept = (each for each in doubts if not found or each.about != "nothing")
    return Expected(tuple(found.values()), tuple(dict.fromkeys(kept)))
