"""A project whose settings are read: a folder with a sentry.yml of three environments."""

from pathlib import Path

from buildtools.config import Loaded, load
from buildtools.settings import Server

YAML = """\
version: 1
default_environment: staging
defaults:
  release: "web@{package.version}"
  build:
    directory: app
    command: npm run build
    environment: {STAGE: none, CI: "1"}
    outputs:
      - {path: out, url: ~/static}
  server:
    url: https://sentry.example
    org: acme
    projects: [web]
    token: ${SENTRY_AUTH_TOKEN}
environments:
  local: {server: sandbox}
  staging:
    build:
      environment: {STAGE: staging}
    server: {projects: [web, api]}
  production:
    on_failure: warn
"""


class Project:
    """A folder with a sentry.yml and whatever else a test puts there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("sentry.yml", YAML)

    def write(self, name: str, text: str) -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def load(self, environment: str | None = None, **environ: str) -> Loaded:
        return load(self.root / "sentry.yml", environment, environ)


def server(loaded: Loaded) -> Server:
    assert isinstance(loaded.settings.server, Server)
    return loaded.settings.server
