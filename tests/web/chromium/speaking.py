"""A browser as a program: it speaks over its pipe, and shows one page that is told to it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

_PROGRAM = """#!{python}
import json, os, pathlib
answers = json.loads({answers!r})
usual = {{"product": "Speaking/1", "browserContextId": "c", "targetId": "t", "sessionId": "s"}}
url = ""
def say(message):
    os.write(4, json.dumps(message).encode() + b"\\0")
def tell(method, **params):
    say({{"method": method, "sessionId": "s", "params": params}})
rest = b""
while block := os.read(3, 65536):
    *whole, rest = (rest + block).split(b"\\0")
    for asked in map(json.loads, whole):
        params, result = asked["params"], dict(usual)
        if asked["method"] == "Page.navigate":
            url = params["url"]
            request = {{"url": url, "method": "GET"}}
            tell("Network.requestWillBeSent", requestId="1", request=request, type="Document")
            response = {{"status": answers["status"], "mimeType": "text/html"}}
            tell("Network.responseReceived", requestId="1", response=response)
            tell("Network.loadingFinished", requestId="1")
            tell("Page.loadEventFired")
        elif asked["method"] == "Profiler.takePreciseCoverage":
            ran = [{{"ranges": [{{"count": 1}}]}}]
            scripts = [{{"url": url + each, "functions": ran}} for each in answers["ran"]]
            result = {{"result": scripts}}
        elif asked["method"] == "Runtime.evaluate":
            values = {{"location.href": url, **answers["values"]}}
            found = [values[key] for key in values if key in params["expression"]]
            result = {{"result": {{"value": found[0] if found else None}}}}
        elif asked["method"] == "Target.attachToTarget":
            result = {{"sessionId": "s"}}
        say({{"id": asked["id"], "result": result}})
"""


def speaking(
    folder: Path,
    *,
    status: int = 200,
    ran: tuple[str, ...] = (),
    values: Mapping[str, object] | None = None,
) -> Path:
    """Write a browser whose page has this status, ran these scripts, and has these values.

    A value is that of each expression in which its key stands.
    """
    answers = json.dumps({"status": status, "ran": ran, "values": values or {}})
    path = folder / "chromium"
    path.write_text(_PROGRAM.format(python=sys.executable, answers=answers))
    path.chmod(0o755)
    return path
