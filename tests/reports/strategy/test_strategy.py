"""The strategy document: what was measured between the words of those who decide."""

import re
from dataclasses import dataclass

import msgspec
import pytest

from buildtools.documents.blocks import empty
from buildtools.documents.markers import Refused
from buildtools.errors import ConfigurationError
from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.reports.strategy import Facts, Promise, Step, adopted, blocks, document
from buildtools.reports.strategy.sections import SECTIONS
from buildtools.review.plan import NO_PLAN, Plan
from buildtools.review.reviewed import Reviewed, Table, Verdict
from tests.measured import PLAN, REVIEWED, changed, measured

FACTS = Facts(
    app="the shop",
    steps=(Step("build", "Run the build."), Step("strip", "Take maps out.", is_on=False)),
    build="npm run build",
    outputs=((".next/static", "browser"),),
    has_site=True,
    ci=(".github/workflows/release.yml",),
    checks={"alerts": ("who is told of new issues", "server")},
    evidence="docs/review/production/web%401.4.0.json",
)
CARDS = (("Load replay | later", "weight-first-page-gz is 56.9 kB"),)
EARLIER = (measured("web@1.3.0", weight_first_page_gz=34_685, page_cpu=None),)


@dataclass
class Made:
    """What a document is made of."""

    reviewed: Reviewed = REVIEWED
    earlier: tuple[Reviewed, ...] = EARLIER
    plan: Plan = PLAN
    facts: Facts = FACTS
    cards: tuple[tuple[str, str], ...] = CARDS

    def document(self, text: str | None = None, *, force: bool = False) -> str:
        """Write a document of it."""
        all_of_it = (self.reviewed, self.earlier, self.plan, self.facts, self.cards)
        return document(text, *all_of_it, force=force, file="DOC.md")

    def block(self, name: str) -> str:
        """Write one block of it."""
        return blocks(self.reviewed, self.earlier, self.plan, self.facts, self.cards)[name]


def test_a_first_document_asks_a_human_what_no_review_can_tell() -> None:
    """And has every section, in its order."""
    written = Made().document()

    assert written.startswith("# Sentry integration strategy of the shop\n")
    assert [each.title for each in SECTIONS] == [
        title
        for title in re.findall(r"^## (.*)$", written, re.M)
        if title not in ("Purpose and scope", "Lessons and practice")
    ]
    assert 9 == written.count("*To be written by a human")
    assert written == Made().document("\n")


def test_equal_measurements_give_an_identical_file() -> None:
    """A document that changes by itself says nothing by its changes; days are in its history."""
    once = Made().document()

    assert once == Made().document(once)
    for name in (each.name for each in SECTIONS if each.name != "history"):
        assert Made().block(name) == Made(reviewed=changed(taken="2030-01-01")).block(name)


def test_words_of_humans_stay_and_words_in_blocks_are_refused() -> None:
    """The word that was typed is still there, and the block is named."""
    once = Made().document().replace("*To be written by a human. The q", "Ours: the shop. The q")
    newer = Made(reviewed=measured("web@1.5.0", weight_first_page_gz=58_400))
    typed = once.replace("40,000", "40").replace("56.9 kB", "56.9 kB, we think", 1)

    assert "Ours: the shop. The q" in newer.document(once)
    with pytest.raises(Refused, match=r"DOC\.md:\d+: block plan was changed by hand") as refused:
        newer.document(typed)
    assert 20 == refused.value.exit_code
    assert "we think" not in newer.document(typed, force=True)


def test_a_document_without_blocks_is_adopted_first() -> None:
    """Else eleven sections would stand at its end, whatever it says of them already."""
    theirs = "# Ours\n\n## Performance\n\nwords\n\n## Security & Privacy\n\nwords\n"
    with pytest.raises(ConfigurationError, match=r"DOC\.md has no block") as refused:
        Made().document(theirs)
    assert "--adopt" in refused.value.remedy

    found = adopted(theirs, file="DOC.md")
    written = Made().document(found.text)
    places = {each.block: each.heading for each in found.placements}

    assert ("Performance", "Security & Privacy") == (places["weight"], places["privacy"])
    assert written.index("## Performance") < written.index("### Weight")
    assert written.index("### Weight") < written.index("## Security & Privacy")


def test_a_document_that_lacks_a_section_gets_it_with_its_heading() -> None:
    """A later version may know one more."""
    written = Made().document("# Ours\n\n" + empty("review", "plan"))

    assert "## Where this comes from\n\n<!-- review:provenance begin sha=" in written


def test_no_word_praises_and_none_judges_the_law() -> None:
    """Figures do, and lawyers do."""
    written = Made().document().lower()
    words = ("compliant", "excellent", "great", "robust", "best-in", "seamless", "comprehensive")

    assert [] == [word for word in words if word in written]


# --- plan against actual


def test_what_differs_comes_first_with_what_was_wanted_and_why() -> None:
    """And what was accepted with who decided it."""
    block = Made().block("plan")
    rows = [line for line in block.splitlines() if line.startswith("| ")][2:]

    assert "14 checks: 2 differ, 1 differ by decision, 1 absent, 1 not planned, 3 unknown" in block
    assert rows[0].startswith("| `traces-sample-rate` | differs | `0.1` | 1.0, in src/")
    assert "5 M spans a month on the plan | 2026-05; 2027-01 | page |" in rows[0]
    assert "differs, accepted | – | none | a proxy costs more (web team, 2026-11-20)" in rows[2]


def test_what_is_unknown_is_shown_as_unknown_with_its_reason() -> None:
    """Never among what is met; under the reason that they share."""
    told = (
        Verdict("quota", "unknown", why="it needs org:read"),
        Verdict("alerts", "unknown", why="it needs org:read"),
        Verdict("csp", "not-asked", why="asked by --browser"),
    )
    block = Made(reviewed=changed(verdicts=told), plan=NO_PLAN).block("plan")

    assert "3 checks: 2 unknown, 1 not asked." in block
    assert (
        "- it needs org:read. This leaves open: `quota`, who is told of new issues (`alerts`)"
        in block
    )
    assert "### Not asked\n\n- asked by --browser. This leaves open: `csp`" in block
    assert "`sentry-plan.yml` plans nothing" in block


def test_what_was_planned_and_not_looked_at_is_told() -> None:
    """`--only` leaves checks out; a plan's line must not vanish with them."""
    assert "not looked at by this review: `pii-recall-shapes` (wanted: `>= 95 %`)" in Made().block(
        "plan"
    )


def test_a_table_that_no_section_knows_is_shown_all_the_same() -> None:
    """Each part of a review may bring one."""
    odd = Table("odd", "What the server keeps out", ("filter", "on"), (("web|x", "yes"),), "GET")

    assert "| web\\|x | yes |\n\nMeasured by GET." in Made(reviewed=changed(tables=(odd,))).block(
        "plan"
    )


# --- weight, cost, monitoring


def test_every_figure_has_its_source_its_n_and_its_spread() -> None:
    """A number of which nobody knows how it came is none."""
    block = Made().block("weight")

    assert "gzip 6 | 56.9 kB | gzip 6 of the scripts in the page's HTML" in block
    assert "Each was measured once (n = 1), and has no spread." in block
    assert "| 39 ms | 33 ms to 52 ms | 9 | main thread in Chromium 156" in block
    for line in block.splitlines():
        if " kB |" in line or " ms |" in line:
            assert len(line.split(" | ")[-1]) > 10, line


def test_what_was_not_measured_says_so_and_what_would() -> None:
    """It is not left out, and it is not zero."""
    block = Made(reviewed=changed(figures=())).block("weight")

    assert "the build, above one without Sentry (`invoke review --cost` measures it)" in block
    assert "`invoke review --without-sentry` measures it" in block
    assert "0 kB" not in block.replace("100 kB", "")


def test_what_a_check_has_told_is_not_called_unmeasured() -> None:
    """A count without a figure of its own stands in the row of its check."""
    told = Verdict("maps-public", "differs", "21 of 48 URLs asked for", source="page", value=21)
    seen = Made(reviewed=changed(verdicts=(told,))).block("security")
    unknown = Made(reviewed=changed(verdicts=(Verdict("maps-public", "unknown"),)))

    assert "that everybody can fetch" not in seen.partition("Not measured:")[2]
    assert "that everybody can fetch" in unknown.block("security").partition("Not measured:")[2]


def test_a_table_of_checks_begins_with_what_differs() -> None:
    """It is what somebody has to do something about."""
    told = (
        Verdict("token-scopes", "met", "org:ci"),
        Verdict("keys", "absent", "no key"),
        Verdict("secrets", "differs", "2 secrets"),
    )
    block = Made(reviewed=changed(verdicts=told)).block("security")

    assert block.index("2 secrets") < block.index("no key") < block.index("org:ci")
    assert block.index("org:ci") < block.index("scopes, at most")


def test_absent_is_explained_where_it_stands() -> None:
    """Of a flag it is good, of an alert a gap."""
    absent = Made(reviewed=changed(verdicts=(Verdict("flags", "absent", "none is set"),)))
    met = Made(reviewed=changed(verdicts=(Verdict("flags", "met", "none is set"),)))

    assert "Absent: there is nothing of the kind here" in absent.block("plan")
    assert "Absent:" not in met.block("plan")


def test_where_everything_was_accepted_the_findings_say_so() -> None:
    """None at all is another thing."""
    accepted = msgspec.structs.replace(REVIEWED.findings[0], accepted="a decision")

    told = Made(reviewed=changed(findings=(accepted,))).block("recommendations")
    assert "None but those that were accepted." in told
    assert Made(reviewed=changed(findings=())).block("recommendations").endswith("None.")


def test_what_an_optimization_saves_is_told_by_a_table_or_not_measured() -> None:
    """Of what is in effect nothing is made up."""
    saved = Table(
        "optimizations",
        "What it saves here",
        ("what", "first page, gzip 6, bytes"),
        (("replay by import()", 38_400),),
        "source maps",
    )
    block = Made(reviewed=changed(tables=(saved,))).block("effect")

    assert "| `flags` | met | none is set | build |" in block
    assert "| replay by import() | 38,400 |" in block
    assert "of one that has no row it was not measured" in block


def test_a_long_table_is_folded() -> None:
    """All of it is there, and nobody has to scroll past it."""
    rows = tuple((f"place {at}", at) for at in range(30))
    told = Table("pii-recall-by-place", "By place", ("place", "struck"), rows, "relay")
    block = Made(reviewed=changed(tables=(told,))).block("privacy")

    assert "<details>\n<summary>By place (30 rows)</summary>\n\n| place | struck |" in block
    assert "| place 29 | 29 |\n\n</details>\n\nMeasured by relay." in block


def test_budgets_are_the_plans_and_proposals_hold_today() -> None:
    """With a little room, so that they are not moved with every byte."""
    block = Made().block("monitoring")

    assert "(`weight-first-page-gz`) | 56.9 kB | `<= 45 kB` | the plan |" in block
    assert "(`weight-all-gz`) | 62.6 kB | `<= 64 kB` | proposed |" in block
    assert '  - { check: secrets, want: "<= 0" }' in block
    assert "(`pii-recall-shapes`) | 38.8 % | `>= 95 %` | the plan |" in block
    assert "checks-unknown" not in block
    assert "page-cpu" not in block


# --- privacy, compliance, security, delivery


def test_an_obligation_has_evidence_or_none_and_always_a_question() -> None:
    """Whether it is enough a human says."""
    rows = Made().block("compliance").splitlines()[4:]

    assert 10 == len(rows)
    assert all("**a human must answer:** " in row and "?" in row for row in rows)
    assert "| where data is kept | region: de, as the organization |" in rows[0]
    assert "| none: nothing of it can be measured |" in rows[1]
    assert "pii-recall: 34.8 %, 309 of 889 planted items" in rows[2]


def test_privacy_says_what_its_shares_are_of() -> None:
    """34.8 % of what was planted is not 34.8 % of what users send."""
    block = Made().block("privacy")

    assert "shares of what was planted" in block
    assert "| request headers \\| cookies | 96 | 27 |" in block
    assert "harmless values that are struck" in block.partition("Not measured:")[2]


def test_the_way_of_a_release_is_told_as_it_is_set() -> None:
    """What is not named is told as not named."""
    block = Made().block("delivery")
    other = Made(facts=Facts(strips=True, deploy="make up", sandbox=True)).block("delivery")

    assert "- deploy: elsewhere: no command is named" in block
    assert "| `strip` | no | Take maps out. |" in block
    assert "- live site: looked at, not required" in block
    assert "- deploy: by `make up`" in other
    assert "- CI: no file of one was found" in other
    assert "- server: the sandbox" in other


def test_an_unknown_scope_of_a_token_is_no_narrow_one() -> None:
    """The table says what should be, the verdict what is known."""
    assert (
        "Of the pipeline's token: token-scopes: unknown, this server does not tell"
        in Made().block("security")
    )


# --- recommendations and history


def test_cards_and_findings_are_recommended_with_what_helps() -> None:
    """A finding's own remedy, else that of its code; what was accepted is not recommended."""
    accepted = msgspec.structs.replace(REVIEWED.findings[1], accepted="a comment")
    found = (REVIEWED.findings[0], accepted)
    block = Made(reviewed=changed(findings=found)).block("recommendations")

    assert "| Load replay \\| later | weight-first-page-gz is 56.9 kB |" in block
    assert "change it, or write the decision into `deviations` of the plan |" in block
    assert "home-path-in-build" not in block
    assert "raises no card" in Made(cards=()).block("recommendations")


def test_findings_beyond_a_screen_are_counted() -> None:
    """Errors come first."""
    many = [finding("home-path-in-build", File(f"{at}.js"), "it names one") for at in range(30)]
    error = finding("secret-in-build", File("z.js"), "it holds one")
    block = Made(reviewed=changed(findings=(*many, error))).block("recommendations")

    assert block.index("secret-in-build") < block.index("home-path-in-build")
    assert "And 11 more findings" in block


def test_changes_are_told_in_words() -> None:
    """Figures beyond their noise, outcomes, findings; and what was not measured before."""
    block = Made().block("history")

    assert "- Sentry before the first page works, gzip 6: 34.7 → 56.9 kB (+22.2 kB)" in block
    assert "- main thread, above the page without Sentry: 39 ms, not measured before" in block
    later = changed(
        release="web@1.5.0",
        verdicts=tuple(
            msgspec.structs.replace(each, outcome="met", seen="0.1", value=0.1)
            if each.check == "traces-sample-rate"
            else each
            for each in REVIEWED.verdicts
        ),
        findings=(finding("map-public", File("a.map"), "it is"),),
    )
    block = Made(reviewed=later, earlier=(REVIEWED,)).block("history")
    assert "- traces-sample-rate: differs → met: 0.1" in block
    assert "- found now: `map-public`" in block
    assert "- not found any more: `home-path-in-build`, `plan-differs`" in block


def test_noise_is_no_change() -> None:
    """And where there is no review before, that is told."""
    later = measured("web@1.5.0", weight_first_page_gz=56_900, page_cpu=41)

    assert "Nothing has changed by more than its noise." in Made(
        reviewed=later, earlier=(REVIEWED,)
    ).block("history")
    assert "This is the first review: of `web@1.4.0`." in Made(earlier=()).block("history")


def test_what_cards_have_promised_stands_beside_what_came() -> None:
    """The circle of a roadmap is closed here."""
    facts = msgspec.structs.replace(
        FACTS,
        promises=(
            Promise("Replay later", "weight-first-page-gz: -38 kB", "-38.4 kB"),
            Promise("Spans", "pii-recall: +20 %", ""),
        ),
    )
    block = Made(facts=facts).block("history")

    assert "| Replay later | weight-first-page-gz: -38 kB | -38.4 kB |" in block
    assert "| Spans | pii-recall: +20 % | no review has seen it yet |" in block


def test_where_it_comes_from_is_told_without_a_clock() -> None:
    """The digest is over all that was measured, and the command measures it again."""
    block = Made().block("provenance")
    other = Made(reviewed=measured(weight_all_gz=1)).block("provenance")

    assert "| command | `invoke review --env=production --browser --cost` |" in block
    assert "| evidence | `docs/review/production/web%401.4.0.json` |" in block
    assert block.splitlines()[-1] != other.splitlines()[-1]
    assert block == Made(reviewed=changed(taken="2030-01-01")).block("provenance")


@pytest.mark.parametrize("name", [each.name for each in SECTIONS])
def test_a_review_that_saw_nothing_makes_a_whole_document(name: str) -> None:
    """A first run may have neither build nor server."""
    nothing = changed(verdicts=(), figures=(), tables=(), findings=(), looked=(), tools={})

    assert Made(nothing, (), NO_PLAN, Facts(), ()).block(name).strip()


def test_texts_of_an_app_break_no_block() -> None:
    """What its sources say comes into cells: pipes, markers, fences and HTML among it."""
    nasty = "a | b <!-- review:plan end -->\n```\n<script> ~~~ # x"
    told = tuple(
        msgspec.structs.replace(each, seen=nasty, why=nasty, because=nasty, wanted=nasty)
        for each in REVIEWED.verdicts
    )
    made = Made(
        reviewed=changed(
            verdicts=told, findings=(finding("map-public", File(nasty), nasty, nasty),)
        ),
        cards=((nasty, nasty),),
    )
    once = made.document()

    assert once == made.document(once)
