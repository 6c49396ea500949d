"""Loading: sentry.yml, variables and fallbacks become the settings of one environment.

    fallbacks  <  defaults  <  the environment's section  <  variables that override

Whatever is wrong with any of them is told together.
"""

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, inspect

from buildtools.config import fallbacks, overrides, rehearsing, trust
from buildtools.config.check import BAD, Check
from buildtools.config.document import read_document
from buildtools.config.loaded import Loaded, originated
from buildtools.config.nodes import Faults, Node, Unset, merge, plant
from buildtools.config.rules import broken_rules, environment_fault
from buildtools.config.tokens import token_remedy
from buildtools.config.variables import Variables, dotenv_names, interpolate, read_variables
from buildtools.errors import ConfigurationError
from buildtools.settings import Settings
from buildtools.texts.wording import count, meant

_ONE = re.compile(r"(?P<place>[^:]+(?::\d+)?[^:]*): (?P<key>[\w.\[\]-]+): .*")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_log = logging.getLogger("buildtools")


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """sentry.yml as a whole; an empty section is one that only has the defaults."""

    version: Annotated[Literal[1], Meta(description="of the form of this file, always 1")]
    environments: Annotated[
        dict[str, Settings | None], Meta(description="one section for each environment")
    ]
    default_environment: Annotated[
        str | None,
        Meta(
            description="the one that is used when none is named; one that is alone needs no name"
        ),
    ] = None
    defaults: Annotated[
        Settings | None, Meta(description="what lies under each section, key by key")
    ] = None


def load(
    file: Path, environment: str | None, environ: Mapping[str, str], *, rehearse: bool = False
) -> Loaded:
    """Read the settings of an environment: the one given, SENTRY_ENVIRONMENT, or the default.

    Reads sentry.yml, the dotenv files beside it and other Sentry tools' files; writes nothing. To
    `rehearse` the server is the sandbox, and nothing of the real one has to have a value.

    Raises ConfigurationError with one line for each fault.
    """
    faults = Faults()
    root = file.absolute().parent
    document = read_document(file, faults)
    whole, one = inspect.multi_type_info((Document, Settings))
    Check(faults, raw=True).read(document, whole, "", whole=True)
    _check_names(document, faults)
    name = _choose(document, environment, environ, faults)
    if name is None:
        raise _refusal(file.name, environment or "", faults, environ)
    variables = read_variables(root, name, environ, faults)
    section = interpolate(_section(document, name), variables)
    goes_to = rehearsing.meant(section, variables)
    if rehearse:
        section = rehearsing.without_server(section)
    tree, notes, places = _complete(section, root, variables, faults)
    check = Check(faults, raw=False)
    plain = check.read(tree, one, "", whole=True)
    for key, fault in broken_rules(check.texts, plain):
        faults.add(check.places[key], key, fault)
    if faults or plain is BAD:
        raise _refusal(file.name, name, faults, environ)
    settings: Settings = msgspec.convert(plain, Settings, dec_hook=_keep)
    files = tuple(f"{one}: {_seen(root / one)}" for one in dotenv_names(name))
    _log.debug("settings of %s read from %s", name, file.name)
    origins = originated(settings, check.places | check.absent | notes)
    over = overrides.replaced(section, variables)
    places = files + places
    return Loaded(name, settings, origins, variables, root, check.absent, over, places, goes_to)


def _keep(expected: type, value: Any) -> Any:
    """Take a Secret as it is: the check has made it already."""
    del expected
    return value


def _seen(file: Path) -> str:
    return "read" if file.is_file() else "not there"


def _refusal(
    file: str, environment: str, faults: Faults, environ: Mapping[str, str]
) -> ConfigurationError:
    within = f" for {environment}" if environment else ""
    return ConfigurationError(
        f"{file} cannot be used{within}: {count(len(faults), 'fault')}",
        evidence=faults.lines(),
        remedy=_remedy(faults.only, environ),
    )


def _remedy(only: str, environ: Mapping[str, str]) -> str:
    """Return what helps: against one fault where it is set, against several all of them."""
    if only.startswith(("--env ", "SENTRY_ENVIRONMENT ", "no environment")):
        return "name one of them: --env=NAME"
    found = _ONE.fullmatch(only)
    if found is None:
        return "correct the lines above; `invoke config` then shows each value and its origin"
    if found["key"].endswith(".token") and (named := _VARIABLE.search(found["place"])):
        return f"put the token itself there: {token_remedy(environ, named[0])}"
    return f"correct {found['key']} in {found['place']}"


def _check_names(document: Node, faults: Faults) -> None:
    for key in ("version", "default_environment"):
        node = document.child(key)
        if node and "${" in (document.text(key) or ""):
            faults.add(node.place, key, "is read before any variable; write the value itself")
    environments = document.child("environments")
    if environments is None or not isinstance(environments.value, dict):
        return
    if not environments.value:
        faults.add(environments.place, "environments", "is empty; name at least one")
    for name, node in environments.value.items():
        fault = environment_fault(name)
        if fault:
            faults.add(node.place, f"environments.{name}", fault)
    default = document.child("default_environment")
    if default and isinstance(default.value, str) and default.value not in environments.value:
        faults.add(
            default.place, "default_environment", _unknown(environments.value, default.value)
        )


def _unknown(environments: Mapping[str, Node], name: str) -> str:
    known = ", ".join(environments)
    return f"no such environment{meant(name, environments)}; there are {known}"


def _choose(
    document: Node, given: str | None, environ: Mapping[str, str], faults: Faults
) -> str | None:
    """Find the environment's name; None when there is no such section, which is noted.

    One that is alone in the file need not be named.
    """
    node = document.child("environments")
    environments = node.value if node and isinstance(node.value, dict) else {}
    variable = environ.get("SENTRY_ENVIRONMENT", "").strip()
    only = next(iter(environments)) if len(environments) == 1 else None
    chosen = given or variable or document.text("default_environment") or only
    if not chosen:
        faults.add(
            "",
            "",
            "no environment is chosen: give --env, SENTRY_ENVIRONMENT or default_environment; "
            f"there are {', '.join(environments) or 'none'}",
        )
    elif chosen in environments:
        return chosen
    elif given or variable:
        place = "--env" if given else "SENTRY_ENVIRONMENT (environment)"
        faults.add(f"{place} {chosen}", "", _unknown(environments, chosen))
    return None


def _section(document: Node, name: str) -> Node:
    """Lay an environment's section over the defaults; an empty one counts as no keys at all."""
    layers = (document.child("defaults"), document.child("environments", name))
    tree = Node({}, document.place)
    for layer in layers:
        if layer is not None and isinstance(layer.value, dict):
            tree = merge(tree, layer)
    return tree


def _complete(
    section: Node, root: Path, variables: Variables, faults: Faults
) -> tuple[Node, dict[str, str], tuple[str, ...]]:
    """Lay the fallbacks under a section and the overrides over it.

    With them come notes for `origins` and the places that were looked into.
    """
    if section.text("server") == "sandbox":
        return _without_server(section, overrides.read_overrides(variables, Faults()))
    above = overrides.read_overrides(variables, faults)
    token = section.child("server", "token")
    if token is not None and not isinstance(token.value, Unset):
        # A variable that sentry.yml names for this environment is nearer than the general one.
        above.pop("server.token", None)
    below = overrides.read_overrides(variables, faults, overrides.BELOW)
    own = merge(merge(plant(below, "environment"), section), plant(above, "environment"))
    files, places = fallbacks.read_fallbacks(root, variables, faults)
    tiers = [plant(found, "fallback") for found in files]
    servers = [tree.child("server") for tree in (own, *tiers)]
    given = [server for server in servers if server]
    trust.guard(given, faults)
    trust.guard_review(own.child("review", "token"), own.child("server"), given, faults)
    tree = own
    for tier in tiers:
        tree = merge(tier, tree)
    server = tree.child("server")
    if server is not None:
        tree = merge(plant(trust.agree(server, faults), "the token"), tree)
    return tree, {}, places


def _without_server(
    section: Node, above: Mapping[str, Node]
) -> tuple[Node, dict[str, str], tuple[str, ...]]:
    """Keep the sandbox a sandbox: no variable may turn a run of it to a real server."""
    kept = {key: node for key, node in above.items() if not key.startswith("server.")}
    ignored = sorted({node.place for key, node in above.items() if key not in kept})
    sandbox = section.child("server")
    notes = {}
    if ignored and sandbox:
        notes["server"] = f"{sandbox.place}; not followed: {', '.join(ignored)}"
    return merge(section, plant(kept, "environment")), notes, ()
