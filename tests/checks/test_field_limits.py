"""Values at the limits of Sentry's fields, and what is left out when a server takes less."""

from typing import Any

import pytest

from buildtools.checks import field_limits
from buildtools.checks.field_limits import Note, fit, fit_deploy, shorter, without, without_changes
from buildtools.settings import Deploy
from buildtools.values import Commit, Patch


def commit(sha: str = "a" * 40, **more: Any) -> Commit:
    """A commit that fits, but for what a test gives it."""
    usual = Commit(sha, "Ann", "ann@example.com", "2024-03-05T10:00:00+02:00", "work\n", "acme/web")
    values = {name: getattr(usual, name) for name in usual.__struct_fields__}
    return Commit(**{**values, **more})


def test_what_fits_stays_as_it_is() -> None:
    """The control: at the limits nothing is done."""
    full = commit(
        author_name="n" * 128,
        author_email="e" * 200,
        repository="r" * 64,
        patch_set=(Patch("p" * 510, "A"),),
    )

    assert ((full,), ()) == fit([full])


@pytest.mark.parametrize(
    ("field", "long", "sent", "done"),
    [
        ("author_name", "é" * 129, "é" * 128, "over 128 characters, cut"),
        ("author_email", "e" * 201, None, "over 200 characters, left out"),
        ("repository", "g/" + "r" * 63, "r" * 63, f"over 64 characters, cut to {'r' * 63}"),
        ("message", "m" * 20_000, "m" * 16_384, "over 16384 characters, cut"),
    ],
)
def test_a_text_that_is_too_long_is_cut_or_left_out_and_noted(
    field: str, long: str, sent: str | None, done: str
) -> None:
    """A shorter name is a name, a shorter address is somebody else's."""
    fitted = fit([commit(**{field: long}), commit("b" * 40)])

    assert sent == getattr(fitted.commits[0], field)
    assert commit("b" * 40) == fitted.commits[1]
    assert (Note(field, done, ("a" * 40,)),) == fitted.notes


def test_what_no_text_field_takes_is_taken_out() -> None:
    """NUL is refused by every serializer; an empty address is none, and gets one of the server."""
    (fitted,) = fit([commit(author_name=" A\0nn ", author_email="  ", message="a\0b\n")]).commits

    assert ("Ann", None, "ab\n") == (fitted.author_name, fitted.author_email, fitted.message)


def test_changes_that_do_not_fit_are_left_out_and_the_others_stay() -> None:
    """A path of spaces is blank to the server, and refuses the list like one that is too long."""
    patches = (Patch("p" * 511, "A"), Patch(" \n", "A"), Patch("kept", "M"))
    fitted = fit([commit(patch_set=patches)])

    assert (Patch("kept", "M"),) == fitted.commits[0].patch_set
    assert ["path"] == [note.field for note in fitted.notes]


def test_very_many_changes_are_cut_in_one_commit_and_in_all() -> None:
    """An import changes a hundred thousand files; a request that is too large helps nobody."""
    many = tuple(Patch(f"f{turn}", "A") for turn in range(100_000))
    fitted = fit([commit(f"{turn:040}", patch_set=many) for turn in range(20)])

    assert field_limits.MOST_CHANGES == len(fitted.commits[0].patch_set)
    assert field_limits.MOST_CHANGES_IN_ALL >= sum(len(one.patch_set) for one in fitted.commits)
    assert () == fitted.commits[-1].patch_set
    assert ["patch_set", "patch_set"] == [note.field for note in fitted.notes]
    assert all(note.ours for note in fitted.notes)


def test_a_limit_is_ours_only_where_the_changes_were_too_many() -> None:
    """A field that is too long for Sentry, or a server that takes less, is not ours to correct."""
    long = commit(message="m" * 20_000, patch_set=(Patch("p" * 511, "A"), Patch("a", "A")))
    notes = (*fit([long]).notes, *field_limits.without_changes([long]).notes)

    assert ["message", "path", "patch_set"] == [note.field for note in notes]
    assert not any(note.ours for note in notes)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("group/sub/web", "group/sub/web"),
        (f"{'a' * 30}/{'b' * 30}/{'c' * 30}", f"{'b' * 30}/{'c' * 30}"),
        ("x" * 80, "x" * 64),
        (f"a/{'x' * 80}", "x" * 64),
    ],
)
def test_a_repository_keeps_the_end_of_its_name(name: str, short: str) -> None:
    """The end tells projects of one company apart."""
    assert short == shorter(name)


ONE, TWO = commit("1" * 40), commit("2" * 40)
LONG = commit("3" * 40, author_email="e" * 76)


@pytest.mark.parametrize(
    "said",
    [
        {"commits": {"1": {"author_email": ["Enter a valid email address."]}}},
        {"commits": [{}, {"author_email": ["Enter a valid email address."]}]},
        {"detail": {"commits": {"1": {"author_email": ["no"]}}}},
    ],
)
def test_a_field_is_left_out_of_the_commits_that_are_named(said: object) -> None:
    """By their place in the list; the others keep their author."""
    fitted = without([ONE, TWO], said)

    assert (ONE, commit("2" * 40, author_email=None)) == fitted.commits
    assert [("author_email", ("2" * 40,))] == [(one.field, one.commits) for one in fitted.notes]


@pytest.mark.parametrize(
    "said",
    [
        {"commits": {"author_email": ["Ensure this field has no more than 75 characters."]}},
        {"commits": ["author_email: Ensure this value has at most 75 characters"]},
        {"detail": "author_email is too long"},
    ],
)
def test_where_no_commit_is_named_the_long_ones_are_meant(said: object) -> None:
    """Older servers take 75 characters of an address, and do not say whose it is."""
    fitted = without([ONE, LONG], said)

    assert [ONE.author_email, None] == [one.author_email for one in fitted.commits]


def test_where_none_is_long_all_are_meant() -> None:
    """The server knows why; a list without addresses is still a list."""
    said = {"commits": {"author_email": ["Enter a valid email address."]}}

    assert [None, None] == [one.author_email for one in without([ONE, TWO], said).commits]


@pytest.mark.parametrize("named", ["path", "type", "patch_set"])
def test_a_refused_change_takes_the_long_paths_then_all(named: str) -> None:
    """Servers of earlier years took 255 characters of a path."""
    patches = (Patch("p" * 300, "A"), Patch("short", "A"))
    said = {"commits": {"0": {"patch_set": {"0": {named: ["no"]}}}}}
    first = without([commit(patch_set=patches)], said)
    second = without(first.commits, said)

    assert (Patch("short", "A"),) == first.commits[0].patch_set
    assert () == second.commits[0].patch_set


@pytest.mark.parametrize(
    "said",
    [None, "no", {}, [], {"detail": "no"}, {"commits": {"0": {"id": ["no"]}}}, {"version": ["no"]}],
)
def test_a_refusal_that_cannot_be_met_changes_nothing(said: object) -> None:
    """An ID cannot be left out; whoever sends the same again would never end."""
    assert ((ONE, TWO), ()) == without([ONE, TWO], said)


def test_changes_are_most_of_a_large_request() -> None:
    """They go first, once."""
    heavy = commit(patch_set=(Patch("a", "A"),))
    fitted = without_changes([heavy, ONE])

    assert [(), ()] == [one.patch_set for one in fitted.commits]
    assert ["patch_set"] == [note.field for note in fitted.notes]
    assert () == without_changes(fitted.commits).notes


def test_a_deploy_that_fits_stays_as_it_is() -> None:
    """The control, at both limits."""
    url = "https://example.com/" + "x" * 180

    assert (Deploy(name="n" * 64), url, ()) == fit_deploy(Deploy(name="n" * 64), url)
    assert (Deploy(), None, ()) == fit_deploy(Deploy(), None)


@pytest.mark.parametrize("url", ["https://example.com/" + "x" * 181, "https://u:p@example.com/"])
def test_a_deploys_name_is_cut_and_its_address_left_out(url: str) -> None:
    """A shorter address leads elsewhere, and a password belongs into none."""
    deploy, sent, notes = fit_deploy(Deploy(name="n" * 65), url)

    assert ("n" * 64, None) == (deploy.name, sent)
    assert ["name", "url"] == [note.field for note in notes]
