"""Pages whose errors are raised on purpose, in a real browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from buildtools.inspections.scenarios.pages import InChromium
from buildtools.inspections.scenarios.raising import TAG, NotRaised
from buildtools.values import Secret
from tests.inspections.scenarios.test_pages import Sent

PAGE = b"""<!doctype html><button id="fall">fall</button><script>
document.querySelector("#fall").addEventListener("click", async () => {
  const event = JSON.stringify({tags: {page: "own"}});
  const body = `{"event_id":"${"e".repeat(32)}"}\\n{"type":"event"}\\n${event}\\n`;
  await fetch("http://127.0.0.1:9/api/1/envelope/?sentry_key=k", {method: "POST", body});
});
</script>"""


@pytest.fixture
def asked() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A site that has one page, and the headers of the requests that it got."""
    seen: list[dict[str, str]] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({name.lower(): text for name, text in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *words: object) -> None:
            pass  # what it has to say is nobody's business

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


@pytest.mark.chromium
def test_a_page_of_chromium_is_clicked_and_heard(
    asked: tuple[str, list[dict[str, str]]],
) -> None:
    """The real thing: its report never leaves the browser, and is sent on with its tag."""
    (origin, seen), sent = asked, Sent()
    with InChromium(origin, {"X-Own": Secret("1")}, sent) as pages:
        with pages.visited(f"{origin}/", {"sentry-trace": "a-b-1"}, {TAG: "oven"}) as page:
            page.press("#fall")
            assert ("e" * 32,) == tuple(page.sent)
        with pytest.raises(NotRaised), pages.visited("http://127.0.0.1:9/", {}, {}):
            pass

    ((_, body),) = sent.all
    assert b'"buildtools.scenario":"oven"' in body
    assert ("1", "a-b-1") == (seen[0]["x-own"], seen[0]["sentry-trace"])
