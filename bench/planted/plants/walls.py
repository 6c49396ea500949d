"""What stands before a site, and what `finalize` makes of it where `live` is required."""

from typing import Final

from bench.planted import project
from bench.planted.plants.plant import plant, released
from bench.planted.site import Answer
from bench.planted.stage import Stage

_HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
_LOGIN: Final = b"<!doctype html><title>Log in</title><form><input type=password></form>"
_CHALLENGE: Final = b"<!doctype html><title>Just a moment...</title>"

_LIVE: Final = f"live --env={project.ENVIRONMENT}".split()


@plant("login wall", released)
def _login(stage: Stage) -> None:
    headers = {**_HTML, "WWW-Authenticate": 'Basic realm="preview"'}
    stage.site.always = Answer(401, headers, _LOGIN)


@plant("login wall by a redirect", released)
def _redirect_to_login(stage: Stage) -> None:
    leads = "https://sso.example.com/login?return_to=%2F"
    stage.site.always = Answer(302, {"Location": leads}, b"")


@plant("bot wall", released)
def _bots(stage: Stage) -> None:
    headers = {**_HTML, "Cf-Mitigated": "challenge", "Server": "cloudflare"}
    stage.site.always = Answer(403, headers, _CHALLENGE)


def _required(stage: Stage) -> None:
    released(stage)
    project.change_settings(stage.root, "environments:", "  live: required\nenvironments:")


def _looked_at(stage: Stage) -> None:
    _required(stage)
    stage.must(*_LIVE)


@plant("login wall where live is required", _looked_at)
def _login_where_required(stage: Stage) -> None:
    _login(stage)
    stage.run(*_LIVE)


@plant("no live result where live is required", _looked_at)
def _never_looked_at(stage: Stage) -> None:
    _required(stage)


@plant("failed live result where live is required", _looked_at)
def _failed_where_required(stage: Stage) -> None:
    stage.site.take_away(stage.url())
    stage.run(*_LIVE)
