"""Fallbacks: what other Sentry tools' files say, under everything else.

The strongest first: the file named by SENTRY_PROPERTIES, the nearest `.sentryclirc` or
`sentrycli.ini` from the project upwards, `.env.sentry-build-plugin`, and the user's own file.
Source: docs/wire.md#settings-of-other-tools.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from buildtools.config.nodes import Faults, Node
from buildtools.config.overrides import NAMES, add, spell
from buildtools.config.variables import MOST_BYTES, read_dotenv, told
from buildtools.files import small_file
from buildtools.texts.wording import meant

_log = logging.getLogger("buildtools")

_KEYS = {
    "auth.token": "server.token",
    "auth.dsn": "server.dsn",
    "defaults.url": "server.url",
    "defaults.org": "server.org",
    "defaults.project": "server.projects",
    "defaults.custom_header": "server.headers",
    "defaults.vcs_remote": "commits.remote",
    "http.max_retries": "server.retries",
}
_NOT_FOLLOWED = {
    "http.verify_ssl": "certificates are always checked; server.ca_bundle names your own",
    "http.proxy_url": "set HTTPS_PROXY (HTTP_PROXY) to it instead",
    "http.proxy_username": "write HTTPS_PROXY as http://USER:PASSWORD@HOST:PORT instead",
    "http.proxy_password": "write HTTPS_PROXY as http://USER:PASSWORD@HOST:PORT instead",
    "http.check_ssl_revoke": "revocation is not asked about",
    "auth.api_key": "API keys are no longer given out; set auth.token",
}
_SECTIONS = frozenset(key.partition(".")[0] for key in _KEYS)
_HARMLESS = frozenset({"http.keepalive", "defaults.pipeline"})
"""What changes nothing here."""
_RC_NAMES = (".sentryclirc", "sentrycli.ini")
_PLUGIN = ".env.sentry-build-plugin"
FILES = (*_RC_NAMES, "sentry.properties", _PLUGIN)
"""Names of such files in a project, the strongest first."""


def read_fallbacks(
    root: Path, environ: Mapping[str, str], faults: Faults
) -> tuple[tuple[dict[str, Node], ...], tuple[str, ...]]:
    """Return what each file sets, dotted key -> node, strongest first, and the places looked in."""
    files: list[dict[str, Node]] = []
    places: list[str] = []
    for file, name in _candidates(root, environ, faults):
        if file is None:
            places.append(f"{name}: not there")
            continue
        files.append(read_file(file, name, faults))
        places.append(f"{name}: sets {', '.join(files[-1]) or 'nothing of use'}")
    return tuple(files), tuple(places)


def read_file(file: Path, name: str, faults: Faults) -> dict[str, Node]:
    """Return what one of `FILES` sets, dotted key -> node; `name` is what people call it."""
    read = _read_plugin if file.name == _PLUGIN else _read_ini
    return read(file, name, faults)


def _candidates(
    root: Path, environ: Mapping[str, str], faults: Faults
) -> Iterator[tuple[Path | None, str]]:
    named = environ.get("SENTRY_PROPERTIES")
    if named:
        there = (root / named).is_file()
        if not there:
            faults.add("SENTRY_PROPERTIES (environment)", "", "names a file that is not there")
        yield (root / named if there else None), named
    mine = _own_files(environ)
    found = _nearest(root, {file for file, _ in mine})
    yield found, _shown(found, root) if found else ".sentryclirc, from here upwards"
    plugin = root / _PLUGIN
    yield (plugin if plugin.is_file() else None), _PLUGIN
    own = next(((file, name) for file, name in mine if file.is_file()), None)
    yield own or (None, "~/.sentryclirc")


def _nearest(root: Path, but: set[Path]) -> Path | None:
    for folder in (root, *root.parents):
        for name in _RC_NAMES:
            if folder / name not in but and (folder / name).is_file():
                return folder / name
    return None


def _own_files(environ: Mapping[str, str]) -> list[tuple[Path, str]]:
    """Return where the user's own file may be; the home folder is taken from the environment."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    files = []
    if home:
        files.append((Path(home, ".sentryclirc"), "~/.sentryclirc"))
        for folder in (".config", "Library/Application Support"):
            ini = Path(folder, "sentry", "sentrycli.ini")
            files.append((Path(home) / ini, f"~/{ini.as_posix()}"))
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        if environ.get(name):
            files.append(
                (Path(environ[name], "sentry/sentrycli.ini"), f"${name}/sentry/sentrycli.ini")
            )
    return files


def _shown(file: Path, root: Path) -> str:
    return Path(os.path.relpath(file, root)).as_posix()


def _read_ini(file: Path, name: str, faults: Faults) -> dict[str, Node]:
    """Read an INI file, or Java properties: there the section stands in the key itself."""
    try:
        text = small_file.read_text(file, MOST_BYTES, name)
    except small_file.Unfit as fault:
        faults.add(name, "", told(name, fault))
        return {}
    except (OSError, UnicodeDecodeError):
        faults.add(name, "", "cannot be read as UTF-8 text")
        return {}
    found: dict[str, Node] = {}
    for dotted, value, line in _lines(text):
        if dotted in _NOT_FOLLOWED:
            _log.warning("%s:%d: %s is left out: %s", name, line, dotted, _NOT_FOLLOWED[dotted])
        elif dotted in _KEYS and value:
            key = _KEYS[dotted]
            found = add(found, key, spell(key, value, f"{name}:{line}", faults))
        elif _meant(dotted):
            known = meant(dotted, _KEYS)
            _log.warning("%s:%d: %s is not read: no such key%s", name, line, dotted, known)
    return found


def _meant(dotted: str) -> bool:
    """True for a key that stands in a section of ours and is none; other tools have their own."""
    section = dotted.partition(".")[0]
    return section in _SECTIONS and dotted not in _KEYS and dotted not in _HARMLESS


def _lines(text: str) -> Iterator[tuple[str, str, int]]:
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            section = bare[1:-1].strip()
        elif bare and bare[0] not in "#;!":
            at = min((bare.find(sign) for sign in "=:" if sign in bare), default=len(bare))
            key, value = bare[:at].strip(), bare[at + 1 :].strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            yield (f"{section}.{key}" if section else key), value, number


def _read_plugin(file: Path, name: str, faults: Faults) -> dict[str, Node]:
    meant = {alias: key for key, names in NAMES.items() for alias in names}
    found: dict[str, Node] = {}
    for alias, value, place in read_dotenv(file, name, {}, faults):
        if alias in meant and value:
            found = add(found, meant[alias], spell(meant[alias], value, place, faults))
    return found
