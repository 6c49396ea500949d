"""docs/review-server.md tells what is asked, by which scope, and what is said without answer."""

import re

from buildtools.api.endpoints.settings import QUESTIONS, Question
from buildtools.findings.catalogue import CATALOGUE
from buildtools.inspections.review.of_server.asking import absent, forbidden
from tests.stories.shopping import PACKAGE
from tests.test_docs import table, words

PAGE = "review-server.md"


def row(question: Question) -> tuple[str, ...]:
    """Write a question as the page has it."""
    where = f"`/api/0/{question.where}/`" if question.where else "`/api/0/`"
    about = f"{question.about}, of older servers" if question.older else question.about
    scopes = ", ".join(f"`{scope}`" for scope in question.scopes) or "any"
    return (question.name, where, about, scopes)


def test_every_question_stands_on_the_page() -> None:
    """Whoever makes a token for reviews reads there what each scope is for."""
    rows = table(PAGE, "question", "asked at", "about", "scopes")

    assert rows == [row(question) for question in QUESTIONS.values()]


def test_the_sentences_are_those_of_the_code() -> None:
    """A 403 and a 404 are told apart by the same words as on the screen."""
    workflows = QUESTIONS["workflows"]

    assert {row[0]: row[1] for row in table(PAGE, "answer", "what it says")} == {
        "403": forbidden(workflows),
        "403, with an organization token": forbidden(workflows, is_org_token=True),
        "404": absent(workflows),
    }


def test_every_finding_that_leads_to_the_page_stands_there() -> None:
    """With the title that the catalogue has for it."""
    rows = {words(code)[0]: title for code, title in table(PAGE, "code", "what is so")}
    leading = {code for code, row in CATALOGUE.items() if row.page == f"{PAGE}#what-is-noticed"}

    assert leading <= {*rows, "scrubbing-without-effect"}
    assert rows == {code: CATALOGUE[code].title for code in rows}


def test_the_page_says_which_scopes_a_token_for_reviews_needs() -> None:
    """One of them opens each question."""
    text = (PACKAGE / "docs" / PAGE).read_text(encoding="utf-8")
    named = {*re.findall(r"`((?:org|project|event):read)`", text.partition("## What is asked")[0])}

    assert named == {"org:read", "project:read", "event:read"}
    assert all(not row.scopes or named & {*row.scopes} for row in QUESTIONS.values())
