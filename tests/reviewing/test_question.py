"""The question on the example's last page, weighed: builds answer what its card expects."""

from pathlib import Path

import msgspec
import pytest

from buildtools.checks.review import BY_NAME
from buildtools.config import load
from buildtools.config.cards import read_cards
from buildtools.inspections.review import review
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.review.plan import NO_PLAN
from buildtools.review.reviewed import Reviewed
from buildtools.roadmap.card import Done
from buildtools.roadmap.judging import expectations
from tests.reviewing.builds import EXAMPLE, build_next, copy_example

pytestmark = [pytest.mark.review, pytest.mark.timeout(900)]

CARDS = EXAMPLE.parents[1] / "docs" / "roadmap"
PLAIN = """\
"use client";

import * as Sentry from "@sentry/nextjs";
import { useEffect } from "react";

type Given = { error: Error & { digest?: string }; reset: () => void };

export default function GlobalError({ error, reset }: Given) {
  useEffect(() => {
    if (!error.digest) Sentry.captureException(error);
  }, [error]);

  return (
    <html lang="en">
      <body>
        <h1>Something went wrong</h1>
        {error.digest && <p>The server calls it {error.digest}.</p>}
        <button onClick={reset}>Try again</button>
      </body>
    </html>
  );
}
"""
"""The page as it was without a question."""
SETTINGS = """\
version: 1
environments:
  local:
    server: sandbox
    release: web@1
    build:
      outputs:
        - {path: .next/static, url: ~/_next/static, kind: browser}
        - {path: .next/server, url: "app:///_next/server", kind: node}
"""


def weighed(folder: Path, release: str) -> Reviewed:
    """Weigh a build, and nothing else."""
    (folder / "sentry.yml").write_text(SETTINGS)
    loaded = load(folder / "sentry.yml", "local", {})

    def no_client() -> None:
        pytest.fail("nobody is asked for weights")

    asked = Asked(only=frozenset({"weight"}), offline=True)
    scope = Scope(loaded, None, no_client, asked)  # type: ignore[arg-type] # it is never made
    return msgspec.structs.replace(review(scope, NO_PLAN), release=release)


@pytest.fixture(scope="module")
def plain_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without the question, built; made before the environment is emptied, for npm."""
    folder = copy_example(tmp_path_factory.mktemp("plain") / "app")
    (folder / "src/app/global-error.tsx").write_text(PLAIN)
    return build_next(folder)


def test_the_question_weighs_what_its_card_expects(next_example: Path, plain_example: Path) -> None:
    """The build with it against the same build without: by the reviews, as for any card."""
    before = weighed(plain_example, "web@before")
    after = weighed(next_example, "web@after")
    kept = {each.name: each for each in read_cards(CARDS, BY_NAME)}["feedback-on-error-page"]
    card = msgspec.structs.replace(kept.card, done=Done("2026-11-27", "web@after"))

    told = expectations(card, [before, after])

    assert {"weight-page-gz", "weight-first-page-gz"} == {each.figure for each in told}
    assert ["as-expected"] * 2 == [each.ended for each in told], told
    wrong = msgspec.structs.replace(card, expect={"weight-page-gz": "+6.0 kB"})
    assert "less" == expectations(wrong, [before, after])[0].ended
