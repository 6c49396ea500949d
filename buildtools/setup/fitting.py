"""What was found and cannot stand in a sentry.yml is left out, and said: the rules are its own."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from buildtools.config.overrides import NAMES
from buildtools.config.rules import broken_rules, environment_fault
from buildtools.found.app import App
from buildtools.found.existing import Existing
from buildtools.found.said import Said
from buildtools.settings import Output


def fitting_app(app: App) -> App:
    """Return an app with the outputs and the site that settings can name; the rest are doubts."""
    outputs, doubts = _outputs(app.outputs, app.directory)
    site = app.site
    wrong = _fault({"site": site.value}) if site else ""
    if site and wrong:
        doubts.append(f"the site {site.value} of {site.origin} {wrong}")
        site = None
    return msgspec.structs.replace(app, outputs=outputs, doubts=(*app.doubts, *doubts), site=site)


def fitting_told(told: Existing, directory: str) -> Existing:
    """Return what other tools are told, as far as settings can say it; the rest is unread.

    What is nothing but a variable that overrides the same key is left to that variable.
    """
    outputs, faults = _outputs(told.outputs, directory)
    kept: dict[str, Any] = {"outputs": outputs}
    for name, key, texts in _texts(told):
        said = getattr(told, name)
        fault = _fault({place: text for place, text in texts.items() if "${" not in text})
        if fault:
            faults.append(f"{said.origin}: {' '.join(texts.values())!r} {fault}")
        if fault or {*texts.values()} <= {f"${{{each}}}" for each in NAMES.get(key, ())}:
            kept[name] = None
    kept["environments"] = tuple(
        each for each in told.environments if not environment_fault(each.value)
    )
    for each in told.environments:
        why = environment_fault(each.value)
        faults += [f"{each.origin}: {each.value!r}: {why}"] if why else []
    return msgspec.structs.replace(told, **kept, unread=(*told.unread, *faults))


def _outputs(
    outputs: Iterable[Said[Output]], directory: str
) -> tuple[tuple[Said[Output], ...], list[str]]:
    fit, faults = [], []
    for each in outputs:
        output = each.value
        fault = _fault(
            {
                "build.directory": directory,
                "build.outputs[0].path": output.path,
                "build.outputs[0].url": output.url,
            }
        )
        if "${" in output.path + output.url:
            fault = "names a variable, which is not there on every machine"
        if fault:
            faults.append(f"{output.path} at {output.url} of {each.origin} {fault}")
        else:
            fit.append(each)
    return tuple(fit), faults


def _texts(told: Existing) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Return the fields that a rule is about, and what settings call each of their texts."""
    keys = {"url": "server.url", "org": "server.org", "site": "site", "dist": "dist"}
    for name, key in (keys | {"release": "release"}).items():
        said = getattr(told, name)
        if said:
            yield name, key, {key: said.value}
    if told.projects:
        names = enumerate(told.projects.value)
        yield "projects", "server.projects", {f"server.projects[{at}]": each for at, each in names}


def _fault(texts: dict[str, str]) -> str:
    return next((fault for _, fault in broken_rules(texts, {})), "")
