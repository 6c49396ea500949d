"""Texts of which some parts are known only when they are used: templates as sentry.yml has them.

A part that a build or its machine gives is a placeholder: `web@{package.version}`. What cannot be
told at all says why.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from buildtools.facts.versions import PLACEHOLDERS
from buildtools.texts.redaction import MASK, holds_token, redact

AUTO = "{auto}"
"""Stands for what tools propose by themselves."""
_HOLE = re.compile(
    r"\{(?:auto|env\.[^{}]+|" + "|".join(re.escape(each) for each in PLACEHOLDERS) + r")\}"
)
_VARIABLE = re.compile(r"\{env\.([^{}]+)\}")


class Told(NamedTuple):
    """One text, as far as it can be told."""

    text: str
    """With placeholders."""
    why: str = ""
    """Why it cannot be told; empty where it can."""
    others: tuple[str, ...] = ()
    """What it is under other conditions."""
    sure: bool = True
    quoted: bool = False

    @property
    def is_literal(self) -> bool:
        """Whether it is known as it stands."""
        return not self.why and not _HOLE.search(self.text)

    @property
    def variable(self) -> str:
        """The name of the variable that it is, and nothing else; empty where it is none."""
        found = _VARIABLE.fullmatch(self.text)
        return found[1] if found and not self.why else ""

    @property
    def every(self) -> tuple[str, ...]:
        """All that it may be."""
        return tuple(dict.fromkeys((self.text, *self.others)))


def unknown(why: str) -> Told:
    """Return a text that cannot be told."""
    return Told("", why)


def joined(parts: Iterable[Told], *, quoted: bool = False) -> Told:
    """Put parts together; the first that cannot be told makes the whole such."""
    every = list(parts)
    text = "".join(each.text for each in every)
    why = next((each.why for each in every if each.why), "")
    others: list[str] = []
    for at, part in enumerate(every):
        before = "".join(each.text for each in every[:at])
        after = "".join(each.text for each in every[at + 1 :])
        others += [f"{before}{other}{after}" for other in part.others]
    sure = all(each.sure for each in every)
    return Told(text, why, tuple(dict.fromkeys(others)), sure, quoted)


def as_release(text: str) -> str:
    """Return a text as the template of a release: proposed as a whole it is auto."""
    return "auto" if text == AUTO else text.replace(AUTO, "{git.sha}")


def as_setting(text: str) -> str:
    """Return a text as any other setting has it: a variable is `${NAME}`."""
    return _VARIABLE.sub(r"${\1}", text)


def is_filled_later(text: str) -> bool:
    """Whether a part of it is known only when it is used."""
    return _HOLE.search(text) is not None


def shown(text: str) -> str:
    """Return a text for people, without anything that looks like a secret."""
    return redact(as_setting(text))


def is_secret(name: str, text: str) -> bool:
    """Whether a literal of this name is a secret, by its form or its name."""
    if holds_token(text):
        return True
    named = re.search(r"(?i)(?:^|[_.-])(?:auth_?token|api_?key|token|secret|password)$", name)
    return bool(named and text and not is_filled_later(text) and MASK not in text)


def changed(told: Told, change: str) -> Told:
    """Do what `${NAME…}` says behind the name to a value; not told where it is beyond us."""
    if told.why and _default(change):
        return Told(_default(change), sure=False)
    if not change or told.why:
        return told
    if change[:2] in {":-", ":=", ":?", ":+"} or change[0] in "-=?":
        return _otherwise(told, change)
    if change.startswith(":"):
        return _cut(told, change[1:])
    if change[0] in "#%/":
        return _trimmed(told, change)
    return unknown(f"${{…{change}}} changes a text in a way that no template can")


def _default(change: str) -> str:
    found = re.match(r":?[-=](.*)", change)
    return found[1].strip("\"'") if found and "$" not in found[1] else ""


def _otherwise(told: Told, change: str) -> Told:
    """Take the fallback only where nothing gives the name a value."""
    if change[:2] == ":+" or not told.variable:
        return told
    fallback = _default(change)
    return Told(fallback, sure=False, others=(told.text,)) if fallback else told


def _cut(told: Told, span: str) -> Told:
    numbers = [each.strip() for each in span.split(":")]
    if told.is_literal and all(re.fullmatch(r"\d*", each) for each in numbers):
        start = int(numbers[0] or 0)
        stop = start + int(numbers[1]) if len(numbers) > 1 and numbers[1] else None
        return told._replace(text=told.text[start:stop])
    if told.text == "{git.sha}" and numbers[0] in {"", "0"}:
        return shortened(int(numbers[1]) if len(numbers) > 1 and numbers[1].isdigit() else 40)
    return unknown(f"a part ({span}) of {shown(told.text)}, for which a template has no word")


def shortened(digits: int) -> Told:
    """Return so many digits of the commit."""
    if digits == 7:
        return Told("{git.short}")
    if digits >= 40:
        return Told("{git.sha}")
    return unknown(f"{digits} digits of the commit; {{git.short}} has seven")


_REFS = re.compile(r"#{1,2}(?:\*/)?(?:refs/(tags|heads)/|\*/)$|/(?:refs\\?/(tags|heads)\\?/)/?$")


def _trimmed(told: Told, change: str) -> Told:
    """Take a prefix or suffix away: of a reference what stands before its name."""
    found = _REFS.match(change)
    if found and told.text in {"{env.GITHUB_REF}", "{env.BUILD_SOURCEBRANCH}"}:
        kind = found[1] or found[2] or "tags"
        return Told("{git.branch}" if kind == "heads" else "{git.tag}", sure=bool(found[1]))
    if told.text in {"{git.tag}", "{git.branch}"} and (found or "/" in change[:3]):
        return told
    if told.is_literal and change[0] == "#" and not set(change) & set("*?["):
        return told._replace(text=told.text.removeprefix(change.lstrip("#")))
    if told.is_literal and change[0] == "%" and not set(change) & set("*?["):
        return told._replace(text=told.text.removesuffix(change.lstrip("%")))
    return unknown(f"{shown(told.text)} without a part ({change}), which no template can say")
