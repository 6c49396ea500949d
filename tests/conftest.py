"""What every test stands on: an environment with nothing of the developer's in it."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from buildtools.sourcemaps.maps.resolve import is_there

# How fast a machine draws examples says nothing about the code; what CI draws must be repeatable.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("house")

# A shell's background job ignores Ctrl-C, and so would every program that a test starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)
for each in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs symbolic where that is not installed; nothing else is left out."""
    reason = "it is about symbolic, which is not installed"
    for each in items:
        if not is_there() and each.get_closest_marker("symbolic"):
            each.add_marker(pytest.mark.skip(reason=reason))


CLEARED = ("SENTRY_", "GITHUB_", "CI_", "VERCEL_", "GIT_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
ALONE = (
    *("CI", "CUSTOM_HEADER", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
    *("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"),
)


@pytest.fixture(autouse=True)
def bare_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clear SENTRY_*, CI variables and proxies, and give an empty HOME: no test may reach out."""
    before = dict(os.environ)
    for name in before:
        proxy = name.lower() in PROXIES
        if proxy or name.startswith(CLEARED) or name in ALONE:
            del os.environ[name]
    home = tmp_path_factory.mktemp("home")
    # A file of its own: git replaces the file it is told to write, and root may replace a device.
    (home / "gitconfig").touch()
    os.environ["HOME"] = str(home)
    os.environ["GIT_CONFIG_GLOBAL"] = str(home / "gitconfig")
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def repository_root() -> Path:
    """Where this repository lies."""
    return Path(__file__).resolve().parent.parent


class Checkout:
    """A real git repository, made with fixed names and dates: each commit a minute after the last.

    `environ` is what our code gets; nothing of the developer's is in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {name: os.environ[name] for name in ("PATH", "HOME")}
        self.environ |= {
            name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
        }
        self._minute = 0

    def git(self, *asked: str, **more: str) -> str:
        """Ask git, and fail loudly when it refuses."""
        who = {f"GIT_{role}_{key}": text for role in ("AUTHOR", "COMMITTER") for key, text in NAMED}
        command = ("git", "-c", "protocol.file.allow=always", *asked)
        environ = self.environ | who | more
        done = subprocess.run(
            command, cwd=self.path, env=environ, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, message: str = "work", *, author: str = "", **files: str) -> str:
        """Write these files, commit all there is, and give the SHA."""
        for name, text in files.items():
            (self.path / name).write_text(text)
        self._minute += 1
        date = f"2024-03-05T10:{self._minute:02}:00+02:00"
        self.git("add", "--all")
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        self.git("commit", "--quiet", "--allow-empty", "-m", message, **dates)
        return self.git("rev-parse", "HEAD")

    def commits(self, count: int) -> list[str]:
        """Commit several times, oldest first."""
        return [self.commit(f"work {turn}", work=str(turn)) for turn in range(count)]

    def grow(self, count: int) -> str:
        """Add many empty commits on main at once; give the SHA of the one before them."""
        first = self.commit()
        rows = [
            f"commit refs/heads/main\ncommitter D <d@example.com> {turn} +0000\ndata 0\n"
            for turn in range(count)
        ]
        rows[0] += f"from {first}\n"
        command = ("git", "fast-import", "--quiet")
        stream = "".join(rows).encode()
        subprocess.run(command, cwd=self.path, env=self.environ, check=True, input=stream)
        return first

    def clone(self, path: Path, *options: str) -> "Checkout":
        """Clone this repository, as from another machine."""
        self.git("clone", "--quiet", *options, f"file://{self.path}", str(path))
        return Checkout(path)


NAMED = (("NAME", "Dev Éxample"), ("EMAIL", "dev@example.com"))


@pytest.fixture
def checkouts(tmp_path: Path) -> Callable[[str], Checkout]:
    """Make empty git repositories by name, on a branch called main."""

    def make(name: str) -> Checkout:
        path = tmp_path / name
        path.mkdir()
        made = Checkout(path)
        made.git("init", "--quiet", "--initial-branch=main")
        return made

    return make


@pytest.fixture
def checkout(checkouts: Callable[[str], Checkout]) -> Checkout:
    """A git repository with nothing in it yet."""
    return checkouts("web")
