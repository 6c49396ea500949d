"""The roadmap's document: in the order in which readers ask, and nothing is lost in a chart."""

import re

import pytest

from buildtools.documents.blocks import differing, update
from buildtools.reports.roadmap import HEADINGS, PREFIX, SKELETON, blocks, rows, to_terminal
from buildtools.reports.roadmap.gantt import gantt, title
from buildtools.reports.roadmap.words import link, titles
from buildtools.review.reviewed import Reviewed
from buildtools.roadmap.card import Business, Declined, Done, Kept, Price
from buildtools.roadmap.moves import Stands, moved_on, moves, read
from buildtools.roadmap.roadmap import Roadmap, composed
from buildtools.roadmap.schedule import scheduled
from tests.roadmap.making import CHECKS, card, review

JOINERS = "\N{WORD JOINER}\N{WORD JOINER}"
BEFORE = review("web@1", "2026-11-20", weight_first_page_gz=96_800.0, secrets=0.0)
AFTER = review("web@2", "2026-11-27", weight_first_page_gz=58_400.0, secrets=0.0)
CARDS = (
    card(
        "lazy",
        title="Load replay: late",
        status="done",
        done=Done("2026-11-25", "web@2"),
        expect={"weight-first-page-gz": "-38 kB"},
        start="2026-11-23",
        effort_days=(1, 3),
    ),
    card("hand", title="In hand", status="doing", start="2026-11-27", effort_days=(2, 2)),
    card(
        "big",
        title="Big | bigger",
        expect={"weight-first-page-gz": "-10 kB", "pii-recall": ">= 95 %"},
        raise_when=("weight-first-page-gz > 50 kB",),
        business=Business("pages open sooner", "page loads", "none"),
        after="hand",
        requirement="replay is on",
        cost="care",
        needs=("sdk >= 10",),
        prices=(Price("logs", "0.50 $/GB", "2026-09-20", "a page", second_hand=True),),
    ),
    card("small", 0.1, title="Small", raise_when=("weight-all > 1 kB",), needed_by="2027-01-15"),
    card("decided", 0.9, title="Decided", status="later"),
    card(
        "no",
        title="Never",
        status="declined",
        declined=Declined("it is for phones", "web team", "2026-11-27"),
    ),
    card("gone", title="Gone", drop_when=("secrets = 0",)),
)


def whole(*cards: Kept, history: tuple[Reviewed, ...] = (BEFORE, AFTER)) -> Roadmap:
    return composed(cards or CARDS, history, CHECKS)


def written(roadmap: Roadmap, stands: Stands | None = None) -> dict[str, str]:
    return blocks(roadmap, stands or Stands("web@2", roadmap.stands), "../cards")


def test_a_document_says_it_in_the_order_in_which_readers_ask() -> None:
    """Next and why, when, what it costs, what it changes, what was declined, what moved."""
    document = update(SKELETON, PREFIX, written(whole()), headings=HEADINGS)
    heads = re.findall(r"^## (.*)$", document, re.M)

    assert list(HEADINGS.values()) == heads
    assert "*To be written: whom this is for" in document
    assert document == update(document, PREFIX, written(whole()), headings=HEADINGS)


def test_what_is_next_says_why() -> None:
    """A figure that raises it, a day, a person's word against the figures."""
    said = written(whole())["next"]

    assert "By the review of web@2 in production, of 2 reviews." in said
    assert "Days are near or far as seen from 2026-11-27." in said
    assert "| [In hand](../cards/hand.md) | debt | – |" in said
    assert (
        "| [Big \\| bigger](../cards/big.md) | debt | 1 |"
        " weight-first-page-gz is 58.4 kB; pages open sooner |"
    ) in said
    assert "needed by 2027-01-15; not raised: weight-all was not measured" in said
    assert "decided so; the figures say next" in said
    assert said.index("### Now") < said.index("needed by") < said.index("### Later")


def test_ties_are_shown_as_ties() -> None:
    """Alphabetical order without that word reads as a rank."""
    said = written(whole(card("b"), card("a"), card("c", 0.1)))["next"]

    assert "Tied, and so alphabetical: a, b." in said
    assert "c" not in said.partition("Tied")[2].partition("###")[0].removeprefix(
        ", and so alphabetical: a, b."
    )


def test_what_it_costs_has_its_day_and_source() -> None:
    """A price without either is a rumour."""
    said = written(whole())["cost"]

    assert "| [Big \\| bigger](../cards/big.md) | 1 | replay is on; sdk >= 10 | care |" in said
    assert "| logs | 0.50 $/GB | 2026-09-20 | a page (second-hand) |" in said


def test_what_it_changes_is_answered_when_it_is_done() -> None:
    """Expected beside what is so now, and the answer of the reviews."""
    said = written(whole())["figures"]

    assert "| Sentry before the first page works, gzip 6 | 58.4 kB | -10 kB | now |" in said
    assert "| planted personal data that is struck | not measured | \\>= 95 % | now |" in said
    assert "| expected −38.0 kB, got −38.4 kB | as expected |" in said
    assert "Without a figure: In hand, Small, Decided." in said


def test_what_was_declined_says_why() -> None:
    """And what a figure drops is not lost either."""
    said = written(whole())["declined"]

    assert "| [Never](../cards/no.md) | it is for phones | web team | 2026-11-27 |" in said
    assert "| [Gone](../cards/gone.md) | secrets is 0 |" in said


def test_nothing_is_said_of_nothing() -> None:
    """An empty roadmap has sentences, and no empty tables."""
    said = written(composed((), (), CHECKS), Stands("", {}))

    assert [
        "No card is open.",
        "No card has a day.",
        "No card is open.",
        "No card names a figure.",
    ] == [said[name].strip().rpartition("\n")[2] for name in ("next", "when", "cost", "figures")]
    assert "No review is kept" in said["next"]
    assert "Nothing was declined." in said["declined"]
    assert "|" not in "".join(said.values())


# --- what moved


def test_what_moved_is_told_until_the_next_review() -> None:
    """Any number of runs on one review say the same; a newer one begins anew."""
    first = moved_on(None, "web@1", {"a": "next", "b": "now"})
    again = moved_on(read(first.line()), "web@1", {"a": "next", "b": "now"})
    second = moved_on(read(f"x\n{again.line()}\n"), "web@2", {"a": "now", "c": "later"})
    third = moved_on(read(second.line()), "web@2", {"a": "now", "c": "next"})

    assert first == again
    assert () == moves(first)
    assert (("a", "next", "now"), ("b", "now", ""), ("c", "", "later")) == moves(second)
    assert (("a", "next", "now"), ("b", "now", ""), ("c", "", "next")) == moves(third)


def test_moves_are_words() -> None:
    """The first has none, and a quiet one says so."""
    now = whole()
    stands = now.stands
    first = written(now, Stands("web@2", stands))["moved"]
    quiet = written(now, Stands("web@2", stands, "web@1", stands))["moved"]
    moved = written(now, Stands("web@2", stands, "web@1", stands | {"big": "later", "old": "now"}))[
        "moved"
    ]

    assert "This is the first roadmap: nothing has moved." in first
    assert "Nothing has moved since the review of web@1." in quiet
    assert "- [Big \\| bigger](../cards/big.md): later → now\n- old: now → gone" in moved


@pytest.mark.parametrize("line", ["", "<!-- stands no -->", "<!-- stands {} -->", "text"])
def test_what_cannot_be_read_begins_anew(line: str) -> None:
    """A hand in that comment loses what moved, and breaks nothing."""
    assert read(line) is None


def test_a_name_with_dashes_does_not_end_the_comment() -> None:
    """`--` is not allowed within one."""
    stands = Stands("a--b", {"--x": "now"})

    assert "--" not in stands.line().removeprefix("<!--").removesuffix("-->")
    assert stands == read(stands.line())


# --- the calendar


def test_days_of_work_leave_weekends_out() -> None:
    """The longer estimate, and behind another card on the next day of work."""
    spans = scheduled(CARDS)

    assert {
        "lazy": ("2026-11-23", "2026-11-25"),
        "hand": ("2026-11-27", "2026-11-30"),
        "big": ("2026-12-01", "2026-12-01"),
    } == {name: (str(span.start), str(span.end)) for name, span in spans.items()}


def test_the_calendar_is_a_chart_and_the_same_as_a_table() -> None:
    """Not every reader draws Mermaid."""
    said = written(whole())["when"]

    assert (
        "    section Done\n    Load replay – late :done, card-lazy, 2026-11-23, 2026-11-26" in said
    )
    assert "    section In hand\n    In hand :active, card-hand, 2026-11-27, 2026-12-01" in said
    assert "    Small :milestone, by-card-small, 2027-01-15, 0d" in said
    assert "| [Load replay: late](../cards/lazy.md) | 2026-11-23 | 2026-11-25 | done |" in said
    assert "Without a day: Small, Decided." in said
    assert said.count("```") == 2


def test_a_card_behind_one_without_a_day_has_none() -> None:
    """And is named as such, where Mermaid would draw nothing and say nothing."""
    cards = (card("a"), card("b", after="a"), card("c", after="gone"))

    assert {} == scheduled(cards)
    assert "" == gantt(whole(*cards), {})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Replay: load late", "Replay – load late"),
        ("section off the site", f"{JOINERS}section off the site"),
        ("Title page", f"{JOINERS}Title page"),
        ("excludes weekends", f"{JOINERS}excludes weekends"),
        ("click here", f"{JOINERS}click here"),
        ("%% no comment", f"{JOINERS}%\N{WORD JOINER}% no comment"),
        ("a%b", f"{JOINERS}a%b"),
        ("```", f"{JOINERS}```"),
        ("-38 kB", f"{JOINERS}-38 kB"),
        ("Größe; #12, <b> – später", "Größe; #12, <b> – später"),
    ],
)
def test_a_title_is_drawn_as_it_is(text: str, shown: str) -> None:
    """Mermaid cuts titles at a colon, and takes words of its own language for commands."""
    assert shown == title(text)


# --- words, rows


def test_a_title_is_text_wherever_it_stands() -> None:
    """A bar or a line break would begin another cell, a bracket end a link, a star steer a text."""
    odd = card("a b", title="x [y] |\n *z*")

    assert "[x \\[y\\] \\| \\*z\\*](../cards/a%20b.md)" == link(odd, "../cards")
    assert "x \\[y\\] \\| \\*z\\*, b" == titles([odd, card("b")])
    assert "| a \\| \\*b\\* |" in written(whole(card("a", cost="a |\n *b*")))["cost"]


def test_rows_are_for_scripts() -> None:
    """Every card once, with where it stands and what was seen."""
    told = {row.name: row for row in rows(whole())}

    assert whole().stands == {name: row.stands for name, row in sorted(told.items())}
    assert ("yes", (1.0, 1.0)) == (told["big"].raised, told["big"].worth)
    assert ("expected −38.0 kB, got −38.4 kB",) == told["lazy"].expected
    assert None is told["no"].worth


def test_the_screen_is_short() -> None:
    """Bands with their reasons; the rest is counted."""
    said = to_terminal(whole(*CARDS, card("t1", 1.0), card("t2", 1.0)))

    assert said.startswith("in hand\n  In hand\nnow\n")
    assert "  = t1  (1)" in said
    assert said.endswith("6 cards open, 1 done, 1 declined, 1 dropped")


def test_a_hand_in_a_block_is_stale() -> None:
    """A document that says something else than the cards is told by `--check`."""
    document = update(SKELETON, PREFIX, written(whole()), headings=HEADINGS)

    assert () == differing(document, PREFIX, written(whole()))
    assert ("cost",) == differing(document.replace("0.50", "0.60"), PREFIX, written(whole()))
