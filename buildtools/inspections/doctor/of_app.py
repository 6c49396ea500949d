"""The checks of the app: its configuration, read as data, and what its last build left."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from buildtools.checks.app_changes import maps, plugins
from buildtools.checks.doctor import app as decide
from buildtools.checks.sdk_in_script import Sdk, read
from buildtools.files.walking import walk
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.found.app import App
from buildtools.found.app_config import AppConfig
from buildtools.found.said import Said
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe
from buildtools.settings import Output
from buildtools.sources import app_config, frameworks
from buildtools.texts.wording import count

_SCRIPTS = (".js", ".mjs", ".cjs")
_MOST_SCRIPTS = 400
_MOST_BYTES = 20_000_000


def _folder(around: Around) -> Path:
    return around.loaded.root / around.loaded.settings.build.directory


def _config(around: Around) -> AppConfig:
    return around.once("app config", lambda: app_config.read(_folder(around)))


def _app(around: Around) -> App:
    name = frameworks.of_config(_config(around))
    command = around.loaded.settings.build.command
    where = around.loaded.origins.get("build.command", "sentry.yml")
    return App(
        around.loaded.settings.build.directory,
        _folder(around).name,
        Said(name, "package.json") if name else None,
        None,
        Said(command, where) if command else None,
    )


def _unread(config: AppConfig) -> Iterator[Answer]:
    for each in config.unread:
        yield not_checked(f"{each}")


def _maps(around: Around) -> Iterable[Answer]:
    config, app = _config(around), _app(around)
    changes = tuple(maps(app, config))
    if not changes and not config.unread:
        yield not_checked(
            f"{app.framework.value if app.framework else 'no framework'}:"
            " nothing is known of where its source maps are set"
        )
    yield from decide.of_maps(changes, _count_maps(around))
    yield from _unread(config)


def _plugins(around: Around) -> Iterable[Answer]:
    config = _config(around)
    changes = tuple(plugins(config))
    yield from decide.of_plugins(changes)
    if not changes:
        yield ok("no plugin of Sentry's that would upload by itself")


def _count_maps(around: Around) -> int:
    outputs = around.loaded.settings.build.outputs
    return sum(name.endswith(".map") for each in outputs for name in _names(around, each))


def _names(around: Around, output: Output) -> tuple[str, ...]:
    folder = _folder(around) / output.path

    def look() -> tuple[str, ...]:
        return tuple(walk(folder, (), links=False)) if folder.is_dir() else ()

    return around.once(f"files of {output.path}", look)


def _outputs(around: Around) -> Iterable[Answer]:
    build = around.loaded.settings.build
    if not build.outputs:
        yield not_checked("build.outputs is empty", "invoke init")
    for each in build.outputs:
        scripts = sum(name.endswith(_SCRIPTS) for name in _names(around, each))
        if scripts:
            maps_there = sum(name.endswith(".map") for name in _names(around, each))
            said = f"{count(scripts, 'script')}, {count(maps_there, 'map')}"
            yield ok(f"{each.path}: {said}")
        else:
            how = f"`{build.command}` has not been run" if build.command else "nothing builds it"
            yield not_checked(f"{each.path} has no scripts yet: {how}")


def _baked(around: Around) -> Iterable[Answer]:
    texts = list(_texts(around))
    if not texts:
        yield not_checked("nothing is built yet")
        return
    sdk, file = Sdk(), ""
    for name, text in texts:
        found = read(text)
        file = file or (name if found.releases or found.environments else "")
        sdk = sdk.joined(found)
    release = around.version() if around.version else ""
    if not sdk.releases and not sdk.environments:
        yield ok(f"{count(len(texts), 'script')} name neither release nor environment")
        return
    baked = decide.Baked(sdk, len(texts), file)
    environment = around.loaded.deploy_environment
    findings = list(decide.of_baked(baked, release or next(iter(sdk.releases), ""), environment))
    yield from map(of_finding, findings)
    if not findings:
        said = ", ".join((*sdk.releases, *sdk.environments))
        yield ok(f"{file} and others name {said}")


def _texts(around: Around) -> Iterator[tuple[str, str]]:
    """Read built scripts, as far as is reasonable for a look."""
    left, many = _MOST_BYTES, 0
    for output in around.loaded.settings.build.outputs:
        folder = _folder(around) / output.path
        for name in _names(around, output):
            path = folder / name
            if not name.endswith(_SCRIPTS) or many >= _MOST_SCRIPTS:
                continue
            size = path.stat().st_size
            if size <= left:
                left, many = left - size, many + 1
                yield f"{output.path}/{name}", path.read_text("utf-8", "replace")


PROBES = (
    Probe("source-maps", "framework", "source maps", _maps, local=True),
    Probe("plugin", "framework", "Sentry's plugins", _plugins, local=True),
    Probe("outputs", "build", "built files", _outputs, local=True),
    Probe("baked", "build", "release in built scripts", _baked, local=True),
)
