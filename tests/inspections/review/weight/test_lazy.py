"""What the app means to load later, by the texts of its sources."""

import pytest

from buildtools.inspections.review.weight.lazy import loaded_later

LATE = {"src/late.ts": "export const add = () => client.add(replayIntegration());"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('void import("./late").then((m) => m.add());', ["replay"]),
        ('const m = await import("@/late");', ["replay"]),
        ('import(/* webpackChunkName: "x" */ `./late.js`)', ["replay"]),
        ('import { add } from "./late";', []),
        ('import("./other")', []),
        ('import("react")', []),
        ('import("@sentry/replay").then((m) => use(m.replayIntegration()))', ["replay"]),
        ('const { feedbackIntegration } = await import("@sentry/browser");', ["feedback"]),
        ('init(replayIntegration()); import("@sentry/browser").then(() => 1)', []),
    ],
)
def test_an_import_is_followed_to_what_it_names(text: str, expected: list[str]) -> None:
    """To a module of the app, or to what is taken from the SDK there."""
    found = loaded_later({"src/main.ts": text} | LATE)

    assert [(feature, "src/main.ts") for feature in expected] == list(found)
