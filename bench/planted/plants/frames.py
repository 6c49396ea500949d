"""Events whose frames stay minified, and a token that may not look."""

import http
import http.client
import json
import time
import uuid
from typing import Final

from bench.planted import project
from bench.planted.plants.plant import plant, released
from bench.planted.stage import NotReleased, Stage

_THROWN: Final = b'new Error("the order is too small'
_APART_SECONDS: Final = 1.5
"""Between an event and an upload: servers keep times by the second."""


def _event_of_a_release(stage: Stage) -> None:
    released(stage)
    _send(stage, project.NEW)


@plant("token without read scope", _event_of_a_release)
def _no_read_scope(stage: Stage) -> None:
    token = stage.ready.sandbox.token_with({"org:ci"})
    stage.environ["SENTRY_AUTH_TOKEN"] = token.reveal()


@plant("event before upload", _event_of_a_release)
def _too_early(stage: Stage) -> None:
    stage.start_from("injected", "late")
    stage.must("create")
    _send(stage, project.LATE)
    time.sleep(_APART_SECONDS)
    stage.must("upload")


def _send(stage: Stage, version: str) -> None:
    """Send an event as the SDK does: one frame, and the debug ID of its script."""
    script, url = stage.script(), f"{stage.ready.host.url}{stage.url().lstrip('/')}"
    before = stage.read(script).partition(_THROWN)[0]
    line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2]) + 1
    frame = {"abs_path": url, "filename": url, "function": "d", "lineno": line, "colno": column}
    event = {
        "event_id": uuid.uuid4().hex,
        "timestamp": time.time(),
        "platform": "javascript",
        "release": f"{project.NAME}@{version}",
        "dist": project.DIST,
        "environment": project.ENVIRONMENT,
        "sdk": {"name": "sentry.javascript.browser", "version": "11.12.0"},
        "exception": {
            "values": [
                {
                    "type": "Error",
                    "value": "the order is too small to be delivered",
                    "stacktrace": {"frames": [frame]},
                }
            ]
        },
        "debug_meta": {
            "images": [{"type": "sourcemap", "code_file": url, "debug_id": stage.debug_id()}]
        },
    }
    _post(stage.ready.sandbox.dsn, event)
    stage.places["event"] = str(event["event_id"])


def _post(dsn: str, event: dict[str, object]) -> None:
    key, _, rest = dsn.partition("//")[2].partition("@")
    host, _, number = rest.rpartition("/")
    lines = ({"event_id": event["event_id"], "dsn": dsn}, {"type": "event"}, event)
    body = "\n".join(json.dumps(line) for line in lines).encode()
    path = f"/api/{number}/envelope/?sentry_key={key}&sentry_version=7"
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("POST", path, body, {"Content-Type": "application/x-sentry-envelope"})
    with connection.getresponse() as answer:
        if answer.status != http.HTTPStatus.OK:
            raise NotReleased(f"the sandbox takes no event: {answer.status}")
