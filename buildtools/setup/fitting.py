"""What was found and cannot stand in a sentry.yml is left out, and said: the rules are its own."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

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
    """Return what other tools are told, as far as settings can say it; the rest is unread."""
    outputs, faults = _outputs(told.outputs, directory)
    kept: dict[str, Any] = {"outputs": outputs}
    for name, texts in _texts(told):
        fault = _fault(texts)
        if fault:
            said = getattr(told, name)
            kept[name] = None
            faults.append(f"{said.origin}: {' '.join(texts.values())!r} {fault}")
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
        if fault:
            faults.append(f"{output.path} at {output.url} of {each.origin} {fault}")
        else:
            fit.append(each)
    return tuple(fit), faults


def _texts(told: Existing) -> Iterator[tuple[str, dict[str, str]]]:
    """Return the fields that a rule is about, as settings say them."""
    for name, key in (("url", "server.url"), ("org", "server.org")):
        said = getattr(told, name)
        if said:
            yield name, {key: said.value}
    if told.projects:
        names = enumerate(told.projects.value)
        yield "projects", {f"server.projects[{at}]": each for at, each in names}
    for name in ("release", "dist"):
        said = getattr(told, name)
        if said:
            yield name, {name: said.value}


def _fault(texts: dict[str, str]) -> str:
    return next((fault for _, fault in broken_rules(texts, {})), "")
