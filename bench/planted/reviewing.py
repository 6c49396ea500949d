"""Faults of an integration, planted one at a time: `python -m bench.planted.reviewing`.

reviews.toml says what has to notice each; it was written before what notices them.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.planted import integration, project
from bench.planted.command import command
from bench.planted.integration import MAIN, App
from bench.planted.judge import Ended, Verdict, judged, said
from bench.planted.runs import lacking
from bench.planted.table import Fault

TABLE: Final = Path(__file__).parent / "reviews.toml"
_HOOKS: Final = "beforeSendSpan: scrubSpan,\n"
_BUILT: Final = "dist/assets"

Act = Callable[[App], None]


def _baked(name: str, value: str) -> Act:
    def act(app: App) -> None:
        line = f'APP_DSN: "${{APP_DSN}}", {name}: "{value}"'
        app.replace("sentry.yml", 'APP_DSN: "${APP_DSN}"', line)

    return act


def _main(old: str, new: str) -> Act:
    return lambda app: app.replace(MAIN, old, new)


def _settings(**sections: Any) -> Act:
    return lambda app: app.settings(**sections)


def _dsn(value: str) -> Act:
    def act(app: App) -> None:
        app.environ["APP_DSN"] = value

    return act


def _another_region(app: App) -> None:
    app.settings(organization={"links": {"regionUrl": "https://us.sentry.io"}})
    key = "0123456789abcdef0123456789abcdef"
    app.environ["APP_DSN"] = f"https://{key}@o1.ingest.de.sentry.io/1"


def _two_copies(app: App) -> None:
    """Leave a carrier of another version behind, as an older copy on the page does."""
    carrier = '(globalThis as any).__SENTRY__ = { "9.47.1": {} };\n'
    app.write("src/older.ts", carrier)
    app.replace(MAIN, "import { priceOf }", 'import "./older";\nimport { priceOf }')


def _behind(app: App) -> None:
    """Have the lock file say an older major: what is installed is told by it."""
    file = app.root / "package-lock.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    for name, each in told["packages"].items():
        if "@sentry" in name:
            each["version"] = "9.47.1"
    file.write_text(json.dumps(told), encoding="utf-8")


def _replay_first(app: App) -> None:
    app.replace(
        MAIN,
        "browserTracingIntegration, init",
        "browserTracingIntegration, init, replayIntegration",
    )
    app.replace(
        MAIN, "[browserTracingIntegration()]", "[browserTracingIntegration(), replayIntegration()]"
    )
    app.write(
        "sentry-plan.yml", 'version: 1\nplan: [{check: replay, want: off, because: "no consent"}]\n'
    )


def _unmasked(app: App) -> None:
    options = "replayIntegration({ maskAllText: false, blockAllMedia: false })"
    app.replace(
        MAIN,
        "browserTracingIntegration, init",
        "browserTracingIntegration, init, replayIntegration",
    )
    app.replace(MAIN, "[browserTracingIntegration()]", f"[browserTracingIntegration(), {options}]")


def _idle_flag(app: App) -> None:
    """Set the flag where nothing of this build reads it."""
    text = "export default { define: { __SENTRY_DEBUG__: false } };\n"
    app.write("vite.config.ts", text)


def _escaped(app: App) -> None:
    app.replace(
        MAIN, "import { priceOf }", 'import * as Sentry from "@sentry/browser";\nimport { priceOf }'
    )
    app.replace(MAIN, "document.title", "(globalThis as any).Sentry = Sentry;\ndocument.title")


def _public_map(app: App) -> None:
    """Put a map back beside its script, as a deploy of the whole folder does."""

    def act() -> None:
        for kept in (app.root / ".buildtools/quarantine").rglob("*.js.map"):
            place = app.root / _BUILT / kept.name
            place.write_bytes(kept.read_bytes())

    app.after_release.append(act)


def _secret(app: App) -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    app.replace(
        MAIN, "document.title =", f'const token = "{token}";\ndocument.title = token.slice(0, 1) +'
    )


def _home(app: App) -> None:
    line = 'const config = "/home/janedoe/work/config.json";\ndocument.title = config.slice(0, 1) +'
    app.replace(MAIN, "document.title =", line)


def _policy(app: App) -> None:
    app.write("policy.txt", "default-src 'self'; connect-src 'self'; worker-src 'self' blob:")


def _misspelled(app: App) -> None:
    rules = {"aplications": {"$string": ["@email:replace"]}}
    app.settings(project={"relayPiiConfig": json.dumps(rules)})


def _broad(app: App) -> None:
    app.environ["PIPELINE_TOKEN"] = app.broad


PLANTS: Final[Mapping[str, Act]] = {
    "release not the pipeline's": _baked("APP_RELEASE", "bakery@9.9.9"),
    "environment not the pipeline's": _baked("APP_ENVIRONMENT", "staging"),
    "DSN missing in the build": _dsn(""),
    "DSN of another region": _another_region,
    "two copies of the SDK": _two_copies,
    "SDK a major behind": _behind,
    "sendDefaultPii with SDK 11": _main("dsn: DSN,", "dsn: DSN,\n    sendDefaultPii: false,"),
    "beforeSend without beforeSendSpan": _main(_HOOKS, ""),
    "beforeSendTransaction that is never called": _main(
        _HOOKS, f"{_HOOKS}    beforeSendTransaction: scrubEvent,\n"
    ),
    "tracesSampleRate of 0": _main("tracesSampleRate: 0.1", "tracesSampleRate: 0"),
    "replay in the first page against the plan": _replay_first,
    "replay unmasked": _unmasked,
    "flag without effect": _idle_flag,
    "escaped namespace": _escaped,
    "public map": _public_map,
    "secret in sourcesContent": _secret,
    "home path in a map": _home,
    "CSP without the ingest host": _policy,
    "scrubbing off on the server": _settings(project={"dataScrubber": False}),
    "misspelled scrubbing key": _misspelled,
    "token that may do too much": _broad,
}
"""How each is planted, by its row in the table."""


def run(faults: Sequence[Fault]) -> Iterator[Verdict]:
    """Plant them one after the other; each review is made without the fault, too."""
    packages = project.modules()
    controls: dict[str, str] = {}
    for fault in faults:
        if why := lacking(fault.needs):
            yield Verdict(fault, untried=why)
            continue
        if fault.command not in controls:
            controls[fault.command] = _clean(_reviewed(fault, packages))
        verdict = judged(fault, _reviewed(fault, packages, PLANTS[fault.name]))
        missed = "; ".join(each for each in (verdict.missed, controls[fault.command]) if each)
        yield verdict._replace(missed=missed)


def _reviewed(fault: Fault, packages: Path, *acts: Act) -> Ended:
    with (
        tempfile.TemporaryDirectory(prefix="reviewed-") as folder,
        integration.made(Path(folder), packages) as app,
    ):
        for act in acts:
            act(app)
        app.released()
        for after in app.after_release:
            after()
        return app.run(*fault.command.split())


def _clean(ended: Ended) -> str:
    """Return what a review of the app without a fault finds; empty where nothing."""
    if ended.exit:
        return f"without any fault it ends with {ended.exit}: {ended.err.strip()[:200]}"
    found = sorted({each.code for each in said(ended) if each.severity in ("error", "warning")})
    verdicts = json.loads(ended.out)["verdicts"]
    differing = [each["check"] for each in verdicts if each["outcome"] == "differs"]
    wrong = [*found, *differing]
    return f"without any fault it says {', '.join(wrong)}" if wrong else ""


if __name__ == "__main__":
    sys.exit(command(__doc__, TABLE, run))
